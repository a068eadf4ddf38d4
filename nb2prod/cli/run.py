"""From the arguments to the exit code, whatever happens on the way."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.streams import give_up, say

if TYPE_CHECKING:
    from argparse import Namespace


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        arguments: Those of the command line; taken from it by default.

    Returns:
        The exit code.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = _guarded(given)
        sys.stdout.flush()
    except BrokenPipeError:
        give_up(sys.stdout)
        return ExitCode.BROKEN_PIPE
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except OSError as error:
        # What is left here is standard output itself, on a full disk for one.
        give_up(sys.stdout)
        say(f"error: the output can't be written: {error.strerror}\n", sys.stderr)
        return ExitCode.USAGE
    return code


def _guarded(given: list[str]) -> int:
    from nb2prod.cli.parser import build_parser

    try:
        options = build_parser().parse_args(given)
    except SystemExit as stop:
        # argparse exits on `--help` and on wrong usage; whoever calls `main` wants to go on.
        return stop.code if isinstance(stop.code, int) else ExitCode.USAGE
    options.given = given
    return _called(options)


def _called(options: Namespace) -> int:
    from nb2prod.cli.failures import report_failure, report_refusal
    from nb2prod.finding import Nb2prodError

    try:
        with warnings.catch_warnings():
            # Odd escapes in a notebook's strings are its author's affair; parsing must not print about them.
            warnings.simplefilter("ignore", SyntaxWarning)
            return int(options.run(options))
    except Nb2prodError as error:
        return report_refusal(error)
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the one place where every bug ends
        return report_failure(error, options.given, verbose=getattr(options, "verbose", False))
