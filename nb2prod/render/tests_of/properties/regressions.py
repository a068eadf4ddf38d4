"""Models of statsmodels that a step fits: they hold the data that they were given."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from nb2prod.render.tests_of.properties.model import Case, Claim, straight
from nb2prod.render.tests_of.properties.said import NUMPY

_LINEAR = frozenset({"statsmodels.api.OLS", "statsmodels.api.WLS", "statsmodels.api.RLM"})
"""Models that keep response and design as they come; others transform them."""

_PAIR = 2


def regressions(case: Case) -> Iterator[Claim]:
    """Claim that the fits of linear models that a step gives are those of its data.

    Args:
        case: The step.

    Yields:
        A claim for each fit.
    """
    for statement in straight(case.node.body):
        match statement:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Call(func=ast.Attribute(value=model, attr="fit"))
            ) if (name in case.results and case.stores(name) == 1):
                yield from _fit(name, _made(model, case), case)


def _made(model: ast.expr, case: Case) -> ast.Call | None:
    """The call that makes a model, in place or under a name that is bound once."""
    match model:
        case ast.Call():
            return model
        case ast.Name(id=name) if case.stores(name) == 1:
            for statement in straight(case.node.body):
                match statement:
                    case ast.Assign(targets=[ast.Name(id=target)], value=ast.Call() as made) if target == name:
                        return made
    return None


def _untouched(node: ast.expr, case: Case) -> str:
    """What a model is given, if nothing but its own fit, which changes no data, could have changed that."""
    names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}
    for inner in ast.walk(case.node):
        match inner:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()) if name in names:
                return ""
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id=name)))) if name in names:
                return ""
    return replace(case, changed=case.changed - names).expression(node)


def _fit(name: str, made: ast.Call | None, case: Case) -> Iterator[Claim]:
    if made is None or case.knowledge.canonical(case.qualified(made.func)) not in _LINEAR or len(made.args) != _PAIR:
        return
    if any(k.arg in ("missing", "hasconst") for k in made.keywords):
        return
    response, design = (_untouched(a, case) for a in made.args)
    lines = [
        f"np.testing.assert_array_equal({name}.model.{part}, np.squeeze({text}))"
        for part, text in (("endog", response), ("exog", design))
        if text
    ]
    if lines:
        yield Claim(f"fits `{name}` to its data", tuple(lines), imports=frozenset({NUMPY}))
