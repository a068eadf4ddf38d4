"""The repository holds no test.

## What it does
Looks for files called as pytest and unittest look for them (`test_*.py`, `*_test.py`), and for folders called
`tests` or `test`; said once a repository, at its first notebook.

## Why it matters in production
Nobody can tell whether a change broke something but by running it all and looking at the numbers.

## Example
    notebooks/train.ipynb
    src/features.py

## Better
    notebooks/train.ipynb
    src/features.py
    tests/test_features.py

`nb2prod convert` writes tests with the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.repository.place import told_here, walk
from nb2prod.rules.unit import Unit

_FOLDERS = frozenset({"tests", "test"})


def check(unit: Unit) -> Iterator[Hit]:
    """Look for tests."""
    root = told_here(unit)
    if root is not None and not any(_is_test(path, root) for path in walk(root, unit)):
        yield Hit("The repository holds no test: nothing tells whether a change broke it")


def _is_test(path: Path, root: Path) -> bool:
    if path.suffix != ".py":
        return False
    called = path.name.startswith("test_") or path.stem.endswith("_test")
    return called or not _FOLDERS.isdisjoint(path.relative_to(root).parts[:-1])


RULE = NotebookRule(
    code="NBR001",
    name="no-tests",
    summary="a repository without tests",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
_GIT = {".git/config": "", "src/features.py": "x = 1"}
VALID = (
    Case("x = 1"),
    Case("x = 1", files=_GIT | {"src/test_features.py": ""}),
    Case("x = 1", files=_GIT | {"tests/features.py": ""}),
    Case("x = 1", path=Path("b/n.ipynb"), files=_GIT | {"a/n.ipynb": ""}),
)
INVALID = (
    Case("x = 1", files=_GIT, at=((None, 1),)),
    Case("x = 1", path=Path("b/n.ipynb"), files=_GIT | {"b/o.ipynb": "", "c/n.ipynb": ""}, at=((None, 1),)),
)
