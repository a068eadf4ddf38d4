"""An imported library is in no list of requirements.

## What it does
Compares imports with the requirements that stand beside the notebook or above it, up to the root of the repository:
`pyproject.toml`, `requirements*.txt`, `environment.yml`, `setup.cfg`, `Pipfile`. Where there is none, nothing is said,
nor of imports whose distribution isn't known, and modules of the repository itself.

## Why it matters in production
The environment is built from that list. The import works here because somebody installed the library by hand; in
production it fails.

## Example
    requirements.txt:  pandas
    In [1]: import xgboost

## Better
    requirements.txt:  pandas
                       xgboost>=2.1
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from nb2prod.knowledge.distributions import distribution_of, is_stdlib
from nb2prod.rules.model import Case, Hit, Level, NodeRule
from nb2prod.rules.requirements import is_own_module, requirements_near
from nb2prod.rules.site import Site


def check(node: ast.Import | ast.ImportFrom, site: Site) -> Iterator[Hit]:
    """Look for the distributions of an import in the list."""
    if isinstance(node, ast.ImportFrom) and (node.level or not node.module):
        return
    names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
    for name in names:
        distribution = None if is_stdlib(name) else distribution_of(name)
        if distribution is None or is_own_module(name, site.unit):
            continue
        declared = requirements_near(site.unit)
        if declared and not declared.names(distribution):
            message = f"`{name}` comes with `{distribution}`, which {declared.where} doesn't list"
            yield Hit(message, site.span(node), symbol=distribution)


RULE = NodeRule(
    code="NBI002",
    name="undeclared-import",
    summary="an imported library is in no list of requirements",
    level=Level.PRODUCTION,
    words=("import",),
    nodes=(ast.Import, ast.ImportFrom),
    check=check,
)
_FILES = {"requirements.txt": "# ours\npandas>=2 ; python_version > '3'\nscikit_learn\n-e .\n"}
_PROJECT = {
    ".git/config": "",
    "pyproject.toml": '[project]\ndependencies = ["pandas[excel]>=2", "Scikit-Learn"]\n'
    '[project.optional-dependencies]\nx = ["xgboost"]',
}
VALID = (
    Case("import xgboost"),
    Case("import os, pandas as pd\nfrom sklearn.svm import SVC\nimport unknown_thing", files=_FILES),
    Case("import pandas, sklearn, xgboost", path=Path("a/b/nb.ipynb"), files=_PROJECT),
    Case("import xgboost", files=_FILES | {"xgboost.py": ""}),
    Case("from .xgboost import x", files=_FILES),
    Case("import torch", files={"environment.yml": "dependencies:\n  - pytorch\n  - pip:\n    - torch==2.1\n"}),
)
INVALID = (
    Case("import os\nimport xgboost as xgb\nfrom xgboost.sklearn import X", files=_FILES, at=((1, 2), (1, 3))),
    Case("import cv2", path=Path("a/nb.ipynb"), files=_PROJECT, at=((1, 1),)),
)
