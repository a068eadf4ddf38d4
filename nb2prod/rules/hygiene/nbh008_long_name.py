"""The file's name is long.

## What it does
Finds notebooks whose name has more characters than `max-name-length` in `[tool.nb2prod.lint]` allows, 80 by default.

## Why it matters in production
Names become names of jobs, of experiments and of columns in dashboards, where they are cut off; some systems take no
paths of more than 260 characters.

## Example
    final_analysis_of_the_churn_of_customers_with_contracts_by_month_using_gradient_boosting_v3.ipynb

## Better
    churn_by_month.ipynb
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Look at the file's name."""
    length, limit = len(unit.path.stem), unit.config.max_name_length
    if length > limit:
        yield Hit(f"The file's name has {length} characters, more than {limit}")


RULE = NotebookRule(
    code="NBH008",
    name="long-name",
    summary="the file's name is long",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (Case("a = 1", path=Path("a" * 80 + ".ipynb")),)
INVALID = (
    Case("a = 1", path=Path("a" * 81 + ".ipynb"), at=((None, 1),)),
    Case("a = 1", path=Path("churn.ipynb"), config={"max_name_length": 4}, at=((None, 1),)),
)
