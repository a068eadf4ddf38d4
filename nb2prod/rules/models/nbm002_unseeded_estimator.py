"""A model that draws random numbers is another one on each run.

## What it does
Finds estimators whose result depends on random numbers (forests, boosting on samples, neural networks, k-means, t-SNE,
randomized searches) without `random_state`, where nothing seeds NumPy.

## Why it matters in production
Trained again on the same rows, it gives other predictions. Whether a change of the code made it better can't be told
from luck, and what runs in production can't be rebuilt.

## Example
    forest = RandomForestClassifier(n_estimators=200)

## Better
    forest = RandomForestClassifier(n_estimators=200, random_state=settings.seed)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Fix, Hit, Level, NodeRule
from nb2prod.rules.models.arguments import adding, argument, lacks_seed
from nb2prod.rules.models.seeds import is_seeded
from nb2prod.rules.site import Site

_RANDOM = frozenset(
    """RandomForestClassifier RandomForestRegressor ExtraTreesClassifier ExtraTreesRegressor ExtraTreeClassifier
    ExtraTreeRegressor BaggingClassifier BaggingRegressor AdaBoostClassifier AdaBoostRegressor IsolationForest
    RandomTreesEmbedding MLPClassifier MLPRegressor SGDClassifier SGDRegressor Perceptron PassiveAggressiveClassifier
    KMeans MiniBatchKMeans BisectingKMeans GaussianMixture BayesianGaussianMixture TSNE NMF LatentDirichletAllocation
    RandomizedSearchCV HalvingRandomSearchCV SMOTE ADASYN RandomOverSampler RandomUnderSampler""".split()
)
_ROOTS = ("sklearn.", "imblearn.")


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call makes a model that draws without a seed."""
    path = site.qualified(node.func)
    name = path.rpartition(".")[2]
    if name not in _RANDOM or not path.startswith(_ROOTS) or not lacks_seed(node) or is_seeded(site.unit):
        return
    edit = adding(node, "random_state=0", site)
    fix = Fix("Set `random_state`", (edit,), safe=False) if edit and argument(node, "random_state") is None else None
    yield Hit(f"`{name}` is another model on each run: give it a `random_state`", site.span(node), fix, symbol=name)


RULE = NodeRule(
    code="NBM002",
    name="unseeded-estimator",
    summary="a model that is another one on each run",
    level=Level.PRODUCTION,
    words=("sklearn", "imblearn"),
    smells=(14,),
    nodes=(ast.Call,),
    check=check,
)
_IMPORT = "from sklearn.ensemble import RandomForestClassifier\nfrom sklearn.linear_model import Ridge\n"
VALID = (
    Case(_IMPORT + "forest = RandomForestClassifier(random_state=1)"),
    Case(_IMPORT + "line = Ridge()"),
    Case(_IMPORT + "forest = RandomForestClassifier(**settings)"),
    Case("import numpy as np\nnp.random.seed(1)\n# %%\n" + _IMPORT + "forest = RandomForestClassifier()"),
)
INVALID = (
    Case(
        _IMPORT + "# %%\nforest = RandomForestClassifier(n_estimators=50)",
        at=((2, 1),),
        fixed=_IMPORT + "# %%\nforest = RandomForestClassifier(n_estimators=50, random_state=0)",
    ),
    Case("from sklearn import cluster\n# %%\nmodel = cluster.KMeans()", at=((2, 1),)),
)
