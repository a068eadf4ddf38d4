"""The variables of a pipeline whose module shares them with code that looks names up by text."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence

from nb2prod.facts.walk import Walk
from nb2prod.notebook.indentation import INDENT
from nb2prod.plan.model import SharedScope

SHARED_IMPORTS = ("from sys import modules as _modules", "from typing import Any")


def declared_lines(shared: SharedScope | None, imported: Collection[str]) -> list[str]:
    """Declarations of the module's variables; what the module imports is there already.

    Args:
        shared: The names; `None` if the pipeline's variables are its function's own.
        imported: Names that imports of the module bind.
    """
    if shared is None:
        return []
    names = [n for n in sorted({*shared.names, *shared.imports}) if n not in imported]
    here = "_here = _modules[__name__]"
    return [here, "", "# Code looks these up by text, as variables of this module.", *(f"{n}: Any" for n in names)]


def start_lines(shared: SharedScope | None) -> list[str]:
    """What the pipeline says first: its names are the module's, none is bound yet, and that module is the main one."""
    if shared is None:
        return []
    every = [*shared.names, *shared.imports]
    lines = [f"global {', '.join(['__name__', *every])}"]
    own = "_name"
    while own in shared.names:
        own += "_"
    listed = ", ".join(f'"{n}"' for n in ("__file__", *shared.names))
    lines += ['_modules["__main__"] = _here', '__name__ = "__main__"']
    return [*lines, f"for {own} in ({listed},):", f"{INDENT}globals().pop({own}, None)"]


def global_lines(shared: SharedScope | None, body: Sequence[str]) -> list[str]:
    """What a section of such a pipeline says first: the names that it binds are the module's."""
    if shared is None:
        return []
    walk = Walk()
    walk.block(ast.parse("\n".join(body)).body)
    names = sorted(walk.stores & {"__name__", *shared.names, *shared.imports})
    return [f"global {', '.join(names)}"] if names else []
