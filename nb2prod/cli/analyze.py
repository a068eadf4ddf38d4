"""`nb2prod analyze`: what each cell of a notebook is for, and how values travel."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import (
    EXIT_CODES,
    Commands,
    add_checker,
    add_notebooks,
    add_report_options,
    config_for,
    excluding,
    passed_over,
    view_of,
)
from nb2prod.cli.progress import Progress, progress_shown
from nb2prod.cli.streams import say

if TYPE_CHECKING:
    from nb2prod.analysis import Analysis
    from nb2prod.report.model import Unreadable

_EXAMPLES = f"""examples:
  nb2prod analyze churn.ipynb
  nb2prod analyze -v churn.ipynb
  nb2prod analyze notebooks/*.ipynb --format json > analysis.json

{EXIT_CODES}
A notebook that can't be read doesn't stop the others; the exit code is 2 then."""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "analyze",
        help="say what each cell is for, with reasons",
        description="Say what each cell is for, with reasons; with -v names, types and flow of each statement, too.",
        epilog=_EXAMPLES,
    )
    add_notebooks(parser, several=True)
    add_checker(parser)
    parser.add_argument(
        "--python", metavar="PATH", type=Path, help="interpreter of the notebooks' environment (default: this one)"
    )
    add_report_options(parser, "analysis")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Analyze notebooks, each for itself."""
    from nb2prod.report.formats import writer

    codes = [ExitCode.DONE]
    with progress_shown(len(options.notebooks), quiet=options.quiet) as progress:
        analyses = _checked(options, _analyses(options, progress, codes), progress)
        for text in writer("analysis", options.format)(analyses, view_of(options)):
            progress("")
            say(text)
    return max(codes)


def _analyses(
    options: argparse.Namespace, progress: Progress, codes: list[ExitCode]
) -> Iterator[Analysis | Unreadable]:
    """One notebook after the other; those that are excluded are left out, and no checker is asked yet."""
    from dataclasses import replace

    from nb2prod.pipeline import analyze

    for path in options.notebooks:
        progress(str(path))
        config = config_for(path, options)
        if excluding(path, config):
            progress("")
            passed_over(path, config)
            continue
        try:
            found: Analysis | Unreadable = analyze(path, replace(config, checker=None))
        except Exception as error:  # noqa: BLE001 - the other notebooks are still to be done
            progress("")
            found = _failed(path, error, options, codes)
        yield found


def _checked(
    options: argparse.Namespace, analyses: Iterator[Analysis | Unreadable], progress: Progress
) -> Iterator[Analysis | Unreadable]:
    """The same notebooks with what a checker says, if one is to be asked: once for all of them."""
    from nb2prod.pipeline import with_checker
    from nb2prod.report.model import Unreadable

    config = config_for(options.notebooks[0], options)
    if config.checker is None:
        yield from analyses
        return
    listed = list(analyses)
    found, _ = with_checker([each for each in listed if not isinstance(each, Unreadable)], config, progress)
    checked = iter(found)
    yield from (each if isinstance(each, Unreadable) else next(checked) for each in listed)


def _failed(path: Path, error: Exception, options: argparse.Namespace, codes: list[ExitCode]) -> Unreadable:
    """Say what went wrong with one notebook, and count it."""
    from nb2prod.cli.failures import report_failure, report_refusal
    from nb2prod.finding import Nb2prodError, UnreadableInputError
    from nb2prod.report.model import Unreadable

    if isinstance(error, UnreadableInputError):
        codes.append(report_refusal(error))
        return Unreadable(path, error.message, error.way_out, error.location)
    if isinstance(error, Nb2prodError):
        # A wrong configuration is wrong for all that is left, too.
        raise error
    codes.append(report_failure(error, options.given, verbose=options.verbose, about=str(path)))
    return Unreadable(path, f"internal error: {type(error).__name__}: {error}")
