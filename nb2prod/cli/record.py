"""`nb2prod record`: run a notebook once, and write tests that hold what its statements gave."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import Commands, add_report_options, config_for, view_of
from nb2prod.cli.progress import progress_shown
from nb2prod.cli.streams import say
from nb2prod.cli.verify import add_environment_options, options_of

if TYPE_CHECKING:
    from nb2prod.record.model import Recording

_EXAMPLES = """examples:
  nb2prod record churn.ipynb churn
  nb2prod record churn.ipynb churn --python .venv/bin/python --format json

exit codes:
  0  at least one function was recorded
  1  nothing could be recorded
  2  the notebook could not run, or wrong usage
  3  an internal error; the message says what to report"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "record",
        help="write tests that hold what the notebook's statements give",
        description="Run a notebook once, on a copy of its folder, keep what each function of its package starts from, "
        "run the notebook's own statements on that, and write tests that assert on what they give. This executes the "
        "notebook's code: use it on notebooks that you trust.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("notebook", metavar="NOTEBOOK", type=Path, help="the notebook")
    parser.add_argument("project", metavar="PROJECT", type=Path, help="the folder that it was converted to")
    add_environment_options(parser)
    parser.add_argument("--force", action="store_true", help="overwrite recorded tests that were edited since")
    add_report_options(parser, "recording")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Record a notebook."""
    from nb2prod.execution import record
    from nb2prod.report.formats import writer

    config = config_for(options.notebook, options)
    how = options_of(options)
    with progress_shown(1, quiet=options.quiet) as progress:
        done = record(options.notebook, options.project, config, options=how, force=options.force, progress=progress)
    for text in writer("recording", options.format)([done], view_of(options)):
        say(text)
    return exit_code(done)


def exit_code(done: Recording) -> ExitCode:
    """What a recording comes to."""
    if done.failure is not None:
        return ExitCode.USAGE
    return ExitCode.DONE if done.recorded else ExitCode.TO_SAY
