"""Hooks of pre-commit: they run at every commit."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.repository.automation.model import Script
from nb2prod.repository.automation.yaml_nodes import compose, elements, get, line, scalar, strings
from nb2prod.repository.model import Place

FILES = (".pre-commit-config.yaml", ".pre-commit-config.yml")


def pre_commit(path: str, text: str) -> Iterator[Script]:
    """What the hooks run: their entry, or `hook ID` of one that another repository defines."""
    for repository in elements(get(compose(text), "repos")):
        for hook in elements(get(repository, "hooks")):
            name = get(hook, "id")
            if name is None or strings(get(hook, "stages")) == ("manual",):
                continue
            words = " ".join((scalar(get(hook, "entry")) or f"hook {scalar(name)}", *strings(get(hook, "args"))))
            yield Script(words, Place(path, line(name)), ("commit",))
