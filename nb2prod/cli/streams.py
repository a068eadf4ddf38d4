"""Writing to standard output and standard error, whatever they are."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import TextIO

_PIPED_WIDTH = 120
_NARROWEST = 60
_WIDEST = 200
# Said in ASCII rather than as escapes where a stream has no such characters.
_IN_ASCII = str.maketrans({"├": "|", "└": "`", "│": "|", "─": "-", "→": "->", "\N{EN DASH}": "-", "…": "...", "•": "*"})


def say(text: str, stream: TextIO | None = None) -> None:
    """Write text; what the stream's encoding lacks is written in ASCII or as an escape.

    Args:
        text: What to write, line ends included.
        stream: Where to; standard output by default.
    """
    target = sys.stdout if stream is None else stream
    target.write(fitting(text, getattr(target, "encoding", None) or "utf-8"))


def fitting(text: str, encoding: str) -> str:
    """Bring text into a form that an encoding can express, lone surrogates included."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        plain = text if encoding.lower().replace("-", "").startswith("utf") else text.translate(_IN_ASCII)
        return plain.encode(encoding, "backslashreplace").decode(encoding)
    return text


def is_terminal(stream: TextIO) -> bool:
    """Whether a person reads the stream as it is written."""
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def has_colours(stream: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether to colour: on terminals, unless NO_COLOR says otherwise; anywhere if FORCE_COLOR says so."""
    if environment.get("NO_COLOR"):
        return False
    if forced := environment.get("FORCE_COLOR"):
        return forced != "0"
    return is_terminal(stream) and environment.get("TERM") != "dumb"


def width_for(stream: TextIO) -> int:
    """Columns to fill: those of the terminal within reason, and a fixed number elsewhere."""
    if not is_terminal(stream):
        return _PIPED_WIDTH
    import shutil

    return min(max(shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns, _NARROWEST), _WIDEST)


def give_up(stream: TextIO) -> None:
    """Send what is still to come into the void, so that the interpreter doesn't complain on its way out."""
    with suppress(OSError, ValueError, AttributeError):
        void = os.open(os.devnull, os.O_WRONLY)
        os.dup2(void, stream.fileno())
        os.close(void)
