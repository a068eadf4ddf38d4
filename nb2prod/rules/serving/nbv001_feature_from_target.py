"""A feature was computed from the target.

## What it does
Follows columns from where they are computed to where a model is fitted on them, and finds those that the target went
into. Values of earlier rows, which are known in time, are left alone.

## Why it matters in production
The target is what nobody knows when the model serves: the feature can't be computed then. In training it gives the
answer away.

## Example
    orders["per_item"] = orders["total"] / orders["items"]
    model.fit(orders.drop(columns="total"), orders["total"])

## Better
Features from what is known beforehand; for a mean of the target by group, an encoder that is fitted in each fold on the
other rows.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find features that the target went into."""
    yield from hits(unit, LeakKind.FROM_TARGET)


RULE = NotebookRule(
    code="NBV001",
    name="feature-from-target",
    summary="a feature that the target went into",
    severity=Severity.ERROR,
    words=WORDS,
    check=check,
)
_START = """
import pandas as pd
from sklearn.linear_model import Ridge
orders = pd.read_csv("orders.csv")
# %%
"""
VALID = (
    Case(
        _START + "orders['per_day'] = orders['items'] / orders['days']\n"
        "Ridge().fit(orders.drop(columns='total'), orders['total'])"
    ),
    Case(
        _START + "orders['before'] = orders['total'].shift(1)\n"
        "Ridge().fit(orders.drop(columns='total'), orders['total'])"
    ),
    Case(
        _START + "orders['per_item'] = orders['total'] / orders['items']\n"
        "Ridge().fit(orders[['items', 'days']], orders['total'])"
    ),
)
INVALID = (
    Case(
        _START + "orders['per_item'] = orders['total'] / orders['items']\n"
        "Ridge().fit(orders.drop(columns='total'), orders['total'])",
        at=((2, 2),),
    ),
    Case(
        _START + "orders['usual'] = orders.groupby('city')['total'].transform('mean')\n"
        "Ridge().fit(orders[['usual', 'items']], orders['total'])",
        at=((2, 2),),
    ),
)
