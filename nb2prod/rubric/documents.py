"""What documents say: sections with something in them, not words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.repository.model import Place
from nb2prod.rubric.survey import Survey

_HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(\S.*)\n[=\-~^]{3,}\s*$", re.MULTILINE)
_PLACEHOLDER = re.compile(
    r"\b(?:TODO|TBD|FIXME|lorem ipsum|fill in|to be written|more information needed)\b|\[\s*\.\.\.\s*\]", re.I
)
ENOUGH_WORDS = 15
"""Words that a section has at least; fewer announce it."""


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A section of a document.

    Attributes:
        place: Its heading.
        title: The heading's text.
        text: What stands below it, up to the next heading.
    """

    place: Place
    title: str
    text: str


def sections(survey: Survey) -> Iterator[DocumentSection]:
    """The sections of all documents and of the Markdown of notebooks that say something."""
    for path, text in survey.texts(".md", ".rst"):
        yield from _sections(path, text, None)
    for file in survey.repository.python:
        for cell, text in file.prose:
            yield from _sections(file.path, text, cell)


def sections_about(
    survey: Survey, title: re.Pattern[str], text: re.Pattern[str] | None = None
) -> Iterator[DocumentSection]:
    """Sections whose heading, and whose text if asked, contains a pattern."""
    for section in sections(survey):
        if title.search(section.title) and (text is None or text.search(section.text)):
            yield section


def _sections(path: str, text: str, cell: int | None) -> Iterator[DocumentSection]:
    heads = [(m.start(), m.end(), m[2]) for m in _HEADING.finditer(text)]
    heads += [(m.start(), m.end(), m[1]) for m in _UNDERLINED.finditer(text)]
    heads.sort()
    ends = [*(start for start, _, _ in heads[1:]), len(text)][: len(heads)]
    for (start, end, title), stop in zip(heads, ends, strict=True):
        body = text[end:stop]
        if len(re.findall(r"\w+", body)) >= ENOUGH_WORDS and not _PLACEHOLDER.search(body):
            yield DocumentSection(Place(path, text.count("\n", 0, start) + 1, cell), title, body)
