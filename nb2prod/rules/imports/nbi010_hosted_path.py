"""A path exists in hosted notebooks alone.

## What it does
Finds texts that are paths into the folders of Kaggle (`/kaggle/…`) and Colab (`/content/…`); once a cell.

## Why it matters in production
The folders are laid out by the service, and exist nowhere else. The code runs there, and only there.

## Example
    train = pd.read_csv("/kaggle/input/churn/train.csv")

## Better
    train = pd.read_csv(settings.data / "train.csv")
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.unit import Unit

_PATH = re.compile(r"(?:/kaggle|/content|(?:\.\./)+kaggle)/[^\n<>|*\"]{0,300}")


def check(unit: Unit) -> Iterator[Hit]:
    """Look for such paths among the texts of each cell."""
    told: set[int] = set()
    for node, site in unit.nodes(ast.Constant):
        if isinstance(node.value, str) and site.cell.index not in told and _PATH.fullmatch(node.value):
            told.add(site.cell.index)
            message = f"`{node.value[:60]}` exists in hosted notebooks alone: take the folder from the settings"
            yield Hit(message, site.span(node))


RULE = NotebookRule(
    code="NBI010",
    name="hosted-path",
    summary="a path exists in hosted notebooks alone",
    level=Level.PRODUCTION,
    words=("/kaggle/", "/content/"),
    check=check,
)
VALID = (Case("a = 'https://x.org/content/a'\nb = 'see /kaggle/input'"),)
INVALID = (
    Case("import os\nf('/kaggle/input/a.csv')\ng('/kaggle/input/b.csv')\n# %%\nh('/content/a')", at=((1, 2), (2, 1))),
)
