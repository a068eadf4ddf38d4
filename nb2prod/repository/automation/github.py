"""Workflows of GitHub Actions."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.repository.automation.model import Script
from nb2prod.repository.automation.yaml_nodes import Node, compose, elements, get, items, line, scalar, strings
from nb2prod.repository.model import Place

_BY_ITSELF = frozenset("push pull_request pull_request_target schedule merge_group release".split())


def matches(path: str) -> bool:
    """Whether a file is one. Only the repository's own folder counts."""
    folder, _, name = path.rpartition("/")
    return folder == ".github/workflows" and name.endswith((".yml", ".yaml"))


def scripts(path: str, text: str) -> Iterator[Script]:
    """The scripts of a workflow.

    Args:
        path: Its file.
        text: Its text.
    """
    root = compose(text)
    triggers = tuple(one for one in strings(get(root, "on")) if one in _BY_ITSELF)
    default = scalar(get(root, "defaults", "run", "working-directory"))
    for _, job in items(get(root, "jobs")):
        if scalar(get(job, "if")).strip() in {"false", "${{ false }}"}:
            continue
        folder = scalar(get(job, "defaults", "run", "working-directory")) or default
        for step in elements(get(job, "steps")):
            yield from _step(path, step, triggers, folder)


def _step(path: str, step: Node, triggers: tuple[str, ...], folder: str) -> Iterator[Script]:
    if scalar(get(step, "if")).strip() in {"false", "${{ false }}"}:
        return
    inside = scalar(get(step, "working-directory")) or folder
    if (run := get(step, "run")) is not None:
        yield Script(scalar(run), Place(path, line(run)), triggers, _plain(inside))
    if (uses := get(step, "uses")) is not None:
        yield Script(f"uses {scalar(uses)}", Place(path, line(uses)), triggers, _plain(inside))


def _plain(folder: str) -> str:
    folder = folder.removeprefix("./").rstrip("/")
    return "" if folder == "." else folder
