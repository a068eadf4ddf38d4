"""What detectors look at: the repository, with the views of it that several of them need."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from nb2prod.repository.call_graph import CallGraph
from nb2prod.repository.model import CallSite, Function, Place, PythonFile, Repository, TestFunction
from nb2prod.repository.runs import Run, runs_of
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.purposes import Purposes


class Survey:
    """A repository and what follows from it, each worked out when it is first asked.

    Attributes:
        repository: The repository.
    """

    def __init__(self, repository: Repository) -> None:
        self.repository = repository

    @cached_property
    def graph(self) -> CallGraph:
        """Which functions call which."""
        return CallGraph(self.repository)

    @cached_property
    def purposes(self) -> Purposes:
        """What functions are for."""
        return Purposes(self.repository, self.graph)

    @cached_property
    def functions(self) -> tuple[Function, ...]:
        """All functions, and the bodies of all files."""
        return self.repository.functions()

    @cached_property
    def runs(self) -> dict[int, Run]:
        """What runs by itself, by the identity of the function; where several lead to it, the first."""
        found: dict[int, Run] = {}
        for run in runs_of(self.repository, self.graph):
            found.setdefault(id(run.function), run)
        return found

    @cached_property
    def scheduled(self) -> dict[int, Run]:
        """What runs on a schedule, by the identity of the function."""
        found: dict[int, Run] = {}
        for run in runs_of(self.repository, self.graph):
            if run.invocation.trigger == "schedule" and run.test is None:
                found.setdefault(id(run.function), run)
        return found

    @cached_property
    def live_tests(self) -> tuple[TestFunction, ...]:
        """Tests that assert, are not skipped, and run by themselves."""
        return tuple(test for test in self.repository.tests if test.counts and test.run_by)

    @cached_property
    def _files(self) -> dict[str, PythonFile]:
        return {file.path: file for file in self.repository.python}

    def file_of(self, function: Function) -> PythonFile:
        """The file that holds a function."""
        return self._files[function.place.path]

    def calls(self, pattern: re.Pattern[str]) -> Iterator[tuple[Function, CallSite]]:
        """Calls whose whole name fits a pattern, each once, in the innermost function that holds it."""
        for name, sites in self._calls_by_name.items():
            if pattern.fullmatch(name):
                yield from sites

    @cached_property
    def _calls_by_name(self) -> dict[str, list[tuple[Function, CallSite]]]:
        """All calls by their names; an inner function comes after what holds it, and so has the last word."""
        innermost: dict[int, tuple[Function, CallSite]] = {}
        for function in self.functions:
            for call in function.calls:
                innermost[id(call.node)] = (function, call)
        found: dict[str, list[tuple[Function, CallSite]]] = {}
        for function, call in innermost.values():
            found.setdefault(call.name, []).append((function, call))
        return found

    def judged(self, function: Function, place: Place, shows: str) -> Evidence:
        """Evidence that a check exists: automated if something runs the function by itself, code only otherwise."""
        run = self.runs.get(id(function))
        if run is None:
            return Evidence(place, shows, State.CODE_ONLY)
        return Evidence(place, f"{shows}; {how(run)}", State.AUTOMATED)

    def texts(self, *suffixes: str) -> Iterator[tuple[str, str]]:
        """Files that end in one of some suffixes, with their text."""
        return ((path, text) for path, text in self.repository.texts.items() if path.lower().endswith(suffixes))

    def prose(self) -> Iterator[tuple[Place, str]]:
        """What is written for people: paragraphs of documents and Markdown cells."""
        for path, text in self.texts(".md", ".rst", ".txt"):
            if not re.search(r"requirements|constraints|license|/data/", path.lower()):
                yield from _paragraphs(path, text)
        for file in self.repository.python:
            for cell, text in file.prose:
                yield Place(file.path, 1, cell), text


def how(run: Run) -> str:
    """Say what runs code by itself."""
    via = f"`{run.invocation.text}` in {run.invocation.place.path}"
    return f"{run.test.function.short} runs it through {via}" if run.test else f"{via} runs it"


def _paragraphs(path: str, text: str) -> Iterator[tuple[Place, str]]:
    line = 1
    for part in re.split(r"(\n[ \t]*\n)", text):
        if part.strip():
            yield Place(path, line + len(part) - len(part.lstrip("\n"))), part
        line += part.count("\n")
