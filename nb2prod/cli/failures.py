"""What is said when a command can't do what it was asked to, and the exit code of that."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import nb2prod
from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.streams import say

if TYPE_CHECKING:
    from nb2prod.finding import Nb2prodError

DEBUG_VARIABLE = "NB2PROD_DEBUG"
_OF_THE_SYSTEM = frozenset(
    {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EMFILE, errno.ENFILE}
)
_LONGEST_MESSAGE = 300


def report_refusal(error: Nb2prodError) -> ExitCode:
    """Say what is wrong with the input, where, and what to do about it."""
    from nb2prod.report.wording import harmless

    say(f"error: {harmless(str(error))}\n", sys.stderr)
    return ExitCode.USAGE


def report_failure(error: Exception, command: Sequence[str], *, verbose: bool = False, about: str = "") -> ExitCode:
    """Say that something went wrong that no one foresaw.

    Args:
        error: What went wrong.
        command: The arguments of the command line.
        verbose: Whether the traceback is shown.
        about: The notebook that was worked on, where it is known.

    Returns:
        `USAGE` where the system is to blame (a full disk, no permission), and `INTERNAL` otherwise.
    """
    if isinstance(error, OSError) and error.errno in _OF_THE_SYSTEM:
        place = f"{error.filename}: " if error.filename else ""
        say(f"error: {place}{error.strerror}\n  Free some space or check the permissions, and try again.\n", sys.stderr)
        return ExitCode.USAGE
    if verbose or os.environ.get(DEBUG_VARIABLE, "0") not in {"", "0"}:
        import traceback

        say("".join(traceback.format_exception(error)), sys.stderr)
    say(_internal(error, command, about), sys.stderr)
    return ExitCode.INTERNAL


def _internal(error: Exception, command: Sequence[str], about: str) -> str:
    import platform
    import shlex

    from nb2prod.report.wording import harmless, one_line

    message = one_line(str(error), _LONGEST_MESSAGE)
    lines = [
        f"internal error: {type(error).__name__}{f': {message}' if message else ''}",
        *([f"  notebook: {about}"] if about else []),
        f"  at: {_innermost(error)}",
        f"  command: {shlex.join(['nb2prod', *command])}",
        f"  version: nb2prod {nb2prod.__version__}, Python {platform.python_version()}, {sys.platform}",
        f"  Please report these lines, with the notebook if you may. {DEBUG_VARIABLE}=1 shows the traceback.",
    ]
    return harmless("\n".join(lines)) + "\n"


def _innermost(error: Exception) -> str:
    """The deepest line of ours that was running."""
    import traceback

    ours = Path(nb2prod.__file__).parent
    place = "unknown"
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename).is_relative_to(ours):
            place = f"{Path(frame.filename).relative_to(ours.parent).as_posix()}:{frame.lineno} in {frame.name}"
    return place
