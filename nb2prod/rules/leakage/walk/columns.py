"""Which columns a table has, and what they were computed from: enough to see the target among the features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

Names = frozenset[str]


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of a table as it was loaded, and as it was changed since.

    Attributes:
        gone: Columns that it no longer has.
        only: The columns that were chosen; `None` where it still has all others.
        made_of: For columns that were added, those that they were computed from.
    """

    gone: Names = frozenset()
    only: Names | None = None
    made_of: Mapping[str, Names] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a column that once was there still is."""
        return name not in self.gone and (self.only is None or name in self.only)


def without(columns: Columns | None, names: Names) -> Columns | None:
    """Columns after some were dropped."""
    return replace(columns, gone=columns.gone | names) if columns else None


def chosen(columns: Columns | None, names: Names) -> Columns | None:
    """Columns after all others were left out."""
    return replace(columns, only=names) if columns else None


def stored(columns: Columns | None, name: str, made_of: Names) -> Columns | None:
    """Columns after one was computed from others."""
    if columns is None:
        return None
    sources = made_of - {name} or columns.made_of.get(name, frozenset())
    only = columns.only | {name} if columns.only is not None else None
    return Columns(columns.gone - {name}, only, {**columns.made_of, name: sources})


def tell_target(columns: Columns, target: Names) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Find columns among the features that tell the target.

    Args:
        columns: The features.
        target: The column that is the target, or the only one that it was computed from.

    Returns:
        The target itself, or what it was computed from alone; and features that were computed from it.
    """
    if len(target) != 1:
        return (), ()
    (name,) = target
    sources = columns.made_of.get(name, frozenset())
    itself = [n for n in {name, *(sources if len(sources) == 1 else ())} if columns.has(n)]
    derived = [n for n, of in columns.made_of.items() if name in of and columns.has(n) and n not in itself]
    return tuple(sorted(itself)), tuple(sorted(derived))
