"""Rows are split or shuffled in another way on each run.

## What it does
Finds `train_test_split` and splitters that shuffle, without `random_state` and without a seed for NumPy anywhere.

## Why it matters in production
Every run trains on other rows: a score that got better may be luck, a failure can't be looked at again, and nobody can
say later which rows the model in production has seen.

## Example
    X_train, X_test, y_train, y_test = train_test_split(X, y)

## Better
    X_train, X_test, y_train, y_test = train_test_split(X, y, random_state=settings.seed)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Fix, Hit, NodeRule
from nb2prod.rules.models.arguments import adding, argument, is_literal, lacks_seed
from nb2prod.rules.models.seeds import is_seeded
from nb2prod.rules.site import Site

_ALWAYS = frozenset(
    """ShuffleSplit StratifiedShuffleSplit GroupShuffleSplit RepeatedKFold RepeatedStratifiedKFold""".split()
)
_IF_SHUFFLED = frozenset({"KFold", "StratifiedKFold", "StratifiedGroupKFold"})
_MODULES = frozenset({"sklearn.model_selection", "sklearn.cross_validation"})


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call splits rows at random."""
    module, _, name = site.qualified(node.func).rpartition(".")
    if module not in _MODULES or not _shuffles(node, name) or not lacks_seed(node) or is_seeded(site.unit):
        return
    edit = adding(node, "random_state=0", site)
    fix = Fix("Set `random_state`", (edit,), safe=False) if edit and argument(node, "random_state") is None else None
    yield Hit(
        f"`{name}` splits in another way on each run: give it a `random_state`", site.span(node), fix, symbol=name
    )


def _shuffles(node: ast.Call, name: str) -> bool:
    if name == "train_test_split":
        return not is_literal(argument(node, "shuffle"), value=False)
    return name in _ALWAYS or (name in _IF_SHUFFLED and is_literal(argument(node, "shuffle"), value=True))


RULE = NodeRule(
    code="NBM001",
    name="unseeded-split",
    summary="a split that is another one on each run",
    words=("sklearn",),
    smells=(14,),
    nodes=(ast.Call,),
    check=check,
)
_IMPORT = "from sklearn.model_selection import KFold, ShuffleSplit, train_test_split\n"
VALID = (
    Case(_IMPORT + "a, b = train_test_split(rows, random_state=3)"),
    Case(_IMPORT + "a, b = train_test_split(rows, shuffle=False)"),
    Case(_IMPORT + "a, b = train_test_split(rows, **options)"),
    Case(_IMPORT + "folds = KFold(5)"),
    Case("import numpy as np\nnp.random.seed(0)\n# %%\n" + _IMPORT + "a, b = train_test_split(rows)"),
    Case("a, b = train_test_split(rows)"),
)
INVALID = (
    Case(
        _IMPORT + "# %%\na, b = train_test_split(rows, test_size=0.2)",
        at=((2, 1),),
        fixed=_IMPORT + "# %%\na, b = train_test_split(rows, test_size=0.2, random_state=0)",
    ),
    Case(_IMPORT + "# %%\na, b = train_test_split(rows, random_state=None)", at=((2, 1),)),
    Case(
        _IMPORT + "# %%\nfolds = KFold(5, shuffle=True)",
        at=((2, 1),),
        fixed=_IMPORT + "# %%\nfolds = KFold(5, shuffle=True, random_state=0)",
    ),
    Case(_IMPORT + "# %%\nfolds = ShuffleSplit()", at=((2, 1),)),
)
