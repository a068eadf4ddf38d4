"""What of a repository's code runs by itself, and through what."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.repository.call_graph import CallGraph
from nb2prod.repository.model import Function, Invocation, PythonFile, Repository, TestFunction
from nb2prod.repository.schedules import scheduled_functions


@dataclass(frozen=True, slots=True)
class Run:
    """Code that runs by itself.

    Attributes:
        function: A function, or the body of a module.
        invocation: The command that leads to it.
        test: The test that leads to it; `None` where a script does.
    """

    function: Function
    invocation: Invocation
    test: TestFunction | None = None


def runs_of(repository: Repository, graph: CallGraph) -> tuple[Run, ...]:
    """List the functions that run by themselves, each with what leads to it, once for each test or script.

    Args:
        repository: The repository.
        graph: Its calls.
    """
    return (
        *_from_tests(repository, graph),
        *_from_scripts(repository, graph),
        *_from_schedules(repository, graph),
    )


def _from_tests(repository: Repository, graph: CallGraph) -> Iterator[Run]:
    for test in repository.tests:
        if test.run_by and test.counts:
            for function in graph.reached(test.function):
                yield Run(function, test.run_by, test)


def _from_scripts(repository: Repository, graph: CallGraph) -> Iterator[Run]:
    for invocation in repository.invocations:
        for file in repository.python:
            if not invocation.forgiven and runs_file(invocation, file):
                for function in graph.reached(file.body):
                    yield Run(function, invocation)


def _from_schedules(repository: Repository, graph: CallGraph) -> Iterator[Run]:
    for starts, invocation in scheduled_functions(repository):
        for function in graph.reached_from(starts):
            yield Run(function, invocation)


def runs_file(invocation: Invocation, file: PythonFile) -> bool:
    """Whether a command runs a module or a notebook: by its path, or by its dotted name (`python -m`)."""
    for word in invocation.words:
        if posixpath.normpath(posixpath.join(invocation.folder, word)) == file.path:
            return not file.path.rpartition("/")[2].startswith("test_")
    first = invocation.words[0]
    return first in {file.module, file.module.removesuffix(".__main__")} and "." not in first.removesuffix(file.module)
