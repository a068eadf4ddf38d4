"""What Jupyter takes off a cell before it looks at it: common indentation and pasted prompts."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_BLANK = re.compile(r"^[ \t]+$", re.MULTILINE)
_DOCTEST_FIRST = re.compile(r"^\s*>>>")
_DOCTEST_PROMPT = re.compile(r"^\s*(?:>>>|\.\.\.)[ \t]?")
_STRING_START = re.compile(r"(?i)[rubft]*")
_TRIPLE_QUOTE = re.compile(r"(?<!\\)(?:\"\"\"|''')")
_IPYTHON_PROMPT = re.compile(r"^(?:(?:(?:\[nav\]|\[ins\])?\ )?In\ \[\d+\]:\ |\s*\.{3,}:\ ?)")


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of a cell, and how much was cut off the left of each.

    Attributes:
        lines: The lines, without line ends.
        shifts: Characters that were cut off each line.
    """

    lines: tuple[str, ...]
    shifts: tuple[int, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)

    def replace(self, lines: tuple[str, ...]) -> Code:
        """Give the same lines cut shorter on the left."""
        cut = zip(self.shifts, self.lines, lines, strict=True)
        return Code(lines, tuple(shift + max(len(old) - len(new), 0) for shift, old, new in cut))


def code_of(source: str) -> Code:
    """Take the source of a cell as it is, with line feeds as line ends."""
    lines = tuple(re.sub(r"\r\n?", "\n", source).split("\n")) if "\r" in source else tuple(source.split("\n"))
    return Code(lines, (0,) * len(lines))


def without_blanks(text: str) -> str:
    """Empty the lines that hold only spaces, inside strings too, as Jupyter does."""
    return _BLANK.sub("", text)


def clean(code: Code) -> Code:
    """Take off common indentation and prompts (`>>> `, `In [1]: `), as Jupyter does.

    Args:
        code: The lines of a cell.

    Returns:
        As many lines, with what was cut off counted.
    """
    code = code.replace(tuple(textwrap.dedent(code.text).split("\n")))
    code = code.replace(_without_doctest_prompts(code.lines))
    return code.replace(_without_ipython_prompts(code.lines))


def has_prompt(code: Code) -> bool:
    """Tell whether a cell was pasted with `In [1]: `, which Python would take for an annotation."""
    return "In [" in code.text and _is_prompted(textwrap.dedent(code.text).split("\n"))


def _is_prompted(lines: Sequence[str]) -> bool:
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    return any(_IPYTHON_PROMPT.match(line) for line in lines[first : first + 2])


def _without_ipython_prompts(lines: tuple[str, ...]) -> tuple[str, ...]:
    if _is_prompted(lines):
        return tuple(_IPYTHON_PROMPT.sub("", line, count=1) for line in lines)
    return lines


def _without_doctest_prompts(lines: tuple[str, ...]) -> tuple[str, ...]:
    if not any(_DOCTEST_FIRST.match(line) for line in lines):
        return lines
    quoted = tuple(_quoted_lines(lines))
    if not any(_DOCTEST_FIRST.match(line) and not inside for line, inside in zip(lines, quoted, strict=True)):
        return lines
    stripped = [
        line if inside else _DOCTEST_PROMPT.sub("", line, count=1) for line, inside in zip(lines, quoted, strict=True)
    ]
    result: list[str] = []
    start = 0
    while start < len(lines):
        end = start
        while end < len(lines) and quoted[end] == quoted[start]:
            end += 1
        part = stripped[start:end]
        changed = tuple(part) != lines[start:end]
        result.extend(textwrap.dedent("\n".join(part)).split("\n") if changed else part)
        start = end
    return tuple(result)


def _quoted_lines(lines: tuple[str, ...]) -> Iterator[bool]:
    """Tell for each line whether it continues a triple-quoted string that was not itself pasted with a prompt."""
    quote, keep, prompted = "", False, False
    for line in lines:
        inside = bool(quote) and keep
        for match in _TRIPLE_QUOTE.finditer(line):
            if not quote:
                quote = match.group()
                before = line[: match.start()]
                bare = _DOCTEST_PROMPT.sub("", before, count=1)
                pasted = bare != before and prompted
                keep = not pasted and _STRING_START.fullmatch(bare.strip()) is not None
                inside = keep
            elif quote == match.group():
                quote, keep = "", False
        prompted = prompted or _DOCTEST_FIRST.match(line) is not None
        yield inside
