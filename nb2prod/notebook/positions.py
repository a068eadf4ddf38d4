"""Where the source of each cell stands in the `.ipynb` file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

_COLON = re.compile(r"\s*:\s*")
_SPACE = re.compile(r"\s*")
_INDENTED = re.compile(r"\{\n([ \t]+)\"")
_DEPTH = 3
_FORMAT_4 = ("source",)
_FORMAT_3 = ("source", "input")


def physical_lines(text: str, sources: Sequence[object]) -> list[int | None]:
    """Find the line of each cell's first source line.

    Only the layout that Jupyter writes, one array element a line, gives lines; for any other the answer is `None`,
    since later lines of the cell could not be derived from the first.

    Args:
        text: The file's text.
        sources: The `source` of each cell as decoded, in the order of the file.

    Returns:
        For each source its line in the file, 1-based, or `None`.
    """
    if "\n" not in text.rstrip():
        return [None] * len(sources)
    if (regular := _by_indentation(text, sources)) is not None:
        return regular
    decoder = json.JSONDecoder()
    keys = _keys(text, _FORMAT_3 if '"worksheets"' in text else _FORMAT_4)
    found: list[int | None] = []
    line, counted = 1, 0
    for source in sources:
        span = _next_span(text, keys, decoder, source)
        if span is None:
            found.extend([None] * (len(sources) - len(found)))
            break
        start, end = span
        line, counted = line + text.count("\n", counted, start), start
        found.append(line if _one_line_each(source, text.count("\n", start, end)) else None)
    return found


def _by_indentation(text: str, sources: Sequence[object]) -> list[int | None] | None:
    """Find the lines in a file that is indented as `json` indents; `None` where it isn't, or a doubt is left.

    What stands at a cell's own depth at the beginning of a line is a cell's key: inside JSON strings there are no line
    ends. This costs a tenth of decoding everything once more.
    """
    indented = _INDENTED.match(text)
    if indented is None:
        return None
    margin = "\n" + indented[1] * _DEPTH
    key = margin + '"source": '
    found: list[int | None] = []
    line, counted, end = 1, 0, 0
    for source in sources:
        position = text.find(key, end)
        if position < 0:
            return None
        line, counted = line + text.count("\n", counted, position) + 1, position + 1
        end = opened = position + len(key)
        match source:
            case [_, *_]:
                end = text.find(margin + "]", opened)
                if end < 0 or text.count("\n", opened, end) != len(source):
                    return None
                found.append(line + 1)
            case []:
                found.append(line)
            case _:
                found.append(line if _one_line_each(source, 0) else None)
    return found if text.find(key, end) < 0 else None


def _keys(text: str, names: Sequence[str]) -> Iterator[int]:
    """Give where the values of keys begin, in order.

    Inside a JSON string the closing quote is escaped, so text that talks of such a key is not found.
    """
    marks = [f'"{name}"' for name in names]
    nearest = [text.find(mark) for mark in marks]
    while any(position >= 0 for position in nearest):
        first = min((position, number) for number, position in enumerate(nearest) if position >= 0)
        position, number = first
        end = position + len(marks[number])
        nearest[number] = text.find(marks[number], end)
        if colon := _COLON.match(text, end):
            yield colon.end()


def _next_span(text: str, keys: Iterator[int], decoder: json.JSONDecoder, source: object) -> tuple[int, int] | None:
    """Find the next key whose value is this very source; outputs may hold keys of the same name."""
    for start in keys:
        if text[start : start + 1] not in ("[", '"'):
            continue
        try:
            value, end = decoder.raw_decode(text, start)
        except ValueError:
            continue
        if value == source:
            return (_first_element(text, start) if text[start] == "[" else start), end
    return None


def _first_element(text: str, bracket: int) -> int:
    space = _SPACE.match(text, bracket + 1)
    return space.end() if space else bracket


def _one_line_each(source: object, breaks: int) -> bool:
    match source:
        case str():
            return "\n" not in source.removesuffix("\n")
        case list():
            # From the first element to the bracket that closes: one break after each element.
            return len(source) <= 1 or breaks == len(source)
        case _:
            return False
