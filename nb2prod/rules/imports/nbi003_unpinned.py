"""A library that is imported has no version in the requirements.

## What it does
Finds imports whose distribution stands in `requirements.txt`, or in another list beside or above the notebook, without
any version.

## Why it matters in production
The next build takes the newest version, whatever it is. The same code then gives other results, or none, and nobody
changed anything.

## Example
    requirements.txt:  scikit-learn

## Better
    requirements.txt:  scikit-learn>=1.5,<1.6

or a lock file (`uv lock`, `pip-compile`), which this rule takes for an answer.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from nb2prod.knowledge.distributions import distribution_of, is_stdlib
from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.requirements import is_own_module, requirements_near
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Look for versions of what is imported; each distribution once."""
    declared = requirements_near(unit)
    if declared is None or declared.locked:
        return
    told: set[str] = set()
    for name, node, site in _imported(unit):
        distribution = None if is_stdlib(name) else distribution_of(name)
        if distribution is None or distribution in told or is_own_module(name, unit):
            continue
        if declared.names(distribution) and not declared.pins(distribution):
            told.add(distribution)
            message = f"`{distribution}` has no version in {declared.where}: the next build may take another one"
            yield Hit(message, site.span(node), symbol=distribution)


def _imported(unit: Unit) -> Iterator[tuple[str, ast.stmt, Site]]:
    for node, site in unit.nodes(ast.Import):
        yield from ((alias.name, node, site) for alias in node.names)
    for found, site in unit.nodes(ast.ImportFrom):
        if found.module and not found.level:
            yield found.module, found, site


RULE = NotebookRule(
    code="NBI003",
    name="unpinned",
    summary="a library that is imported has no version in the requirements",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    words=("import",),
    modules=False,
    check=check,
)
_LISTED = {"requirements.txt": "pandas>=2\nscikit-learn\n"}
VALID = (
    Case("import sklearn"),
    Case("import pandas, xgboost", files=_LISTED),
    Case("import sklearn", files=_LISTED | {"uv.lock": "version = 1"}),
)
INVALID = (
    Case("import pandas\nimport sklearn\n# %%\nfrom sklearn.svm import SVC", files=_LISTED, at=((1, 2),)),
    Case(
        "from sklearn.svm import SVC",
        path=Path("x/nb.ipynb"),
        files={".git/config": "", "pyproject.toml": '[project]\ndependencies = ["scikit-learn"]'},
        at=((1, 1),),
    ),
)
