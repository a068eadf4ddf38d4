"""Code reaches into what a model keeps for itself.

## What it does
Finds attributes with a leading underscore on a name that holds an estimator of scikit-learn.

## Why it matters in production
Such attributes come and go without notice, even in a bug-fix release: the pipeline breaks on an update that promised
not to break anything.

## Example
    forest = RandomForestRegressor().fit(X, y)
    forest._n_samples_bootstrap

## Better
What a fit has learned is in attributes with an underscore at the end: `forest.estimators_`, `forest.n_features_in_`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, NotebookRule
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find private attributes of estimators."""
    candidates = [(n, s) for n, s in unit.nodes(ast.Attribute) if n.attr.startswith("_") and not n.attr.endswith("__")]
    if not candidates:
        return
    estimators = _estimators(unit)
    for node, site in candidates:
        if isinstance(node.value, ast.Name) and node.value.id in estimators:
            name = f"{node.value.id}.{node.attr}"
            yield Hit(f"`{name}` is private to the estimator and may be gone in its next version", site.span(node))


def _estimators(unit: Unit) -> frozenset[str]:
    """Names that hold an estimator wherever they are bound."""
    found: dict[str, bool] = {}
    for node, site in unit.nodes(ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                found[target.id] = found.get(target.id, True) and _makes_estimator(site.qualified(_made(node.value)))
    return frozenset(name for name, always in found.items() if always)


def _made(value: ast.expr) -> ast.expr:
    """The class that is called, through `.fit(…)`."""
    match value:
        case ast.Call(func=ast.Attribute(value=ast.Call(func=inner), attr="fit")):
            return inner
        case ast.Call(func=function):
            return function
    return value


def _makes_estimator(path: str) -> bool:
    return path.startswith("sklearn.") and path.rpartition(".")[2][:1].isupper()


RULE = NotebookRule(
    code="NBM005",
    name="private-attribute",
    summary="a private attribute of an estimator",
    words=("sklearn",),
    covers=("SLF001",),
    check=check,
)
_IMPORT = "from sklearn.svm import SVC\n"
VALID = (
    Case(_IMPORT + "model = SVC().fit(X, y)\nmodel.support_"),
    Case(_IMPORT + "model = Own()\nmodel._state"),
    Case(_IMPORT + "model = SVC()\nmodel.__class__"),
    Case(_IMPORT + "model = SVC()\nmodel = wrap(model)\nmodel._inner"),
)
INVALID = (
    Case(_IMPORT + "# %%\nmodel = SVC().fit(X, y)\nprint(model._gamma)", at=((2, 2),)),
    Case(_IMPORT + "# %%\nmodel = SVC()\nmodel._sparse = True", at=((2, 2),)),
)
