"""The notebook has no name.

## What it does
Finds notebooks that are called as Jupyter calls a new one: `Untitled.ipynb`, `Untitled3.ipynb`.

## Why it matters in production
A job, a log and a report name the file. Nobody knows what `Untitled3` computes, or whether it may be deleted.

## Example
    notebooks/Untitled3.ipynb

## Better
    notebooks/train_churn_model.ipynb
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nb2prod.rules.model import Case, Hit, NotebookRule
from nb2prod.rules.unit import Unit

_NEW = re.compile(r"untitled[\d _-]*(-?copy\d*)?", re.IGNORECASE)


def check(unit: Unit) -> Iterator[Hit]:
    """Look at the file's name."""
    if _NEW.fullmatch(unit.path.stem):
        yield Hit(f"`{unit.path.name}` says nothing of what the notebook does: give it a name")


RULE = NotebookRule(code="NBH005", name="untitled", summary="the notebook has no name", modules=False, check=check)
VALID = (Case("a = 1", path=Path("untitled_works.ipynb")), Case("a = 1", path=Path("Untitled/churn.ipynb")))
INVALID = (
    Case("a = 1", path=Path("Untitled.ipynb"), at=((None, 1),)),
    Case("a = 1", path=Path("x/Untitled12.ipynb"), at=((None, 1),)),
    Case("a = 1", path=Path("untitled-Copy1.ipynb"), at=((None, 1),)),
)
