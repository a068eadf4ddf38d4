"""What a team sets once: `[tool.nb2prod]` in `pyproject.toml`, or `nb2prod.toml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nb2prod.config.model import Config
from nb2prod.config.readers import config_from, error_at

OWN_FILE = "nb2prod.toml"
SHARED_FILE = "pyproject.toml"


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
            raise error_at(explicit, "there is no [tool.nb2prod] section", "Add one, or leave out the option.")
        return config_from(table, explicit)
    for path in _candidates(start):
        if (table := _read_table(path)) is not None:
            return config_from(table, path)
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
        raise error_at(path, "the file is not UTF-8", "Save it as UTF-8.") from error
    except OSError as error:
        raise error_at(path, f"the configuration can't be read: {error.strerror}", "Check the path.") from error
    if path.name == SHARED_FILE and "nb2prod" not in content:
        return None
    document = _parse_toml(content, path)
    return _own_section(document, path) if path.name == SHARED_FILE else document


def _parse_toml(content: str, path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise error_at(path, f"the file is not valid TOML: {error}", "Correct it at the place named.") from error


def _own_section(document: Mapping[str, Any], path: Path) -> Mapping[str, Any] | None:
    match document:
        case {"tool": {"nb2prod": dict(section)}}:
            return section
        case {"tool": {"nb2prod": _}}:
            raise error_at(path, "`tool.nb2prod` must be a table", "Write it as a section, [tool.nb2prod].")
    return None
