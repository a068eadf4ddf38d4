"""Whether a table is well formed: keys, values, names, type expressions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nb2prod.finding import UsageError
from nb2prod.knowledge.entry import mutation_texts
from nb2prod.knowledge.model import OF_CLASS
from nb2prod.knowledge.table import SIGNATURE, expand, signatures, words
from nb2prod.knowledge.type_expression import parse_type_expression
from nb2prod.knowledge.vocabulary import (
    ACTIVITIES,
    CALL_KEYS,
    CALL_TEXT,
    CHANNELS,
    CLASS_KEYS,
    FLAGS,
    LIBRARY_KEYS,
    SECTIONS,
    TYPE_KEYS,
    TYPE_TEXT,
    VALUE_KEYS,
)


def check_table(path: Path) -> tuple[str, ...]:
    """Say what is wrong with a table.

    Args:
        path: The TOML file.

    Returns:
        One line for each problem, each with the file and the key; empty if there is none.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        return (f"{path}: cannot be read: {error}",)
    except tomllib.TOMLDecodeError as error:
        return (f"{path}: no valid TOML: {error}",)
    return tuple(f"{path}: {problem}" for problem in _problems(raw))


TABLES = ("library", "aliases", "renames", "types", "since", "until")
ARRAYS = ("calls", "classes", "values")
TEXTS = ("aliases", "renames", "since", "until")


def _problems(raw: dict[str, Any]) -> Iterator[str]:
    yield from _unknown_keys("", raw, SECTIONS)
    if "library" not in raw:
        yield "library: is missing"
    broken = (*_misshapen(raw), *_no_texts(raw))
    yield from broken
    if not broken:
        yield from _section("library", raw.get("library", {}), LIBRARY_KEYS)
        yield from _entries(raw, raw.get("aliases", {}))


def _misshapen(raw: dict[str, Any]) -> Iterator[str]:
    for section in TABLES:
        if not isinstance(raw.get(section, {}), dict):
            yield f"{section}: must be a table"
    for section in ARRAYS:
        groups = raw.get(section, [])
        if not isinstance(groups, list) or not all(isinstance(group, dict) for group in groups):
            yield f"{section}: must be an array of tables, `[[{section}]]`"


def _no_texts(raw: dict[str, Any]) -> Iterator[str]:
    for section in TEXTS:
        entries = raw.get(section, {})
        for key, text in entries.items() if isinstance(entries, dict) else ():
            if not isinstance(text, str):
                yield f"{section}.{key}: must be text"


def _entries(raw: dict[str, Any], aliases: dict[str, str]) -> Iterator[str]:
    for number, group in enumerate(raw.get("calls", []), 1):
        yield from _call(f"calls[{number}]", group, aliases)
    for number, group in enumerate(raw.get("classes", []), 1):
        yield from _call(f"classes[{number}]", group, aliases, allowed=CLASS_KEYS)
        yield from _shape(f"classes[{number}]", group, aliases)
    for number, group in enumerate(raw.get("values", []), 1):
        yield from _section(f"values[{number}]", group, VALUE_KEYS)
        yield from _names(f"values[{number}]", group, aliases)
    for name, entry in raw.get("types", {}).items():
        yield from _type(f"types.{name}", entry, aliases)


def _call(
    where: str,
    group: dict[str, Any],
    aliases: dict[str, str],
    *,
    named: bool = True,
    allowed: frozenset[str] = CALL_KEYS,
) -> Iterator[str]:
    names = group.get("names", "")
    label = f"{where} ({' '.join(words(names))[:40]})" if _is_words(names) and names else where
    yield from _section(label, group, allowed)
    if named:
        yield from _names(label, group, aliases)
    activity = str(group.get("activity", OF_CLASS))
    if activity not in ACTIVITIES | {OF_CLASS}:
        yield f"{label}.activity: {activity!r} is no activity{_nearest(activity, ACTIVITIES)}"
    for key in ("reads", "writes"):
        yield from _channels(f"{label}.{key}", group.get(key, ""))
    yield from _mutations(f"{label}.mutates", group.get("mutates", ""))
    switches = group.get("returns_if", {})
    if not isinstance(switches, dict):
        yield f"{label}.returns_if: must be a table from argument to type"
        return
    for key, text in {"returns": group.get("returns", "?"), **switches}.items():
        yield from _type_text(f"{label}.{key}", text, aliases)


