"""How a type is written in generated code."""

from __future__ import annotations

from dataclasses import dataclass

from nb2prod.finding import UsageError
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.type_expression import TypeExpression, parse_type_expression
from nb2prod.types.model import TypeGuess, TypeSource

ENOUGH = 0.6
"""Types that are less sure than this are not written."""

PLAIN = frozenset({"int", "float", "complex", "bool", "str", "bytes", "range", "slice", "object", "bytearray"})
GENERIC = frozenset({"list", "dict", "set", "frozenset", "tuple", "iterator", "generator"})
ITERATOR = ("Iterator", "from collections.abc import Iterator")
CALLABLE = ("Callable[..., object]", "from collections.abc import Callable")


@dataclass(frozen=True, slots=True)
class Annotation:
    """A type as it is written.

    Attributes:
        text: The annotation.
        imports: Import statements that it needs, sorted.
    """

    text: str
    imports: tuple[str, ...] = ()


def annotation_of(guess: TypeGuess, knowledge: Knowledge) -> Annotation | None:
    """Write a type as an annotation.

    Args:
        guess: The type.
        knowledge: The tables, which know public names.

    Returns:
        The annotation, or `None` where the type is not known, not sure enough, or has no public name.
    """
    if guess.source is TypeSource.UNKNOWN or guess.confidence < ENOUGH:
        return None
    try:
        expression = parse_type_expression(guess.type)
    except UsageError:
        return None
    return _written(expression, knowledge)


def _written(expression: TypeExpression, knowledge: Knowledge) -> Annotation | None:
    head = expression.head
    if head == "|":
        return _union(expression, knowledge)
    if head == "none":
        return Annotation("None")
    if head in PLAIN:
        return Annotation(head)
    if head in GENERIC:
        return _generic(expression, knowledge)
    return _class(head, knowledge)


def _union(expression: TypeExpression, knowledge: Knowledge) -> Annotation | None:
    members = [_written(member, knowledge) for member in expression.arguments]
    found = [member for member in members if member is not None]
    if len(found) != len(members):
        return None
    return Annotation(" | ".join(member.text for member in found), _imports(found))


def _generic(expression: TypeExpression, knowledge: Knowledge) -> Annotation:
    head = expression.head
    own = Annotation(head)
    if head in ("iterator", "generator"):
        own = Annotation(ITERATOR[0], (ITERATOR[1],))
    parts = [_written(part, knowledge) for part in expression.arguments]
    known = [part for part in parts if part is not None]
    if not parts or len(known) != len(parts) or (head in ("list", "set", "frozenset") and len(parts) != 1):
        return own
    text = f"{own.text}[{', '.join(part.text for part in known)}]"
    return Annotation(text, _imports([own, *known]))


def _class(name: str, knowledge: Knowledge) -> Annotation | None:
    entry = knowledge.type(name)
    if name == "function":
        return Annotation(CALLABLE[0], (CALLABLE[1],))
    if entry is not None:
        if not entry.annotation:
            return None
        return Annotation(entry.annotation, (entry.annotation_import,) if entry.annotation_import else ())
    if "." not in name:
        return Annotation(name) if name.isidentifier() and name[:1].isalpha() and name not in _INTERNAL else None
    module, _, last = name.rpartition(".")
    if not last[:1].isupper() or any(part.startswith("_") or not part.isidentifier() for part in name.split(".")):
        return None
    return Annotation(last, (f"from {module} import {last}",))


_INTERNAL = frozenset({"module", "type", "coroutine", "Ellipsis", "function"})


def _imports(parts: list[Annotation]) -> tuple[str, ...]:
    return tuple(sorted({text for part in parts for text in part.imports}))
