"""What a team sets once: `[tool.nb2prod]` in `pyproject.toml`, or `nb2prod.toml`."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from nb2prod.finding import Location, UsageError

OWN_FILE = "nb2prod.toml"
SHARED_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a run, with their defaults.

    Attributes:
        exploration: Whether plots and looks at the data get a module of their own or are left out.
        name: Name of the generated project; from the notebook's file name where it is `None`.
        strict: Whether something omitted or kept inline makes the exit code 1.
        knowledge: Tables about further libraries.
        exclude: Glob patterns of notebooks to pass over.
        max_function_lines: Length that a generated function should not exceed.
        pin_from: Python interpreter whose installed versions are written into the dependencies.
        compare: For classes by qualified name the function (`module:function`) that gives what `verify` is to
            compare of an instance.
        evidence: What somebody vouches for that no file shows, by test of the ML Test Score.
    """

    exploration: Literal["module", "drop"] = "module"
    name: str | None = None
    strict: bool = False
    knowledge: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    max_function_lines: int = 40
    pin_from: Path | None = None
    compare: Mapping[str, str] = field(default_factory=dict)
    evidence: Mapping[str, Mapping[str, object]] = field(default_factory=dict)


def load_config(start: Path, *, explicit: Path | None = None) -> Config:
    """Read the configuration that holds for a notebook or folder.

    Folders are searched from `start` upwards, up to the one that holds `.git`. In one folder `nb2prod.toml` comes
    before `pyproject.toml`; a `pyproject.toml` without `[tool.nb2prod]` is passed over.

    Args:
        start: A notebook or a folder; it need not exist.
        explicit: The file to read instead of searching.

    Returns:
        What the file sets, and defaults for the rest.

    Raises:
        UsageError: The file can't be read, a key is unknown, or a value is of the wrong kind.
    """
    if explicit is not None:
        table = _read_table(explicit)
        if table is None:
            raise _error(explicit, "there is no [tool.nb2prod] section", "Add one, or leave out the option.")
        return _config_from(table, explicit)
    for path in _candidates(start):
        if (table := _read_table(path)) is not None:
            return _config_from(table, path)
    return Config()


def _candidates(start: Path) -> Iterator[Path]:
    for folder in (start.absolute(), *start.absolute().parents):
        yield from (path for path in (folder / OWN_FILE, folder / SHARED_FILE) if path.is_file())
        if (folder / ".git").exists():
            return


def _read_table(path: Path) -> Mapping[str, Any] | None:
    """The table of our settings in a file; `None` where a shared file has none."""
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _error(path, "the file is not UTF-8", "Save it as UTF-8.") from error
    except OSError as error:
        raise _error(path, f"the configuration can't be read: {error.strerror}", "Check the path.") from error
    if path.name == SHARED_FILE and "nb2prod" not in content:
        return None
    document = _parse_toml(content, path)
    return _own_section(document, path) if path.name == SHARED_FILE else document


def _parse_toml(content: str, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise _error(path, f"the file is not valid TOML: {error}", "Correct it at the place named.") from error


def _own_section(document: Mapping[str, Any], path: Path) -> Mapping[str, Any] | None:
    match document:
        case {"tool": {"nb2prod": dict(section)}}:
            return section
        case {"tool": {"nb2prod": _}}:
            raise _error(path, "`tool.nb2prod` must be a table", "Write it as a section, [tool.nb2prod].")
    return None


def _config_from(table: Mapping[str, Any], path: Path) -> Config:
    known = {one.name for one in fields(Config)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            raise _error(path, f"unknown key `{key}`", _nearest(name, known))
        if name in values:
            raise _error(path, f"`{key}` is set twice", "Keep one of the two spellings.")
        values[name] = _READERS[name](value, _Place(path, key))
    return Config(**values)


def _nearest(name: str, known: set[str]) -> str:
    if nearest := difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5):
        return f"Did you mean `{nearest[0]}`?"
    return f"Known keys: {', '.join(sorted(known))}."


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    key: str


def _wrong(place: _Place, value: object, expected: str) -> UsageError:
    return _error(place.path, f"`{place.key}` must be {expected}, not {value!r}", "Correct the value.")


def _error(path: Path, message: str, way_out: str) -> UsageError:
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


def _one_of(*choices: str) -> Callable[[object, _Place], str]:
    def read(value: object, place: _Place) -> str:
        if not isinstance(value, str) or value not in choices:
            raise _wrong(place, value, " or ".join(f'"{choice}"' for choice in choices))
        return value

    return read


_READERS: Mapping[str, Callable[[Any, _Place], Any]] = {
    "exploration": _one_of("module", "drop"),
    "name": _text,
    "strict": _boolean,
    "knowledge": _paths,
    "exclude": _texts,
    "max_function_lines": _count,
    "pin_from": _path,
    "compare": _functions,
    "evidence": _tables,
}
