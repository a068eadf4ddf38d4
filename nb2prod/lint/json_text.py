"""Changing one value in the text of a JSON document, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any

_SPACE = re.compile(r"\s*")
_DECODER = json.JSONDecoder()
Path = Sequence[str | int]


class NoSuchValueError(LookupError):
    """A path leads to nothing."""


@dataclass(frozen=True, slots=True)
class Member:
    """An element of an array or a member of an object, as it stands in the text.

    Attributes:
        key: Its key, or its position.
        start: Where it begins, its key included.
        value: Where its value begins.
        end: One past its end.
    """

    key: str | int
    start: int
    value: int
    end: int


def replace_value(text: str, path: Path, new: str) -> str:
    """Put another text in the place of a value.

    Args:
        text: The document.
        path: Keys and positions that lead to the value.
        new: The value, written as JSON.

    Returns:
        The document, changed there alone.

    Raises:
        NoSuchValueError: The path leads to nothing.
    """
    member = _find(text, path)
    return text[: member.value] + new + text[member.end :]


def remove_value(text: str, path: Path) -> str:
    """Take a value out, with its key and a comma.

    Args:
        text: The document.
        path: Keys and positions that lead to the value.

    Returns:
        The document without it.

    Raises:
        NoSuchValueError: The path leads to nothing.
    """
    start = _find(text, path[:-1]).value
    siblings = list(members(text, start))
    place = next((number for number, one in enumerate(siblings) if one.key == path[-1]), None)
    if place is None:
        raise NoSuchValueError(path)
    if len(siblings) == 1:
        end = _DECODER.raw_decode(text, start)[1]
        return text[: start + 1] + text[end - 1 :]
    if place:
        return text[: siblings[place - 1].end] + text[siblings[place].end :]
    return text[: siblings[0].start] + text[siblings[1].start :]


def replace_lines(text: str, path: Path, lines: Sequence[str]) -> str:
    """Put other strings into an array of strings; those that stay keep their very text.

    Args:
        text: The document.
        path: Keys and positions that lead to the array, or to one string.
        lines: The strings.

    Returns:
        The document, changed there alone.

    Raises:
        NoSuchValueError: The path leads to nothing.
    """
    member = _find(text, path)
    old = json.loads(text[member.value : member.end])
    if isinstance(old, str):
        return replace_value(text, path, _encoded("".join(lines), text))
    elements = list(members(text, member.value))
    texts = [text[one.value : one.end] for one in elements]
    new = list(_kept_or_new(old, texts, lines, text))
    if not elements or not new:
        return replace_value(text, path, f"[{', '.join(new)}]")
    before, after = text[member.value + 1 : elements[0].start], text[elements[-1].end : member.end - 1]
    between = text[elements[0].end : elements[1].start] if len(elements) > 1 else f",{before or ' '}"
    return replace_value(text, path, f"[{before}{between.join(new)}{after}]")


def _kept_or_new(old: Sequence[str], texts: Sequence[str], lines: Sequence[str], text: str) -> Iterator[str]:
    for kind, begin, end, first, last in SequenceMatcher(a=old, b=lines, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from texts[begin:end]
        else:
            yield from (_encoded(line, text) for line in lines[first:last])


def _encoded(value: str, document: str) -> str:
    """Write a string as its document does: other characters as they are, or as escapes."""
    return json.dumps(value, ensure_ascii=document.isascii())


def written_like(value: Any, document: str, path: Path) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Write a value with the indentation that it would have at some place of a document."""
    found = re.match(r"[{\[]\n([ \t]+)", document)
    if found is None:
        return json.dumps(value, ensure_ascii=document.isascii())
    unit = found[1]
    text = json.dumps(value, ensure_ascii=document.isascii(), indent=unit)
    return text.replace("\n", "\n" + unit * len(path))


def add_member(text: str, path: Path, key: str, value: Any) -> str:  # noqa: ANN401 - whatever JSON can hold
    """Add a member to an object, behind those that it has.

    Args:
        text: The document.
        path: Keys and positions that lead to the object.
        key: The new key.
        value: Its value.

    Returns:
        The document with it.

    Raises:
        NoSuchValueError: The path leads to no object.
    """
    member = _find(text, path)
    if text[member.value] != "{":
        raise NoSuchValueError(path)
    content = json.loads(text[member.value : member.end])
    there = list(members(text, member.value))
    if not there:
        return replace_value(text, path, written_like({key: value}, text, path))
    if key in content:
        return replace_value(text, (*path, key), written_like(value, text, (*path, key)))
    before = text[member.value + 1 : there[0].start]
    new = f"{_encoded(key, text)}: {written_like(value, text, (*path, key))}"
    return text[: there[-1].end] + f",{before or ' '}{new}" + text[there[-1].end :]


def _find(text: str, path: Path) -> Member:
    start = _skip(text, 0)
    found = Member("", start, start, _DECODER.raw_decode(text, start)[1])
    for key in path:
        matching = (one for one in members(text, found.value) if one.key == key and type(one.key) is type(key))
        found = next(matching, None) or _missing(path)
    return found


def _missing(path: Path) -> Member:
    raise NoSuchValueError(path)


def members(text: str, start: int) -> Iterator[Member]:
    """Give what an array or object holds.

    Args:
        text: The document.
        start: Where the array or object begins.

    Yields:
        Its members in order; none for any other value.
    """
    opening = text[start]
    if opening not in "[{":
        return
    position, number = _skip(text, start + 1), 0
    while text[position] not in "]}":
        begin, key = position, number
        name: str | int = key
        if opening == "{":
            name, position = scanstring(text, position + 1)
            position = _skip(text, _skip(text, position) + 1)
        end = _DECODER.raw_decode(text, position)[1]
        yield Member(name, begin, position, end)
        number += 1
        position = _skip(text, end)
        if text[position] == ",":
            position = _skip(text, position + 1)


def _skip(text: str, position: int) -> int:
    found = _SPACE.match(text, position)
    return found.end() if found else position
