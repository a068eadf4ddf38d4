"""From what starts by itself to each command that is run, through makefiles, tox, nox, and scripts."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace

from nb2prod.repository.automation import github, hooks, other_services, targets
from nb2prod.repository.automation.model import Script
from nb2prod.repository.automation.shell import Command, commands_in
from nb2prod.repository.model import Invocation

_DEEPEST = 6
"""Steps from a trigger to a command; more is a circle."""
_OTHER_SERVICES = {
    ".gitlab-ci.yml": other_services.gitlab,
    "azure-pipelines.yml": other_services.azure,
    ".azure-pipelines.yml": other_services.azure,
    ".circleci/config.yml": other_services.circleci,
    ".travis.yml": other_services.travis,
    "Jenkinsfile": other_services.jenkins,
}


def invocations_of(texts: Mapping[str, str]) -> tuple[Invocation, ...]:
    """List all commands that run by themselves: when something is pushed, proposed, committed, or on a schedule.

    Args:
        texts: Text of each file, by its path relative to the root.

    Returns:
        The commands, what leads to them included, each once for each place where it is written.
    """
    return tuple(
        invocation
        for script in scripts_of(texts)
        if script.triggers
        for command in commands_in(script.text)
        for invocation in _expand(_invocation(script, command), texts, 0)
    )


def scripts_of(texts: Mapping[str, str]) -> Iterator[Script]:
    """The scripts of every service that is known, those that only a person starts too."""
    for path, text in texts.items():
        if github.matches(path):
            yield from github.scripts(path, text)
        elif path in _OTHER_SERVICES:
            yield from _OTHER_SERVICES[path](path, text)
        elif path in hooks.FILES:
            yield from hooks.pre_commit(path, text)


def _invocation(script: Script, command: Command) -> Invocation:
    folder = _join(script.folder, command.folder)
    place = replace(script.place, line=script.place.line + command.line)
    return Invocation(command.words, place, script.triggers[0], (), folder, forgiven=command.forgiven)


def _expand(invocation: Invocation, texts: Mapping[str, str], depth: int) -> Iterator[Invocation]:
    """The command itself, and those that it runs."""
    yield invocation
    if depth == _DEEPEST:
        return
    for script in targets.runs(invocation.words, invocation.folder, texts):
        for command in commands_in(script.text):
            below = Invocation(
                words=command.words,
                place=replace(script.place, line=script.place.line + command.line),
                trigger=invocation.trigger,
                via=(*invocation.via, " ".join(invocation.words)),
                folder=_join(script.folder, command.folder),
                forgiven=invocation.forgiven or command.forgiven,
            )
            if below.place != invocation.place:
                yield from _expand(below, texts, depth + 1)


def _join(folder: str, further: str) -> str:
    joined = posixpath.normpath(posixpath.join(folder, further))
    return "" if joined == "." else joined
