"""What a call comes to: its results, what it changed, printed and wrote."""

from __future__ import annotations

import os
import pickle
import random
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from nb2prod.record.shipped.drawing import Drawings, describe_figure
from nb2prod.record.shipped.making import state_of

LARGEST_FILE = 64 * 1024 * 1024
LONGEST_TEXT = 20_000
PICKLED = (".pkl", ".pickle", ".joblib", ".sav")
TEXTS = ".txt .csv .tsv .json .jsonl .md .yaml .yml .xml .tex .log .py .toml .ini .cfg .dat".split()
UNSHARED = (type(None), bool, int, float, complex, str, bytes, tuple, frozenset, range, type)

Describe = Callable[[Any], Any]


def seed_random_sources() -> None:
    """Seed what draws random numbers, as it was seeded when the results were recorded."""
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    if "torch" in sys.modules:
        sys.modules["torch"].manual_seed(0)
    if "tensorflow" in sys.modules:
        sys.modules["tensorflow"].random.set_seed(0)


class Effects:
    """What a call does beside giving results.

    Attributes:
        folder: Folder that it happens in.
        printed: Gives what was printed since it was asked last.
        drawings: The figures that are drawn.
        before: Files of the folder before the call.
    """

    def __init__(self, folder: Path, printed: Callable[[], str]) -> None:
        self.folder = folder
        self.printed = printed
        self.drawings = Drawings()
        self.before: Mapping[str, tuple[int, int]] = {}

    def begin(self) -> None:
        """From here on counts what is drawn at random, printed, written and drawn as a figure."""
        self.printed()
        self.before = snapshot(self.folder)
        self.drawings.begin()
        seed_random_sources()

    def described(self, describe: Describe) -> dict[str, Any]:
        """Describe all that happened since; from here on nothing counts any more."""
        files = written(self.folder, self.before)
        self.drawings.end()
        return {
            "printed": {"is": "text", "of": self.printed()[:LONGEST_TEXT]},
            "files": {name: _file(place, describe) for name, place in files.items()},
            "figures": [describe_figure(figure, describe) for figure in self.drawings.figures],
        }


def outcome(
    given: Mapping[str, Any], results: Mapping[str, Any], effects: Effects, describe: Describe
) -> dict[str, Any]:
    """Describe what a call came to.

    Args:
        given: The inputs, as they are after the call.
        results: What it returned, by name.
        effects: What it did beside.
        describe: Describes a value.

    Returns:
        Plain data with arrays in it.
    """

    def described(value: Any) -> Any:
        try:
            return describe(value)
        except Exception as error:
            # What has too many parts, or resists, can't be compared.
            return {"is": "not compared", "class": f"{type(value).__name__} ({type(error).__name__})"}

    return {
        "results": {name: described(value) for name, value in results.items()},
        "inputs": {name: described(_state(value)) for name, value in given.items()},
        "same objects": _shared({**{f"input {n}": v for n, v in given.items()}, **results}),
        **effects.described(described),
    }


def _state(value: Any) -> Any:
    """What a value is compared by: a function of the pipeline by what it works on."""
    state = state_of(value)
    return value if state is None else state


def snapshot(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file below a folder; folders count, too."""
    found = {}
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("__pycache__", "catboost_info")]
        found.update({f"{Path(place, name).relative_to(folder).as_posix()}/": (0, 0) for name in folders})
        for name in names:
            path = Path(place, name)
            if path.is_file() and path.suffix != ".pyc":
                found[path.relative_to(folder).as_posix()] = (path.stat().st_size, path.stat().st_mtime_ns)
    return found


def written(folder: Path, before: Mapping[str, tuple[int, int]]) -> dict[str, Path]:
    """Files and folders below a folder that are new or have changed."""
    return {name: folder / name for name, state in sorted(snapshot(folder).items()) if before.get(name) != state}


def _shared(values: Mapping[str, Any]) -> list[list[str]]:
    """Names that stand for one object, where that matters: it may be changed in place."""
    names: dict[int, list[str]] = {}
    for name, value in values.items():
        if not isinstance(value, UNSHARED) and not callable(value):
            names.setdefault(id(value), []).append(name)
    return [group for group in names.values() if len(group) > 1]


def _file(place: Path, describe: Describe) -> Any:
    """What is in a file, as far as its format tells; else only that it is there."""
    suffix = place.suffix.lower()
    if place.is_dir():
        return {"is": "folder"}
    try:
        if place.stat().st_size > LARGEST_FILE:
            return {"is": "not compared", "class": "file"}
        if suffix in PICKLED:
            return describe(_unpickled(place))
        if suffix in (".npy", ".npz"):
            found = sys.modules["numpy"].load(place, allow_pickle=True)
            return describe(dict(found) if suffix == ".npz" else found)
        if suffix in TEXTS:
            text = place.read_text(encoding="utf-8")
            return {"is": "text", "of": text[:LONGEST_TEXT], "length": len(text)}
    except Exception:
        return {"is": "not compared", "class": "file"}
    return {"is": "not compared", "class": "file"}


def _unpickled(place: Path) -> Any:
    if "joblib" in sys.modules:
        return sys.modules["joblib"].load(place)
    with place.open("rb") as file:
        return pickle.load(file)
