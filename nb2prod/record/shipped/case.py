"""One recorded call: its inputs, and whether what it comes to is what the notebook's statements gave."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nb2prod.record.shipped.comparison import differences
from nb2prod.record.shipped.outcome import outcome, seed_random_sources, snapshot, written
from nb2prod.record.shipped.rebuilding import rebuild
from nb2prod.record.shipped.storage import load
from nb2prod.record.shipped.values import describe

DATA = Path(__file__).parent / "data"


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
        self._printed = printed
        self._lay_out_files()
        self._before = snapshot(folder)
        seed_random_sources()

    @property
    def working_folder(self) -> Path:
        """Where relative paths start from."""
        return self.folder / self.document["folder"]

    def inputs(self, *names: str) -> Any:
        """Make the inputs of a call.

        Args:
            names: Their names.

        Returns:
            The input, or a tuple where several are named.
        """
        made = [rebuild(self.document["inputs"][name], self._own) for name in names]
        self.given = dict(zip(names, made))  # noqa: B905 - Python 3.8
        self._printed()
        seed_random_sources()
        return made[0] if len(made) == 1 else tuple(made)

    def check(self, **results: Any) -> None:
        """Assert that a call came to what was recorded.

        Args:
            results: What it returned, by name.
        """
        files = written(self.folder, self._before)
        actual = outcome(self.given, results, self._printed(), files, self._described)
        found = differences(self.document["outcome"], actual)
        assert not found, "\n".join(found)

    def _described(self, value: Any) -> Any:
        return describe(value, self.document["package"], self.document["renamed"])

    def _own(self, name: str) -> Any:
        """A class or function of the notebook, in the package."""
        head, _, tail = name.partition(".")
        module, _, called = self.document["own"][head].partition(":")
        found = getattr(importlib.import_module(module), called)
        for part in filter(None, tail.split(".")):
            found = getattr(found, part)
        return found

    def _lay_out_files(self) -> None:
        for name in self.document["folders"]:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        for name, kept in self.document["files"].items():
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(DATA / kept, place)
        base = os.environ.get(self.document["base"], "")
        for name in self.document["data"]:
            source = Path(base, os.path.relpath(name, self.document["home"]))
            if not base or not source.is_file():
                pytest.skip(f"supply: {self.document['base']}, the folder that the notebook runs in, with {name}")
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)
