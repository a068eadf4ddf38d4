"""Which of the names that a notebook knows stand for values of its own."""

from __future__ import annotations

import builtins
import sys
from typing import Any, Dict, Mapping

from .reading import user_names

_MISSING = object()


class NotebookNames:
    """The names of a running notebook.

    Attributes:
        before: What was bound before its first cell.
        kept: Names of the shell and of built-ins that its code binds: a package has them as variables.
        bound: Names that its code binds otherwise than by star imports.
        starred: Modules of which it imports all names.
    """

    def __init__(self, before: Mapping[str, Any], task: Mapping[str, Any]) -> None:
        self.before = dict(before)
        self.kept = frozenset(task.get("kept", ()))
        self.bound = frozenset(task.get("bound", ()))
        self.starred = tuple(task.get("starred", ()))

    def values(self, names: Mapping[str, Any]) -> Dict[str, Any]:
        """Values by name: without imports, and what the shell binds by itself only as far as the code uses it.

        Args:
            names: All names that are bound now.

        Returns:
            Those that are compared; a built-in that the code may bind stands for itself where it has not.
        """
        found = {n: v for n, v in user_names(names, self.before).items() if not self._is_starred(n, v)}
        for name in self.kept:
            value = self._kept(name, names)
            if value is not _MISSING:
                found[name] = value
        return found

    def is_kept(self, value: Any, names: Mapping[str, Any]) -> bool:
        """Whether a value is one that a package has although the shell gives it."""
        return any(names.get(name, _MISSING) is value for name in self.kept)

    def _kept(self, name: str, names: Mapping[str, Any]) -> Any:
        original = getattr(builtins, name, _MISSING)
        value = names.get(name, original)
        # A shell may have one of its own in place of a built-in.
        return original if original is not _MISSING and self.before.get(name, _MISSING) is value else value

    def _is_starred(self, name: str, value: Any) -> bool:
        if name in self.bound:
            return False
        return any(getattr(sys.modules.get(module), name, _MISSING) is value for module in self.starred)
