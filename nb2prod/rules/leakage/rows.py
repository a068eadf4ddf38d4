"""Algebra of rows: which may be the same, and how splits narrow them."""

from __future__ import annotations

from nb2prod.rules.leakage.model import Origin, Part, Rows, Source, Split, SplitKind

OPPOSITE = {"train": "test", "test": "train", "in": "out", "out": "in", "head": "tail", "tail": "head"}
"""The other side of a split in two."""

DELIBERATE = frozenset({SplitKind.HOLD_OUT, SplitKind.FOLDS, SplitKind.INTERNAL})
"""Splits by something that is made for it."""


def rows_of_source(source: Source) -> Rows:
    """All rows of a source."""
    return frozenset({Origin(source)})


def narrow(rows: Rows, part: Part) -> Rows:
    """Rows that also belong to one side of a split. A split that is made again replaces what it said before."""
    return frozenset(Origin(o.source, frozenset(p for p in o.parts if p.split != part.split) | {part}) for o in rows)


def overlap(first: Rows, second: Rows) -> bool:
    """Whether two sets of rows may have some in common, as far as splits say."""
    return any(_meet(a, b) for a in first for b in second)


def _meet(first: Origin, second: Origin) -> bool:
    if first.source != second.source:
        return False
    sides = {part.split: part.side for part in first.parts}
    return all(sides.get(part.split, part.side) == part.side for part in second.parts)


def covers(first: Rows, second: Rows) -> bool:
    """Whether one set of rows surely holds another."""
    return all(any(a.source == b.source and a.parts <= b.parts for a in first) for b in second)


def separating(first: Rows, second: Rows) -> tuple[Split, ...]:
    """Splits that hold two sets of rows apart."""
    found: dict[Split, None] = {}
    for a in first:
        for b in second:
            if a.source == b.source:
                sides = {part.split: part.side for part in a.parts}
                found.update((p.split, None) for p in b.parts if p.split in sides and sides[p.split] != p.side)
    return tuple(found)


def share_source(first: Rows, second: Rows) -> bool:
    """Whether two sets of rows come from the same place."""
    return bool({o.source for o in first} & {o.source for o in second})


def without(rows: Rows, taken: Rows) -> Rows | None:
    """Rows that are left when others, which were split off them, are taken away; `None` if nothing says which."""
    for origin in rows:
        for other in taken:
            extra = other.parts - origin.parts
            if other.source == origin.source and origin.parts <= other.parts and len(extra) == 1:
                (part,) = extra
                if part.side in OPPOSITE:
                    return narrow(rows, Part(part.split, OPPOSITE[part.side]))
    return None
