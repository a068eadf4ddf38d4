"""What classes and functions are called, so that those of the notebook and of its package can be matched."""

from __future__ import annotations

import os
import sys
from typing import Any, Dict, FrozenSet

OWN = "notebook"
"""Stands for the module of everything that the notebook defines itself."""

HANDLE = "display handle"
"""What a handle of something that is shown is called, which a package has another kind of."""
_OF_THE_SHELL = {"SList": "builtins.list", "LSString": "builtins.str", "DisplayHandle": HANDLE}


class Naming:
    """Qualified names, the same on both sides.

    Attributes:
        package: Import name of the package; empty where the notebook runs.
        modules: Modules that were generated, without the package's name; others are copies of the author's own.
        renamed: Names in the notebook of definitions that the package calls otherwise.
    """

    def __init__(self, package: str, modules: FrozenSet[str], renamed: Dict[str, str]) -> None:
        self.package = package
        self.modules = modules
        self.renamed = renamed

    def module(self, name: str) -> str:
        """A module's name: `notebook` for the notebook's own, and without the package for what it copied."""
        if name == "__main__":
            return OWN
        if self.package and name.startswith(self.package + "."):
            rest = name[len(self.package) + 1 :]
            return OWN if rest in self.modules else rest
        return name

    def is_own(self, thing: Any) -> bool:
        """Whether the notebook defines a class or function itself."""
        return self.module(_module_of(thing)) == OWN

    def is_own_file(self, path: str) -> bool:
        """Whether code is a cell's, or stands in a module of the package."""
        home = getattr(sys.modules.get(self.package), "__file__", None) if self.package else None
        if home is not None:
            return os.path.realpath(path).startswith(os.path.dirname(os.path.realpath(home)) + os.sep)
        return path.startswith("<") or "ipykernel" in path

    def qualified(self, thing: Any) -> str:
        """Qualified name of a class or function."""
        module = self.module(_module_of(thing))
        name = str(getattr(thing, "__qualname__", None) or getattr(thing, "__name__", "?"))
        # What a cell defines is at the top; in the package it may stand inside a step.
        name = name.rpartition("<locals>.")[2]
        if module.startswith(("IPython.utils.text", "IPython.core.display")):
            return _OF_THE_SHELL.get(name, name)
        if module == OWN:
            head, dot, tail = name.partition(".")
            name = self.renamed.get(head, head) + dot + tail
        return "%s.%s" % (module, name)


def _module_of(thing: Any) -> str:
    module = getattr(thing, "__module__", None)
    return module if isinstance(module, str) else "builtins"
