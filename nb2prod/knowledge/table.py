"""One table: its file as parsed, indexed by name. Entries are made only when they are asked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nb2prod.finding import UsageError
from nb2prod.knowledge.model import LibraryEntry

Raw = Mapping[str, Any]
"""A group of a table as TOML gives it; every reader of it checks what it takes."""

SIGNATURE = re.compile(r"([A-Za-z_]\w*(?:\.\w+)*)(?:\(([^()]*)\))?(?:->(\S+))?")
"""A name, its positional parameters, its result: `merge(right, how, on)->frame`."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One name of a `[[calls]]` group.

    Attributes:
        group: What the group says of all its names.
        args: Its own positional parameters as written, without parentheses.
        returns: Its own result as written; empty if the group says it.
    """

    group: Raw
    args: str
    returns: str


@dataclass(frozen=True, slots=True)
class Table:
    """A parsed table.

    Attributes:
        path: File that it came from.
        library: What it says of the library.
        aliases: Short names that its type expressions and owners use.
        renames: Old or private prefixes with the canonical ones.
        calls: Qualified name to its signature.
        values: Qualified name to type expression and channel.
        types: Qualified name to what the file says of the class.
        unlisted: Class to what it says of its methods without an entry.
        since: Qualified name to the first version of the library that has it, for newer names.
        until: Qualified name to a version of the library that no longer has it, for removed names.
    """

    path: Path
    library: LibraryEntry
    aliases: Mapping[str, str]
    renames: Mapping[str, str]
    calls: Mapping[str, Signature]
    values: Mapping[str, tuple[str, str]]
    types: Mapping[str, Raw]
    unlisted: Mapping[str, Signature]
    since: Mapping[str, str]
    until: Mapping[str, str]


def read_table(path: Path) -> Table:
    """Read a table.

    Args:
        path: The TOML file.

    Raises:
        UsageError: If it cannot be read or is no TOML.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot read this knowledge table: {error}") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{path}: this knowledge table is no valid TOML: {error}") from error
    aliases: Mapping[str, str] = raw.get("aliases", {})
    classes = raw.get("classes", [])
    types = {**_classes(classes, aliases), **{expand(name, aliases): own for name, own in raw.get("types", {}).items()}}
    return Table(
        path=path,
        library=_library(path, raw.get("library", {}), aliases),
        aliases=aliases,
        renames=raw.get("renames", {}),
        calls={**dict(_calls(raw.get("calls", []), aliases)), **dict(_constructors(classes, aliases))},
        values=dict(_values(raw.get("values", []), aliases)),
        types=types,
        unlisted={name: Signature(entry["unlisted"], "", "") for name, entry in types.items() if "unlisted" in entry},
        since=dict(_versions(raw.get("since", {}), aliases)),
        until=dict(_versions(raw.get("until", {}), aliases)),
    )


def words(value: str | list[str]) -> tuple[str, ...]:
    """The parts of a property that is written as words in one string, or as a list."""
    return tuple(value.split()) if isinstance(value, str) else tuple(value)


def expand(text: str, aliases: Mapping[str, str]) -> str:
    """Replace short names in a type expression by what they stand for."""
    if text in aliases:
        return aliases[text]
    if not aliases or ("[" not in text and "|" not in text):
        return text
    return re.sub(r"[A-Za-z_][\w.:]*", lambda found: aliases.get(found.group(), found.group()), text)


def signatures(names: str | list[str]) -> Iterator[tuple[str, str, str]]:
    """Name, parameters and result of each signature that a group names."""
    text = names if isinstance(names, str) else " ".join(names)
    for found in SIGNATURE.finditer(text):
        name, args, returns = found.groups("")
        yield name, args, returns


def owners(group: Raw, aliases: Mapping[str, str]) -> tuple[str, ...]:
    """Prefixes of the names of a group, with their dots; one empty prefix if the names are qualified."""
    return tuple(aliases.get(owner, owner) + "." for owner in words(group.get("of", ""))) or ("",)


def _calls(groups: list[Raw], aliases: Mapping[str, str]) -> Iterator[tuple[str, Signature]]:
    for group in groups:
        prefixes = owners(group, aliases)
        for name, args, returns in signatures(group.get("names", "")):
            signature = Signature(group, args, returns)
            for prefix in prefixes:
                yield prefix + name, signature


def _constructors(groups: list[Raw], aliases: Mapping[str, str]) -> Iterator[tuple[str, Signature]]:
    for name, signature in _calls(groups, aliases):
        yield name, Signature(signature.group, signature.args, signature.returns or name)


def _classes(groups: list[Raw], aliases: Mapping[str, str]) -> dict[str, Raw]:
    return {name: signature.group for name, signature in _calls(groups, aliases)}


def _values(groups: list[Raw], aliases: Mapping[str, str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for group in groups:
        channel = group.get("channel", "")
        for prefix in owners(group, aliases):
            for name, _, returns in signatures(group.get("names", "")):
                yield prefix + name, (expand(returns or group.get("returns", "?"), aliases), channel)


def _versions(names: Mapping[str, str], aliases: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for version, listed in names.items():
        for name in words(listed):
            owner, dot, rest = name.partition(".")
            yield aliases.get(owner, owner) + dot + rest, version


def _library(path: Path, raw: Raw, aliases: Mapping[str, str]) -> LibraryEntry:
    return LibraryEntry(
        name=raw.get("name", path.stem),
        imports=words(raw.get("imports", path.stem)),
        distribution=raw.get("distribution", ""),
        env_sensitive=raw.get("env_sensitive", False),
        nameless=tuple(aliases.get(name, name) for name in words(raw.get("nameless", ""))),
        imports_first=words(raw.get("imports_first", "")),
        other_versions=words(raw.get("other_versions", "")),
    )
