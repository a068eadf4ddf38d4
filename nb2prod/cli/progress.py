"""Progress on standard error: one line that is rewritten on a terminal, plain lines on a simple one, else nothing."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nb2prod.cli.streams import is_terminal, say, width_for

Progress = Callable[[str], None]
_CLEAR = "\r\x1b[K"


@contextmanager
def progress_shown(total: int, *, quiet: bool) -> Iterator[Progress]:
    """Show progress while the block runs.

    Args:
        total: Number of notebooks.
        quiet: Whether nothing is to be shown.

    Yields:
        A function to call with what is being done; with an empty text it makes room for other output.
    """
    if quiet or not is_terminal(sys.stderr):
        yield lambda _: None
        return
    if os.environ.get("TERM") == "dumb":
        yield _plain_lines if total > 1 else lambda _: None
        return
    try:
        yield _rewriting(total)
    finally:
        say(_CLEAR, sys.stderr)
        sys.stderr.flush()


def _plain_lines(text: str) -> None:
    if text:
        say(f"{text}\n", sys.stderr)


def _rewriting(total: int) -> Progress:
    from nb2prod.report.wording import one_line

    width = width_for(sys.stderr) - 1
    begun = 0

    def show(text: str) -> None:
        nonlocal begun
        begun += bool(text)
        counter = f"[{begun}/{total}] " if text and begun <= total > 1 else ""
        say(f"{_CLEAR}{one_line(counter + text, width)}", sys.stderr)
        sys.stderr.flush()

    return show
