"""What is said of a value's type."""

from __future__ import annotations

from nb2prod.types.arrays import plain
from nb2prod.types.model import TypeGuess
from nb2prod.types.shapes import text_of
from nb2prod.types.values import Value


def guess_of(value: Value) -> TypeGuess:
    """What is said of a value's type."""
    if not value.known:
        return TypeGuess()
    return TypeGuess(text_of(plain(value.type)), value.source, round(value.confidence, 2), value.columns)
