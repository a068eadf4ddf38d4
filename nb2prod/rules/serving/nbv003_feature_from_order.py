"""A feature takes values from the rows before.

## What it does
Follows shifts, differences, cumulative sums and moving windows into the features of a model.

## Why it matters in production
A record that arrives alone has no row before it. Serving must bring the history, complete and sorted in the same way;
and the first rows of each series have a gap that somebody fills.

## Example
    sales["before"] = sales["units"].shift(7)
    model.fit(sales[["before"]], sales["units"])

## Better
Compute such features in a function of its own, from a history that is sorted there and tested with one record, or take
them from a feature store.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage.history import LeakKind
from nb2prod.rules.leakage.hits import WORDS, hits
from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find features that depend on the order of rows."""
    yield from hits(unit, LeakKind.ORDER)


RULE = NotebookRule(
    code="NBV003",
    name="feature-from-order",
    summary="a feature with values of the rows before",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    words=WORDS,
    check=check,
)
_START = """
import pandas as pd
from sklearn.linear_model import Ridge
sales = pd.read_csv("sales.csv")
# %%
"""
_END = "\nRidge().fit(sales[['before', 'price']], sales['units'])"
VALID = (
    Case(_START + "sales['before'] = sales['yesterday']" + _END),
    Case(_START + "sales['mean'] = sales['units'].rolling(7).mean()" + _END),
)
INVALID = (
    Case(_START + "sales['before'] = sales['units'].shift(7)" + _END, at=((2, 1),)),
    Case(_START + "sales['before'] = sales['units'].rolling(7).mean()" + _END, at=((2, 1),)),
    Case(_START + "sales['before'] = sales.groupby('shop')['units'].cumsum()" + _END, at=((2, 1),)),
)
