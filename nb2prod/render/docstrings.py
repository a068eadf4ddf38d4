"""Docstrings in the styles that `templates/docstrings/` has: what is known is the same in each, its layout is data."""

from __future__ import annotations

import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from nb2prod.render.source import quote_docstring
from nb2prod.templates import template_text

GOOGLE = "google"
STYLES = (GOOGLE, "numpy", "sphinx")
# Columns of a generated line, and what stands around the first line of a function's docstring.
WIDTH = 88
MARGIN = 4
QUOTES = 6


@dataclass(frozen=True, slots=True)
class Entry:
    """What a docstring says of one argument, field, result or error.

    Attributes:
        name: Its name.
        fact: A sentence; empty where nothing is known.
        type: Its annotation; empty where it has none.
    """

    name: str
    fact: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Docstring:
    """What a docstring says.

    Attributes:
        summary: One sentence.
        notes: Paragraphs that follow it.
        attributes: Fields of a class.
        arguments: Parameters.
        returns: Results.
        raises: Errors.
        source: Where in the notebook it comes from.
    """

    summary: str
    notes: tuple[str, ...] = ()
    attributes: tuple[Entry, ...] = ()
    arguments: tuple[Entry, ...] = ()
    returns: tuple[Entry, ...] = ()
    raises: tuple[Entry, ...] = ()
    source: str = ""


def docstring_lines(content: Docstring, style: str = GOOGLE, *, margin: int = MARGIN) -> list[str]:
    """Write a docstring with its quotes, as lines that are not indented yet.

    Args:
        content: What it says. A section of which nothing is known is left out, and so is an entry without a fact,
            unless an argument or a field beside it has one.
        style: One of `STYLES`.
        margin: Columns that the lines will be indented by.
    """
    layout = _layout(style)
    width = WIDTH - margin
    blocks = [[content.summary]]
    for section in layout["order"]:
        blocks += _section(section, content, layout, width)
    lines = [line for block in blocks for line in ["", *block]][1:]
    text = "\n".join(lines)
    raw = "\\" in text and '"""' not in text and not text.endswith('"')
    text = text if raw else quote_docstring(text)
    ended = f"{text}\n" if "\n" in text else text
    return f'{"r" if raw else ""}"""{ended}"""'.split("\n")


def fits(summary: str, *, margin: int = MARGIN) -> bool:
    """Whether a sentence has room on the first line of a docstring."""
    return "\n" not in summary and len(quote_docstring(summary)) + margin + QUOTES <= WIDTH


@cache
def _layout(style: str) -> Mapping[str, Any]:
    return tomllib.loads(template_text(f"docstrings/{style}.toml"))


def _section(name: str, content: Docstring, layout: Mapping[str, Any], width: int) -> Iterator[list[str]]:
    if name == "notes":
        yield from (wrapped(note, width) for note in content.notes)
        return
    entries = (Entry("", content.source),) if name == "source" else getattr(content, name)
    whole = name in ("arguments", "attributes") and any(e.fact for e in entries)
    told = [e for e in entries if e.fact or whole]
    if not told or not any(e.fact for e in told):
        return
    form = layout[name]
    lines = form["heading"].split("\n") if form["heading"] else []
    if form.get("joined") and len(entries) > 1:
        told = [Entry("", "; ".join(f"`{e.name}`: {e.fact.rstrip('.')}" for e in told) + ".")]
    for entry in told:
        lines += _entry(entry, form, hanging=layout["hanging"], width=width, alone=len(entries) == 1)
    yield lines


def _entry(entry: Entry, form: Mapping[str, str], *, hanging: int, width: int, alone: bool) -> list[str]:
    pattern = form["only"] if alone and "only" in form else form["entry"]
    if "<<type>>" in pattern and not entry.type:
        pattern = form["untyped"]
    lines: list[str] = []
    for line in pattern.split("\n"):
        margin = line[: len(line) - len(line.lstrip())]
        filled = line.strip().replace("<<name>>", entry.name).replace("<<type>>", entry.type)
        text = filled.replace("<<fact>>", entry.fact).rstrip()
        lines += wrapped(text, width, first=margin, rest=margin + " " * hanging) if text else []
    return lines


def wrapped(text: str, width: int, *, first: str = "", rest: str = "") -> list[str]:
    """Break a paragraph into lines; a long word stays whole."""
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=rest,
        break_on_hyphens=False,
        break_long_words=False,
    )
