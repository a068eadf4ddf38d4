"""One recorded call: its inputs, and whether what it comes to is what the notebook's statements gave."""

from __future__ import annotations

import asyncio
import inspect
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nb2prod.record.shipped.comparison import differences
from nb2prod.record.shipped.naming import named
from nb2prod.record.shipped.outcome import Effects, outcome, seed_random_sources
from nb2prod.record.shipped.rebuilding import is_made, rebuild
from nb2prod.record.shipped.storage import load
from nb2prod.record.shipped.values import describe

DATA = Path(__file__).parent / "data"


def as_given(expected: dict[str, Any], inputs: dict[str, Any]) -> dict[str, Any]:
    """What is expected, with the inputs that stay as they are given."""
    found = {name: inputs[name] if is_unchanged(node) else node for name, node in expected["inputs"].items()}
    return {**expected, "inputs": found}


def is_unchanged(node: Any) -> bool:
    """Whether an input is expected to stay as it is given."""
    return isinstance(node, dict) and node.get("is") == "as given"


class Recorded:
    """A call that was recorded.

    Attributes:
        folder: Folder that the call happens in; the files that it reads are there.
        document: What was recorded.
        given: The inputs, by name.
    """

    def __init__(self, name: str, folder: Path, printed: Callable[[], str]) -> None:
        self.folder = folder
        self.document: dict[str, Any] = load(DATA / f"{name}.json")
        self.given: dict[str, Any] = {}
        self._effects = Effects(folder, printed)
        self._made: dict[str, dict[str, Any]] = {}
        self._classes: dict[str, Any] = {}
        self._texts: dict[str, Any] = dict(self.document["classes"])
        self._lay_out_files(self.document)
        self._effects.begin()

    @property
    def working_folder(self) -> Path:
        """Where relative paths start from."""
        return self.folder / str(self.document["folder"])

    def inputs(self, *names: str) -> Any:
        """Make the inputs of a call.

        Args:
            names: Their names.

        Returns:
            The input, or a tuple where several are named.
        """
        made = [self._input(self.document["inputs"][name]) for name in names]
        self.given = dict(zip(names, made))  # noqa: B905 - Python 3.8
        self._effects.begin()
        return made[0] if len(made) == 1 else tuple(made)

    def check(self, **results: Any) -> None:
        """Assert that a call came to what was recorded.

        Args:
            results: What it returned, by name.
        """
        actual = outcome(self.given, results, self._effects, self._described)
        expected = as_given(self.document["outcome"], self.document["inputs"])
        found = differences(expected, actual)
        assert not found, "\n".join(found)

    def end(self) -> None:
        """Leave nothing to the next test."""
        self._effects.drawings.end()

    def _input(self, node: Any) -> Any:
        if not is_made(node):
            return rebuild(node, self._own)
        if node["by"] not in self._made:
            self._made[node["by"]] = self._run(load(DATA / f"{node['by']}.json"))
        return self._made[node["by"]][node["of"]]

    def _run(self, document: dict[str, Any]) -> dict[str, Any]:
        """What a step before gives on its recorded inputs."""
        self._lay_out_files(document)
        self._texts.update({name: node for name, node in document["classes"].items() if name not in self._texts})
        call, values = document["call"], {}
        for name, setting in call["arguments"]:
            if setting:
                values[name] = getattr(named(call["settings"], self._own)(), setting)
            else:
                values[name] = self._input(document["inputs"][name])
        seed_random_sources()
        result = named(call["function"], self._own)(**values)
        if inspect.iscoroutine(result):
            result = asyncio.run(result)
        returns = call["returns"]
        return {returns[0]: result} if len(returns) == 1 else dict(zip(returns, result))  # noqa: B905 - Python 3.8

    def _described(self, value: Any) -> Any:
        return describe(value, self.document["package"], self.document["renamed"])

    def _own(self, name: str) -> Any:
        """A class or function of the notebook, in the package."""
        head, dot, tail = name.partition(".")
        if head in self._texts:
            return self._part(self._class(head), tail)
        return named(self.document["own"][head] + dot + tail, self._own)

    def _class(self, name: str) -> Any:
        """A class that the pipeline defines in its own body: from its text, once for all inputs."""
        if name not in self._classes:
            self._classes[name] = rebuild(self._texts[name], self._own)
        return self._classes[name]

    def _part(self, found: Any, tail: str) -> Any:
        for name in filter(None, tail.split(".")):
            found = getattr(found, name)
        return found

    def _lay_out_files(self, document: dict[str, Any]) -> None:
        for name in document["folders"]:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name, kept in document["files"].items():
            self._put(DATA / kept, name)
        base = os.environ.get(document["base"], "")
        for name in document["data"]:
            source = Path(base, os.path.relpath(name, document["home"]))
            if not base or not source.is_file():
                pytest.skip(f"supply: {document['base']}, the folder that the notebook runs in, with {name}")
            self._put(source, name)

    def _put(self, source: Path, name: str) -> None:
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, place)
