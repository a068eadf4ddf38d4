"""A file is loaded that may run any code.

## What it does
Finds loads of pickles: `pickle.load`, `joblib.load`, `pd.read_pickle`, `np.load(allow_pickle=True)`, and `torch.load`
without `weights_only=True`.

## Why it matters in production
Loading a pickle runs what its author wants. Whoever can put a file in its place owns the machine; and a pickle breaks
with the next version of what it holds.

## Example
    model = torch.load("model.pt")

## Better
    weights = torch.load("model.pt", weights_only=True)

For models of scikit-learn, `skops` or ONNX; for tables, Parquet. A pickle of one's own needs at least a checked hash.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NodeRule
from nb2prod.rules.models.arguments import argument, is_literal, spreads
from nb2prod.rules.site import Site

_ALWAYS = frozenset(
    """pickle.load pickle.loads pickle.Unpickler cPickle.load dill.load dill.loads cloudpickle.load cloudpickle.loads
    joblib.load sklearn.externals.joblib.load pandas.read_pickle shelve.open""".split()
)


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call loads what may run code."""
    path = site.qualified(node.func)
    if path in _ALWAYS or _by_switch(path, node):
        yield Hit(f"`{path}` runs whatever code the file holds: load only what is checked, or data", site.span(node))


def _by_switch(path: str, node: ast.Call) -> bool:
    if path == "torch.load":
        return not is_literal(argument(node, "weights_only"), value=True) and not spreads(node)
    return path == "numpy.load" and is_literal(argument(node, "allow_pickle"), value=True)


RULE = NodeRule(
    code="NBM009",
    name="unsafe-load",
    summary="a load that may run any code",
    level=Level.PRODUCTION,
    words=("pickle", "joblib", "torch", "dill", "shelve"),
    covers=("S301",),
    nodes=(ast.Call,),
    check=check,
)
VALID = (
    Case("import torch\nweights = torch.load('a.pt', weights_only=True)"),
    Case("import numpy as np\nx = np.load('a.npy')  # no pickle"),
    Case("import json\nx = json.load(file)"),
)
INVALID = (
    Case("import pickle\nmodel = pickle.load(file)", at=((1, 2),)),
    Case("import torch\nmodel = torch.load('a.pt')", at=((1, 2),)),
    Case("import numpy as np\nx = np.load('a.npy', allow_pickle=True)", at=((1, 2),)),
    Case("from joblib import load\nmodel = load('a.joblib')", at=((1, 2),)),
)
