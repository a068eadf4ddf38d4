"""Continuous integration of other services: GitLab, Azure, CircleCI, Jenkins, Travis."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.automation.model import Script
from nb2prod.repository.automation.yaml_nodes import Node, compose, elements, get, items, line, scalar
from nb2prod.repository.model import Place

_GITLAB_KEYWORDS = frozenset(
    "default include stages variables workflow image services cache before_script after_script".split()
)
_JENKINS_STEP = re.compile(r"\b(?:sh|bat)\s*(?:\(\s*)?(?:script:\s*)?('''|\"\"\"|'|\")(.*?)\1", re.DOTALL)


def gitlab(path: str, text: str) -> Iterator[Script]:
    """The scripts of `.gitlab-ci.yml`."""
    root = compose(text)
    for name, job in items(root):
        if name in {"before_script", "after_script"}:
            yield from _lines(path, job, ("push",))
        elif name not in _GITLAB_KEYWORDS and not name.startswith("."):
            triggers = () if scalar(get(job, "when")) in {"manual", "never"} else ("push",)
            for key in ("before_script", "script", "after_script"):
                yield from _lines(path, get(job, key), triggers)


def azure(path: str, text: str) -> Iterator[Script]:
    """The scripts of `azure-pipelines.yml`."""
    root = compose(text)
    if root is None:
        return
    off = scalar(get(root, "trigger")) == "none" and scalar(get(root, "pr")) == "none"
    triggers = () if off and get(root, "schedules") is None else ("push",)
    for node in _everything(root):
        for key in ("script", "bash", "powershell", "pwsh"):
            if (value := get(node, key)) is not None:
                yield Script(scalar(value), Place(path, line(value)), triggers, scalar(get(node, "workingDirectory")))


def circleci(path: str, text: str) -> Iterator[Script]:
    """The scripts of `.circleci/config.yml`."""
    root = compose(text)
    for _, job in items(get(root, "jobs")):
        for step in elements(get(job, "steps")):
            run = get(step, "run")
            command = get(run, "command") if get(run, "command") is not None else run
            if command is not None and scalar(command):
                yield Script(
                    scalar(command), Place(path, line(command)), ("push",), scalar(get(run, "working_directory"))
                )


def travis(path: str, text: str) -> Iterator[Script]:
    """The scripts of `.travis.yml`."""
    root = compose(text)
    for key in ("before_install", "install", "before_script", "script", "after_success"):
        yield from _lines(path, get(root, key), ("push",))


def jenkins(path: str, text: str) -> Iterator[Script]:
    """The shell steps of a `Jenkinsfile`; it runs when something is pushed, or on its own schedule."""
    for match in _JENKINS_STEP.finditer(text):
        yield Script(match[2], Place(path, text.count("\n", 0, match.start(2)) + 1), ("push",))


def _lines(path: str, node: Node | None, triggers: tuple[str, ...]) -> Iterator[Script]:
    if node is None:
        return
    if scalar(node):
        yield Script(scalar(node), Place(path, line(node)), triggers)
    for one in elements(node):
        yield Script(scalar(one), Place(path, line(one)), triggers)


def _everything(node: Node) -> Iterator[Node]:
    yield node
    for _, value in items(node):
        yield from _everything(value)
    for value in elements(node):
        yield from _everything(value)
