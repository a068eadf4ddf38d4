"""The repository has no lock file.

## What it does
Looks for a lock file (`uv.lock`, `poetry.lock`, `conda-lock.yml`, …), or a `requirements*.txt` whose every line has
one exact version; said once a repository, at its first notebook.

## Why it matters in production
The libraries that it was tried with can't be had again: what those depend on is chosen anew at each installation.

## Example
    requirements.txt:  pandas>=2

## Better
    requirements.txt:  pandas>=2
    uv.lock
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.repository.place import told_here, walk
from nb2prod.rules.requirements import LOCKS
from nb2prod.rules.unit import Unit

_REQUIREMENTS = re.compile(r"requirements[^/]*\.txt$")
_LINE = re.compile(r"^[ \t]*[A-Za-z0-9][^#\n]*", re.MULTILINE)


def check(unit: Unit) -> Iterator[Hit]:
    """Look for what says exactly which versions were installed."""
    root = told_here(unit)
    if root is not None and not any(_locks(path, unit) for path in walk(root, unit)):
        yield Hit("The repository has no lock file: the libraries that it was tried with can't be had again")


def _locks(path: Path, unit: Unit) -> bool:
    if path.name in LOCKS:
        return True
    lines = _LINE.findall(unit.beside(path) or "") if _REQUIREMENTS.search(path.name) else []
    return bool(lines) and all("==" in line for line in lines)


RULE = NotebookRule(
    code="NBR003",
    name="no-lock-file",
    summary="a repository without a lock file",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
_GIT = {".git/config": ""}
VALID = (
    Case("x = 1"),
    Case("x = 1", files=_GIT | {"uv.lock": ""}),
    Case("x = 1", files=_GIT | {"requirements.txt": "# exact\npandas==2.2.1\n    # via us\nnumpy==1.26.4\n"}),
)
INVALID = (
    Case("x = 1", files=_GIT, at=((None, 1),)),
    Case("x = 1", files=_GIT | {"requirements.txt": "pandas==2.2.1\nnumpy>=1\n"}, at=((None, 1),)),
)
