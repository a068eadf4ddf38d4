"""The file's name has characters that not every system takes.

## What it does
Finds notebooks whose name has other characters than letters of ASCII, digits, `.`, `-` and `_`.

## Why it matters in production
Shells split names at blanks, schedulers and object stores escape them, and letters with accents are spelled differently
by different systems: a job that names the file works on one machine and not on the other.

## Example
    Étude finale (v2).ipynb

## Better
    etude_finale_v2.ipynb
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.unit import Unit

_ODD = re.compile(r"[^A-Za-z0-9._-]")


def check(unit: Unit) -> Iterator[Hit]:
    """Look at the file's name."""
    odd = sorted(set(_ODD.findall(unit.path.name)))
    if odd:
        listed = ", ".join("a blank" if character == " " else f"`{character}`" for character in odd)
        yield Hit(f"The file's name has characters that not every system takes: {listed}")


RULE = NotebookRule(
    code="NBH007",
    name="unportable-name",
    summary="the file's name has characters that not every system takes",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
VALID = (Case("a = 1", path=Path("a b/01-churn_v1.2.ipynb")),)
INVALID = (
    Case("a = 1", path=Path("my churn.ipynb"), at=((None, 1),)),
    Case("a = 1", path=Path("é.ipynb"), at=((None, 1),)),
)
