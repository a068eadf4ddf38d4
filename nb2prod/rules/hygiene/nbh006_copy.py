"""The notebook is a copy by its name.

## What it does
Finds notebooks that are called as Jupyter, a browser or a file manager calls a copy: `churn-Copy1.ipynb`,
`churn (1).ipynb`, `Copy of churn.ipynb`.

## Why it matters in production
There are two, and nobody knows which of them counts. What is mended in one stays broken in the other.

## Example
    churn.ipynb
    churn-Copy1.ipynb

## Better
Keep one, and let version control keep the others. If they differ in a setting, make it a parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nb2prod.rules.model import Case, Hit, NotebookRule
from nb2prod.rules.unit import Unit

_COPY = re.compile(r".+-copy\d*|copy[ _]of[ _].+|.+ \(\d{1,2}\)|.+[ _-]copy( \d+)?", re.IGNORECASE)


def check(unit: Unit) -> Iterator[Hit]:
    """Look at the file's name."""
    if _COPY.fullmatch(unit.path.stem):
        yield Hit(f"`{unit.path.name}` is a copy by its name: keep one of the two")


RULE = NotebookRule(
    code="NBH006", name="copy", summary="the notebook is a copy by its name", modules=False, check=check
)
VALID = (Case("a = 1", path=Path("copy.ipynb")), Case("a = 1", path=Path("photocopy.ipynb")))
INVALID = (
    Case("a = 1", path=Path("churn-Copy1.ipynb"), at=((None, 1),)),
    Case("a = 1", path=Path("Copy_of_churn.ipynb"), at=((None, 1),)),
    Case("a = 1", path=Path("churn (2).ipynb"), at=((None, 1),)),
    Case("a = 1", path=Path("churn_copy.ipynb"), at=((None, 1),)),
)
