"""`nb2prod verify`: run a notebook and its package, and compare what they compute."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import Commands, add_report_options, config_for, view_of
from nb2prod.cli.progress import progress_shown
from nb2prod.cli.streams import say

if TYPE_CHECKING:
    from nb2prod.verify.model import Options, Verification

_EXAMPLES = """examples:
  nb2prod verify churn.ipynb churn
  nb2prod verify churn.ipynb churn --python .venv/bin/python --format json

exit codes:
  0  every value that was compared is equal, and at least one was compared
  1  a value differs, or nothing was compared
  2  the notebook or the package could not run, or wrong usage
  3  an internal error; the message says what to report"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "verify",
        help="run notebook and package, and compare every value",
        description="Run a notebook twice and its package once, on copies of the notebook's folder, and compare every "
        "global at the end of each cell and every file. This executes the notebook's code: use it on notebooks that "
        "you trust.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("notebook", metavar="NOTEBOOK", type=Path, help="the notebook")
    parser.add_argument("project", metavar="PROJECT", type=Path, help="the folder that it was converted to")
    add_run_options(parser)
    add_report_options(parser, "verification")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=run)


def add_run_options(parser: argparse._ActionsContainer) -> None:
    """Add how notebook and package are run, and compared."""
    add_environment_options(parser)
    parser.add_argument(
        "--rtol", metavar="R", type=_not_negative, default=1e-9, help="relative tolerance of numbers (default: 1e-9)"
    )


def add_environment_options(parser: argparse._ActionsContainer) -> None:
    """Add how notebook and package are run."""
    parser.add_argument(
        "--python", metavar="PATH", type=Path, help="interpreter of the notebook's environment (default: this one)"
    )
    parser.add_argument(
        "--timeout", metavar="S", type=_positive, default=1800.0, help="seconds that each run may take (default: 1800)"
    )
    parser.add_argument("--network", action="store_true", help="let notebook and package use the network")
    parser.add_argument(
        "--memory", metavar="MB", type=_positive, help="memory that each run may map (default: no limit)"
    )


def _number(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return number


def _positive(text: str) -> float:
    if (number := _number(text)) <= 0:
        raise argparse.ArgumentTypeError("it must be more than 0")
    return number


def _not_negative(text: str) -> float:
    if (number := _number(text)) < 0:
        raise argparse.ArgumentTypeError("it must not be negative")
    return number


def options_of(options: argparse.Namespace) -> Options:
    """How to run and compare, as the command line says."""
    from nb2prod.verify.model import Options

    memory = int(options.memory * 1024**2) if options.memory else None
    python = options.python or Path(sys.executable)
    rtol = getattr(options, "rtol", 0.0)
    return Options(python, options.timeout, rtol, network=options.network, memory=memory)


def run(options: argparse.Namespace) -> int:
    """Compare a notebook with its package."""
    from nb2prod.execution import verify
    from nb2prod.report.formats import writer

    config = config_for(options.notebook, options)
    with progress_shown(1, quiet=options.quiet) as progress:
        done = verify(options.notebook, options.project, config, options=options_of(options), progress=progress)
    for text in writer("verification", options.format)([done], view_of(options)):
        say(text)
    return exit_code(done)


def exit_code(done: Verification) -> ExitCode:
    """What a comparison comes to."""
    from nb2prod.verify.model import Verdict

    if done.failure is not None:
        return ExitCode.USAGE
    return ExitCode.DONE if done.verdict is Verdict.EQUAL else ExitCode.TO_SAY