def _type(where: str, entry: object, aliases: dict[str, str]) -> Iterator[str]:
    if not isinstance(entry, dict):
        yield f"{where}: must be a table"
        return
    yield from _section(where, entry, TYPE_KEYS)
    yield from _shape(where, entry, aliases)


def _shape(where: str, entry: dict[str, Any], aliases: dict[str, str]) -> Iterator[str]:
    yield from _unlisted(f"{where}.unlisted", entry, aliases)
    if not isinstance(entry.get("item", {}), dict):
        yield f"{where}.item: must be a table from the key's type to the result's"
        return
    for key, text in entry.get("item", {}).items():
        yield from _type_text(f"{where}.item", key, aliases)
        yield from _type_text(f"{where}.item.{key}", text, aliases)
    if "iter" in entry:
        yield from _type_text(f"{where}.iter", entry["iter"], aliases)
    if _is_words(entry.get("attributes", "")):
        for name, _, kind in signatures(entry.get("attributes", "")):
            yield from _type_text(f"{where}.attributes.{name}", kind or "?", aliases)


def _unlisted(where: str, entry: dict[str, Any], aliases: dict[str, str]) -> Iterator[str]:
    unlisted = entry.get("unlisted", {})
    if isinstance(unlisted, dict):
        yield from _call(where, unlisted, aliases, named=False)
    else:
        yield f"{where}: must be a table of properties of a call"


def _section(where: str, group: dict[str, Any], allowed: frozenset[str]) -> Iterator[str]:
    yield from _unknown_keys(where + ".", group, allowed)
    for key, value in group.items():
        if key in FLAGS and not isinstance(value, bool):
            yield f"{where}.{key}: must be true or false"
        elif key in CALL_TEXT | TYPE_TEXT | LIBRARY_KEYS and key not in FLAGS and not _is_words(value):
            yield f"{where}.{key}: must be text or a list of texts"


def _unknown_keys(prefix: str, group: dict[str, Any], allowed: frozenset[str]) -> Iterator[str]:
    for key in group:
        if key not in allowed:
            yield f"{prefix}{key}: unknown key{_nearest(key, allowed)}"


def _names(where: str, group: dict[str, Any], aliases: dict[str, str]) -> Iterator[str]:
    names = group.get("names", "")
    if not names:
        yield f"{where}.names: is missing"
        return
    if not _is_words(names):
        return
    text = names if isinstance(names, str) else " ".join(names)
    left = SIGNATURE.sub("", text).strip()
    if left:
        yield f"{where}.names: {left.split()[0]!r} is no `name(parameter, …)->type`"
    for name, _, returns in signatures(text):
        if returns:
            yield from _type_text(f"{where}.{name}", returns, aliases)


def _channels(where: str, value: object) -> Iterator[str]:
    if isinstance(value, str | list) and _is_words(value):
        for channel in words(value):
            if channel not in CHANNELS and channel.partition(":")[0] not in {"options", "random"}:
                yield f"{where}: {channel!r} is no channel{_nearest(channel, CHANNELS)}"


def _mutations(where: str, value: object) -> Iterator[str]:
    if isinstance(value, str | list) and _is_words(value):
        for text in mutation_texts(value):
            parts = text.split()
            if len(parts) != 1 and parts[1:-1] not in (["if"], ["unless"]):
                yield f"{where}: {text!r} is not like `self`, `self if inplace` or `X unless copy`"


def _type_text(where: str, text: object, aliases: dict[str, str]) -> Iterator[str]:
    if not isinstance(text, str):
        yield f"{where}: must be a type expression"
        return
    try:
        parse_type_expression(expand(text, aliases))
    except UsageError as error:
        yield f"{where}: {error.message}"


def _nearest(word: str, known: frozenset[str]) -> str:
    import difflib  # only where something is wrong

    near = difflib.get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _is_words(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(part, str) for part in value))
