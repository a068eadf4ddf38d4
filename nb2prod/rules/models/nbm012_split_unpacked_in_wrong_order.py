"""What a split gives is unpacked in another order than it gives it.

## What it does
Finds `X_train, y_train, X_test, y_test = train_test_split(X, y)`: the function gives both parts of its first argument,
then both parts of the second.

## Why it matters in production
The name `y_train` then holds test features. Where shapes happen to fit, the model learns one half of the rows from the
other, and nothing fails.

## Example
    X_train, y_train, X_test, y_test = train_test_split(X, y)

## Better
    X_train, X_test, y_train, y_test = train_test_split(X, y)
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, NodeRule, Severity
from nb2prod.rules.site import Site

_LABELS_OF_TRAINING = re.compile(r"^(y|labels?|targets?)_?\w*tr", re.I)
_FEATURES_OF_TEST = re.compile(r"^(x|features?|data)_?\w*(te|val|dev)", re.I)


def check(node: ast.Assign, site: Site) -> Iterator[Hit]:
    """Tell whether an assignment takes the parts of a split for others."""
    match node:
        case ast.Assign(
            targets=[ast.Tuple(elts=[_, ast.Name(id=second), ast.Name(id=third), _])],
            value=ast.Call(func=function, args=[_, _]),
        ) if ast.unparse(function).endswith("train_test_split"):
            if _LABELS_OF_TRAINING.match(second) and _FEATURES_OF_TEST.match(third):
                message = f"`train_test_split` gives both parts of `X` first: `{second}` and `{third}` change places"
                yield Hit(message, site.span(node), symbol=second)


RULE = NodeRule(
    code="NBM012",
    name="split-unpacked-in-wrong-order",
    summary="parts of a split that take each other's names",
    severity=Severity.ERROR,
    words=("train_test_split",),
    nodes=(ast.Assign,),
    check=check,
)
_IMPORT = "from sklearn.model_selection import train_test_split\n"
VALID = (
    Case(_IMPORT + "X_train, X_test, y_train, y_test = train_test_split(X, y)"),
    Case(_IMPORT + "a, b, c, d = train_test_split(X, y)"),
    Case(_IMPORT + "X_train, y_train, X_test, y_test = own_split(X, y)"),
)
INVALID = (
    Case(_IMPORT + "X_train, y_train, X_test, y_test = train_test_split(X, y)", at=((1, 2),)),
    Case(_IMPORT + "x_tr, y_tr, x_val, y_val = train_test_split(x, y, test_size=0.1)", at=((1, 2),)),
)
