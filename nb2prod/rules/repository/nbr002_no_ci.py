"""The repository has no continuous integration.

## What it does
Looks for the files in which GitHub, GitLab and other services are told what to run at each change; said once a
repository, at its first notebook.

## Why it matters in production
Tests and linters that nobody runs are as good as none.

## Example
    .git/
    notebooks/train.ipynb

## Better
    .git/
    .github/workflows/test.yml
    notebooks/train.ipynb
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.repository.place import told_here
from nb2prod.rules.unit import Unit

_PLACES = (
    *(".github/workflows", ".gitlab-ci.yml", ".gitlab-ci.yaml", ".circleci", ".travis.yml", "azure-pipelines.yml"),
    *(".azure-pipelines", "Jenkinsfile", "bitbucket-pipelines.yml", ".buildkite", ".drone.yml", "appveyor.yml"),
    *(".cirrus.yml", ".woodpecker.yml", ".woodpecker", ".forgejo/workflows", ".gitea/workflows", "cloudbuild.yaml"),
)


def check(unit: Unit) -> Iterator[Hit]:
    """Look for what a service is told."""
    root = told_here(unit)
    if root is not None and not any(unit.has_beside(root / place) for place in _PLACES):
        yield Hit("The repository has no continuous integration: nothing runs when it changes")


RULE = NotebookRule(
    code="NBR002",
    name="no-ci",
    summary="a repository without continuous integration",
    level=Level.PRODUCTION,
    severity=Severity.INFO,
    modules=False,
    check=check,
)
_GIT = {".git/config": ""}
VALID = (Case("x = 1"), Case("x = 1", files=_GIT | {".github/workflows/test.yml": ""}))
INVALID = (Case("x = 1", files=_GIT, at=((None, 1),)),)
