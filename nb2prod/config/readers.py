"""From the table of a configuration file to a checked value; each key has its reader."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nb2prod.config.model import WEIGHTS, Config, LintConfig
from nb2prod.finding import Location, UsageError


def config_from(table: Mapping[str, Any], path: Path) -> Config:
    """Read a table of our settings.

    Args:
        table: The table.
        path: The file that it stands in.

    Returns:
        What it sets, and defaults for the rest.

    Raises:
        UsageError: A key is unknown, or a value is of the wrong kind.
    """
    return Config(**_values(table, path, READERS))


def _values(table: Mapping[str, Any], path: Path, readers: Mapping[str, _Reader]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in readers:
            raise error_at(path, f"unknown key `{key}`", _nearest(name, readers.keys()))
        if name in values:
            raise error_at(path, f"`{key}` is set twice", "Keep one of the two spellings.")
        values[name] = readers[name](value, _Place(path, key))
    return values


def _nearest(name: str, known: Iterable[str]) -> str:
    if nearest := difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5):
        return f"Did you mean `{nearest[0]}`?"
    return f"Known keys: {', '.join(sorted(known))}."


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    key: str


_Reader = Callable[[Any, _Place], Any]
_WHOLE = 100


def _wrong(place: _Place, value: object, expected: str) -> UsageError:
    return error_at(place.path, f"`{place.key}` must be {expected}, not {value!r}", "Correct the value.")


def error_at(path: Path, message: str, way_out: str) -> UsageError:
    """Make the error that a configuration file is wrong."""
    return UsageError(message, location=Location(path), way_out=way_out)


def _text(value: object, place: _Place) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _wrong(place, value, "a text that isn't empty")
    return value


def _texts(value: object, place: _Place) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(place, value, "a list of texts")
    return tuple(_text(item, place) for item in value)


def _path(value: object, place: _Place) -> Path:
    # Relative to the file that says it, so that the working folder makes no difference.
    return place.path.absolute().parent / Path(_text(value, place)).expanduser()


def _paths(value: object, place: _Place) -> tuple[Path, ...]:
    if not isinstance(value, list):
        raise _wrong(place, value, "a list of paths")
    return tuple(_path(item, place) for item in value)


def _boolean(value: object, place: _Place) -> bool:
    if not isinstance(value, bool):
        raise _wrong(place, value, "true or false")
    return value


def _count(value: object, place: _Place) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _wrong(place, value, "a whole number from 1 up")
    return value


def _functions(value: object, place: _Place) -> dict[str, str]:
    if not isinstance(value, dict):
        raise _wrong(place, value, "a table of classes and functions")
    for function in value.values():
        module, _, name = _text(function, place).partition(":")
        if not (name.isidentifier() and all(part.isidentifier() for part in module.split("."))):
            raise _wrong(place, function, "a function written `module:function`")
    return value


def _tables(value: object, place: _Place) -> dict[str, dict[str, object]]:
    if not isinstance(value, dict) or not all(isinstance(table, dict) for table in value.values()):
        raise _wrong(place, value, "a table of tables")
    return value


def _weights(value: object, place: _Place) -> dict[str, float]:
    if not isinstance(value, dict):
        raise _wrong(place, value, "a table of prices")
    for name, price in value.items():
        if name not in WEIGHTS:
            raise error_at(place.path, f"unknown weight `{name}`", _nearest(name, set(WEIGHTS)))
        if isinstance(price, bool) or not isinstance(price, int | float) or price < 0:
            raise _wrong(place, price, "a number from 0 up")
    return {name: float(price) for name, price in value.items()}


def _one_of(*choices: str) -> Callable[[object, _Place], str]:
    def read(value: object, place: _Place) -> str:
        if not isinstance(value, str) or value not in choices:
            raise _wrong(place, value, " or ".join(f'"{choice}"' for choice in choices))
        return value

    return read


def _share(value: object, place: _Place) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= _WHOLE:
        raise _wrong(place, value, "a whole number from 0 to 100")
    return value


def _codes(value: object, place: _Place) -> tuple[str, ...]:
    return tuple(code.upper() for code in _texts(value, place))


def _codes_by_pattern(value: object, place: _Place) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise _wrong(place, value, "a table of patterns and lists of codes")
    return {pattern: _codes(codes, place) for pattern, codes in value.items()}


def _lint(value: object, place: _Place) -> LintConfig:
    if not isinstance(value, dict):
        raise _wrong(place, value, "a table")
    return LintConfig(**_values(value, place.path, LINT_READERS))


LINT_READERS: Mapping[str, _Reader] = {
    "select": _codes,
    "extend_select": _codes,
    "ignore": _codes,
    "per_file_ignores": _codes_by_pattern,
    "exclude": _texts,
    "ruff": _boolean,
    "baseline": _path,
    "max_cells": _count,
    "max_cell_lines": _count,
    "max_name_length": _count,
    "min_markdown": _share,
}
"""For each key of the section on linting the function that reads it."""

READERS: Mapping[str, _Reader] = {
    "exploration": _one_of("module", "drop"),
    "name": _text,
    "strict": _boolean,
    "knowledge": _paths,
    "exclude": _texts,
    "max_function_lines": _count,
    "pin_from": _path,
    "checker": _one_of("pyrefly", "ty"),
    "checker_python": _path,
    "compare": _functions,
    "docstrings": _one_of("google", "numpy", "sphinx"),
    "weights": _weights,
    "profile": _one_of("exploration", "production"),
    "lint": _lint,
    "evidence": _tables,
}
"""For each key the function that reads it."""
