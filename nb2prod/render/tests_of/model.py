"""Tests as text. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TestText:
    """One test function.

    Attributes:
        text: Its source, decorators included.
        imports: Import statements that it needs.
        stub: Whether it is skipped until a person supplies what it needs.
    """

    # It holds tests and is none.
    __test__ = False

    text: str
    imports: frozenset[str] = frozenset()
    stub: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A made argument.

    Attributes:
        text: Source that makes it.
        value: What the static evaluation takes for it.
    """

    text: str
    value: object
