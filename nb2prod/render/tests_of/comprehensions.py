"""Comprehensions of the static evaluation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nb2prod.render.tests_of.values import Scope, UnknowableError, items_of, truth, unordered

if TYPE_CHECKING:
    from nb2prod.render.tests_of.evaluate import Evaluator


def _rows(evaluator: Evaluator, generators: list[ast.comprehension], scope: Scope) -> Iterator[Scope]:
    from nb2prod.render.tests_of.statements import assign

    if not generators:
        yield scope
        return
    first, *rest = generators
    if first.is_async:
        raise UnknowableError("an asynchronous comprehension")
    for item in items_of(evaluator.evaluate(first.iter, scope)):
        evaluator.step()
        inner = Scope({}, scope)
        assign(evaluator, first.target, item, inner)
        if all(truth(evaluator.evaluate(test, inner)) for test in first.ifs):
            yield from _rows(evaluator, rest, inner)


def listed(evaluator: Evaluator, node: ast.ListComp | ast.SetComp | ast.GeneratorExp, scope: Scope) -> object:
    """A list, a set, or an iterator."""
    found = [evaluator.evaluate(node.elt, inner) for inner in _rows(evaluator, node.generators, scope)]
    match node:
        case ast.ListComp():
            return found
        case ast.SetComp():
            return set(found)
    return iter(found)


def mapped(evaluator: Evaluator, node: ast.DictComp, scope: Scope) -> object:
    """A dictionary."""
    rows = _rows(evaluator, node.generators, scope)
    found = {evaluator.evaluate(node.key, inner): evaluator.evaluate(node.value, inner) for inner in rows}
    if any(unordered(k) for k in found):
        raise UnknowableError("sets as keys")
    return found
