"""Logical lines of text that is nearly Python."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<string>(?:\b(?i:[rubft]{1,2}))?(?:\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}
        |(?!\"{3}|'{3})(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*')))
    |(?P<open_string>\"{3}|'{3})
    |(?P<comment>\#[^\n]*)
    |(?P<joined>\\\n)
    |(?P<newline>\n)
    |(?P<space>[^\S\n]+)
    |(?P<open>[(\[{])
    |(?P<close>[)\]}])
    |(?P<operator>\*\*=|//=|>>=|<<=|[-+*/%&|^@:<>=!]=)
    |(?P<assign>=)
    |(?P<word>\w+)
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class LogicalLine:
    """What matters of one logical line; positions count in the text.

    Attributes:
        start: Its first character that is no space.
        end: The line feed that ends it, or the end of the text.
        assign: Behind its first `=` outside brackets, if it has one.
        question: Whether its last token is a `?` and not its only one.
    """

    start: int
    end: int
    assign: int | None
    question: bool


def read_logical_line(text: str, position: int) -> LogicalLine:
    """Read tokens up to the end of a logical line: past brackets, strings of several lines and backslashes.

    Args:
        text: The cell, which need not be Python.
        position: Where the line begins.

    Returns:
        What matters of it. A string that is never closed takes the rest of the text.
    """
    depth, significant, assign, start, last = 0, 0, None, None, ""
    for match in _TOKEN.finditer(text, position):
        kind = match.lastgroup
        if kind == "newline":
            if depth <= 0:
                return LogicalLine(
                    position if start is None else start, match.start(), assign, last == "?" and significant > 1
                )
            continue
        if kind in ("space", "joined"):
            continue
        if start is None:
            start = match.start()
        if kind == "open_string":
            break
        significant, last = significant + 1, match.group()
        if kind == "open":
            depth += 1
        elif kind == "close":
            depth = max(depth - 1, 0)
        elif kind == "assign" and depth == 0 and assign is None:
            assign = match.end()
    else:
        return LogicalLine(position if start is None else start, len(text), assign, last == "?" and significant > 1)
    return LogicalLine(start if start is not None else position, len(text), assign, question=False)
