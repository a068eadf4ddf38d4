"""A model that measures distances is fitted on features of different scales.

## What it does
Finds support vector machines, nearest neighbours, principal components, k-means, multi-layer perceptrons and stochastic
gradient descent in a notebook that scales, standardises or normalises nothing.

## Why it matters in production
The feature with the largest numbers decides alone: a distance in metres outweighs an age in years. Results depend on
units, and gradient descent may not converge.

## Example
    KNeighborsClassifier().fit(people[["age", "income"]], people["segment"])

## Better
    model = make_pipeline(StandardScaler(), KNeighborsClassifier())
    model.fit(people[["age", "income"]], people["segment"])
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.models.arguments import in_order
from nb2prod.rules.unit import Unit

_SENSITIVE = frozenset(
    """SVC SVR NuSVC NuSVR LinearSVC LinearSVR OneClassSVM KNeighborsClassifier KNeighborsRegressor PCA KMeans
    MiniBatchKMeans MLPClassifier MLPRegressor SGDClassifier SGDRegressor""".split()
)
_SCALED = re.compile(
    r"scal|standardi|normali|zscore|whiten|/\s*255|\.std\(|Vectorizer|Tfidf|make_(blobs|moons|circles|classification)|"
    r"load_(digits|iris)|fetch_|mnist|Embedding|Discreti|OneHot|get_dummies",
    re.I,
)
"""Traces of scaling, and of features that are on one scale already."""


def check(unit: Unit) -> Iterator[Hit]:
    """Find the first of each kind of model that needs scaled features, where nothing is scaled."""
    if _SCALED.search(unit.code):
        return
    told: set[str] = set()
    for node, site in in_order(unit, *_SENSITIVE):
        path = site.qualified(node.func)
        name = path.rpartition(".")[2]
        if path.startswith("sklearn.") and name not in told:
            told.add(name)
            message = f"`{name}` needs features on one scale, and nothing here scales them"
            yield Hit(message, site.span(node), symbol=name)


RULE = NotebookRule(
    code="NBM004",
    name="unscaled-features",
    summary="no scaling before a model that needs it",
    level=Level.PRODUCTION,
    words=("sklearn",),
    smells=(10,),
    check=check,
)
_IMPORT = "import pandas as pd\nfrom sklearn.neighbors import KNeighborsClassifier\n"
VALID = (
    Case(
        _IMPORT + "from sklearn.preprocessing import StandardScaler\n"
        "from sklearn.pipeline import make_pipeline\nmodel = make_pipeline(StandardScaler(), KNeighborsClassifier())"
    ),
    Case(_IMPORT + "x = (x - x.mean()) / x.std()\nmodel = KNeighborsClassifier()"),
    Case("from sklearn.tree import DecisionTreeClassifier\nmodel = DecisionTreeClassifier()"),
)
INVALID = (
    Case(
        _IMPORT + "# %%\nmodel = KNeighborsClassifier(3).fit(pd.read_csv('a.csv'), y)\nother = KNeighborsClassifier(5)",
        at=((2, 1),),
    ),
)
