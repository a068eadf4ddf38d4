"""Of which class the results of a step are."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.finding import UsageError
from nb2prod.knowledge.type_expression import TypeExpression, parse_type_expression
from nb2prod.plan.model import Returned
from nb2prod.render.tests_of.properties.model import Case, Claim
from nb2prod.render.tests_of.tracing.grid import Grid
from nb2prod.types.annotation import annotation_of
from nb2prod.types.model import TypeGuess

SURE = 0.9
KINDS = "gives values of its kinds"
_SHORT = {"from numpy import ndarray": ("import numpy as np", "np.ndarray")}
_CHECKED = frozenset({"str", "list", "dict", "set", "tuple", "bytes"})
"""Plain types that nothing else passes for: where an `int` is expected, NumPy may give a number of its own."""


def results(case: Case) -> Iterator[Claim]:
    """Claim the classes of results, as far as they are surely known.

    Args:
        case: The step.

    Yields:
        One claim, if there are any.
    """
    groups: dict[str, list[str]] = {}
    imports: set[str] = set()
    for returned in case.function.returns:
        if isinstance(case.values.get(returned.name), Grid | tuple):
            continue  # its shape or content says more
        found = _class_of(returned, case)
        if found is not None:
            groups.setdefault(found[0], []).append(returned.name)
            imports |= set(found[1])
    if not groups:
        return
    lines = [line for kind, names in groups.items() for line in _lines(kind, names)]
    yield Claim(KINDS, tuple(lines), imports=frozenset(imports))


def _lines(kind: str, names: list[str]) -> Iterator[str]:
    for name in names:
        yield f"assert isinstance({name}, {kind})"


def _class_of(returned: Returned, case: Case) -> tuple[str, tuple[str, ...]] | None:
    guess = returned.guess
    if guess.confidence < SURE:
        return None
    try:
        head = parse_type_expression(guess.type).head
    except UsageError:
        return None
    if head in _CHECKED:
        return head, ()
    if "." not in head or head.startswith("?"):
        return None
    found = annotation_of(TypeGuess(head, guess.source, guess.confidence), case.knowledge)
    if found is None or "[" in found.text or "|" in found.text:
        return None
    return found.text, found.imports


def expression_of(guess: TypeGuess) -> TypeExpression | None:
    """The type of a guess that is sure."""
    if guess.confidence < SURE:
        return None
    try:
        return parse_type_expression(guess.type)
    except UsageError:
        return None
