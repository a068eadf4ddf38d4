"""A heavy step uses one processor, or waits, where it needn't.

## What it does
Finds searches and forests of scikit-learn without `n_jobs`, and requests over the network one after the other in a
loop; says for each whether threads or processes help.

## Why it matters in production
The machine that is paid for stands still. What computes in Python needs processes, as one interpreter runs one
thread at a time; what waits for others, or computes in C that lets go of the interpreter, needs threads, which cost
less.

## Example
    search = GridSearchCV(model, grid)

## Better
    search = GridSearchCV(model, grid, n_jobs=settings.jobs)

For requests, `concurrent.futures.ThreadPoolExecutor(8).map(fetch, urls)`.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.cost.loops import is_repeated
from nb2prod.rules.model import Case, Hit, Level, NodeRule, Severity
from nb2prod.rules.models.arguments import argument
from nb2prod.rules.site import Site

_PROCESSES = frozenset(
    "GridSearchCV RandomizedSearchCV HalvingGridSearchCV HalvingRandomSearchCV cross_val_score cross_validate "
    "cross_val_predict learning_curve validation_curve permutation_test_score RFECV".split()
)
_THREADS = frozenset("RandomForestClassifier RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor".split())
_WAITS = frozenset(
    "requests.get requests.post urllib.request.urlopen urllib.request.urlretrieve httpx.get httpx.post".split()
)


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call leaves processors idle, and what would use them."""
    path = site.qualified(node.func)
    name = path.rpartition(".")[2]
    if path in _WAITS and is_repeated(node, site):
        yield Hit("each round waits for the network: threads would wait for all at once", site.span(node), symbol=name)
    if not path.startswith("sklearn.") or name not in _PROCESSES | _THREADS or _says(node):
        return
    means = "processes" if name in _PROCESSES else "threads"
    yield Hit(f"`{name}` uses one processor: `n_jobs` spreads it over {means}", site.span(node), symbol=name)


def _says(node: ast.Call) -> bool:
    return argument(node, "n_jobs") is not None or any(keyword.arg is None for keyword in node.keywords)


RULE = NodeRule(
    code="NBC005",
    name="serial-step",
    summary="a heavy step that leaves processors idle",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    words=("sklearn", "requests", "urllib", "httpx"),
    nodes=(ast.Call,),
    check=check,
)
_IMPORT = "from sklearn.model_selection import GridSearchCV\nimport requests\n"
VALID = (
    Case(_IMPORT + "GridSearchCV(model, grid, n_jobs=-1)"),
    Case(_IMPORT + "GridSearchCV(model, grid, **options)"),
    Case(_IMPORT + "requests.get(url)"),
)
INVALID = (
    Case(_IMPORT + "GridSearchCV(model, grid)", at=((1, 3),)),
    Case(_IMPORT + "pages = [requests.get(url) for url in urls]", at=((1, 3),)),
    Case("from sklearn.ensemble import RandomForestRegressor\nRandomForestRegressor(100)", at=((1, 2),)),
)
