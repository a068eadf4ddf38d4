"""The one public name of what may be written in several ways."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nb2prod.knowledge.table import Table

BUILTIN_TYPES = frozenset(
    {"iterator", "generator", "function", "module", "dict_keys", "dict_values", "dict_items", "none"}
)
"""Classes of the interpreter that have no name in `builtins`."""

LONGEST_CHAIN = 8
"""Renames that are followed one after another; a table that renames in a circle ends there."""


@cache
def root_of(qualified: str) -> str:
    """Import root of a qualified name; `builtins` for what has no dot and for methods of builtin classes."""
    root, dot, _ = qualified.partition(".")
    is_builtin = not dot or root in BUILTIN_TYPES or isinstance(getattr(builtins, root, None), type)
    return "builtins" if is_builtin else root


def canonical_name(qualified: str, tables_of: Callable[[str], tuple[Table, ...]]) -> str:
    """Follow the renames of the tables, and leave private modules out where the public name is known.

    Args:
        qualified: A qualified name, such as `sklearn.cross_validation.train_test_split`.
        tables_of: Gives the tables of an import root.
    """
    name = qualified.removeprefix("builtins.")
    for _ in range(LONGEST_CHAIN):
        renamed = _renamed(name, tables_of)
        if renamed == name:
            break
        name = renamed
    return _public(name, tables_of)


def _renamed(name: str, tables_of: Callable[[str], tuple[Table, ...]]) -> str:
    root = name.partition(".")[0] if "." not in name else root_of(name)
    for table in tables_of(root):
        prefix = name if table.renames else ""
        while prefix:
            if prefix in table.renames:
                return table.renames[prefix] + name[len(prefix) :]
            prefix = prefix.rpartition(".")[0]
    return name


def _public(name: str, tables_of: Callable[[str], tuple[Table, ...]]) -> str:
    if "._" not in name:
        return name
    public = ".".join(part for part in name.split(".") if not part.startswith("_") or part.endswith("__"))
    is_known = any(public in table.calls or public in table.types for table in tables_of(root_of(public)))
    return public if is_known else name
