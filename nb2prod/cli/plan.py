"""`nb2prod plan`: the package that a notebook would become, before a file is written."""

from __future__ import annotations

import argparse

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import (
    EXIT_CODES,
    Commands,
    add_exploration,
    add_notebooks,
    add_report_options,
    config_for,
    view_of,
)
from nb2prod.cli.streams import say

_EXAMPLES = f"""examples:
  nb2prod plan churn.ipynb
  nb2prod plan churn.ipynb --format json

{EXIT_CODES}"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "plan",
        help="show modules, functions and settings before a file is written",
        description="Show the modules, functions and settings of the package, and what is left out and why.",
        epilog=_EXAMPLES,
    )
    add_notebooks(parser, several=False)
    add_exploration(parser)
    add_report_options(parser, "plan")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Plan the package of a notebook."""
    from nb2prod.pipeline import analyze, knowledge_of, options_of
    from nb2prod.plan.build import plan
    from nb2prod.report.formats import writer
    from nb2prod.report.model import PlannedNotebook

    config = config_for(options.notebook, options)
    analysis = analyze(options.notebook, config)
    planned = PlannedNotebook(analysis, plan(analysis, knowledge_of(config), options_of(config)))
    for text in writer("plan", options.format)([planned], view_of(options)):
        say(text)
    return ExitCode.DONE
