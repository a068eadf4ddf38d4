"""A value is compared with `nan`, which is equal to nothing.

## What it does
Finds `==` and `!=` with `np.nan`, `math.nan` or `float("nan")`. It is the smell *NaN Equivalence Comparison
Misused* of Zhang et al. (2022).

## Why it matters in production
`nan == nan` is false: the condition never holds (with `!=`, always holds), so that missing values go through the
very step that was to stop them.

## Example
    known = people[people["age"] != np.nan]

## Better
    known = people[people["age"].notna()]
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Fix, Hit, NodeRule, Severity, SourceEdit
from nb2prod.rules.site import Site

_NAN = frozenset("numpy.nan numpy.NaN numpy.NAN math.nan numpy.core.numeric.NaN pandas.NaT pandas.NA".split())
_TEXTS = frozenset({"nan", "+nan", "-nan"})


def check(node: ast.Compare, site: Site) -> Iterator[Hit]:
    """Tell whether a comparison asks for equality with a missing value."""
    left = node.left
    for operator, right in zip(node.ops, node.comparators, strict=True):
        if isinstance(operator, ast.Eq | ast.NotEq):
            missing = next((side for side in (right, left) if _is_missing(side, site)), None)
            if missing is not None:
                always = "true" if isinstance(operator, ast.NotEq) else "false"
                message = f"A comparison with `{ast.unparse(missing)}` is always {always}: nothing is equal to it"
                yield Hit(message, site.span(node), _fix(node, missing, site))
        left = right


def _is_missing(node: ast.expr, site: Site) -> bool:
    match node:
        case ast.Call(func=ast.Name(id="float"), args=[ast.Constant(value=str(text))]):
            return text.strip().lower() in _TEXTS
    return site.qualified(node) in _NAN


def _fix(node: ast.Compare, missing: ast.expr, site: Site) -> Fix | None:
    pandas = next((name for name, path in site.unit.names.items() if path == "pandas"), None)
    if pandas is None or len(node.ops) > 1:
        return None
    other = node.left if missing is node.comparators[0] else node.comparators[0]
    asked = "isna" if isinstance(node.ops[0], ast.Eq) else "notna"
    edit = SourceEdit(site.span(node), f"{pandas}.{asked}({ast.unparse(other)})")
    return Fix(f"Ask `{pandas}.{asked}`", (edit,), safe=False)


RULE = NodeRule(
    code="NBD005",
    name="compared-with-nan",
    summary="a comparison with `nan`, which is equal to nothing",
    severity=Severity.ERROR,
    words=("nan", "NaN", "NAN", "NaT", "NA"),
    covers=("PLW0177",),
    smells=(2,),
    nodes=(ast.Compare,),
    check=check,
)
_IMPORT = "import numpy as np\nimport pandas as pd\n"
VALID = (
    Case(_IMPORT + "x = np.isnan(y)"),
    Case(_IMPORT + "x = y == 'nan'"),
    Case(_IMPORT + "x = y is np.nan"),
    Case(_IMPORT + "x = y < np.nan"),
    Case("nan = 'missing'\nx = y == nan"),
)
INVALID = (
    Case(_IMPORT + "x = y[y['a'] != np.nan]", at=((1, 3),), fixed=_IMPORT + "x = y[pd.notna(y['a'])]"),
    Case(_IMPORT + "if np.nan == x:\n    y = 1", at=((1, 3),), fixed=_IMPORT + "if pd.isna(x):\n    y = 1"),
    Case("from math import nan\nx = y == nan", at=((1, 2),)),
    Case("x = y == float('nan')", at=((1, 1),)),
)
