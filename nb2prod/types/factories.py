"""What calls make of what they are given: of a series, of several names, with a factory, in a mode."""

from __future__ import annotations

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types import shapes
from nb2prod.types.given import Given
from nb2prod.types.values import UNKNOWN_TYPE, Library

TEXT = TypeExpression("io.TextIOWrapper")
READER = TypeExpression("io.BufferedReader")
WRITER = TypeExpression("io.BufferedWriter")


def like(given: Given) -> TypeExpression:
    """A series of a series; of what is not known, what the table says."""
    if given.library_kind in ("series", "frame"):
        return shapes.SERIES
    return given.element if given.kind.head == "?" else UNKNOWN_TYPE


def alike(given: Given) -> TypeExpression:
    """One result for a text, a list of them for a list."""
    if given.kind.head == "str":
        return given.element
    return shapes.generic("list", given.element) if given.kind.head in ("list", "tuple") else UNKNOWN_TYPE


def made(given: Given) -> TypeExpression:
    """What a factory makes."""
    found = given.call.results.get("default_factory") or given.call.results.get("")
    if found is not None:
        return found.type
    match given.values[0].refers:
        case Library(name) if name in shapes.BUILTINS or given.knowledge.type(name) is not None:
            return shapes.parse(name)
    return UNKNOWN_TYPE


def opened(given: Given) -> TypeExpression:
    """The file that opening gives, by its mode."""
    modes = [value.literal for value in given.call.given("mode")]
    match modes:
        case []:
            return UNKNOWN_TYPE if given.call.arguments.spread else TEXT
        case [str(mode)] if "b" not in mode:
            return TEXT
        case [str(mode)] if "+" not in mode and "buffering" not in given.call.arguments.keywords:
            return READER if "r" in mode else WRITER
    return UNKNOWN_TYPE
