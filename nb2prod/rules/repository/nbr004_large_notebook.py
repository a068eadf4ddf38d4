"""A notebook in a repository is large.

## What it does
Finds notebooks of more than five megabytes in a repository.

## Why it matters in production
Each version stays in the history, whole, and whoever clones the repository loads all of them. Services show no diff
of such files, and editors open them slowly.

## Example
    report.ipynb    31 MB, of which 30.9 MB are images

## Better
Clear the outputs (`nb2prod lint --fix --select NBH001`), and keep what is to be shown elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.cases import code, stream
from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.repository.place import repository_of
from nb2prod.rules.unit import Unit

_LARGE = 5_000_000
_MEGABYTE = 1_000_000


def check(unit: Unit) -> Iterator[Hit]:
    """Measure the file."""
    size = len(unit.document.text)
    if size > _LARGE and repository_of(unit) is not None:
        large = f"The notebook has {size / _MEGABYTE:.0f} MB"
        yield Hit(f"{large}, and each version stays in the history: clear its outputs")


RULE = NotebookRule(
    code="NBR004",
    name="large-notebook",
    summary="a large notebook in a repository",
    level=Level.PRODUCTION,
    modules=False,
    check=check,
)
_GIT = {".git/config": ""}
_MUCH = (code("x", outputs=[stream("a" * (_LARGE + 1))]),)
VALID = (Case("x = 1", files=_GIT), Case(_MUCH))
INVALID = (Case(_MUCH, files=_GIT, at=((None, 1),)),)
