"""`nb2prod rules`: which rules there are."""

from __future__ import annotations

import argparse

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import EXIT_CODES, Commands
from nb2prod.cli.streams import say

_EXAMPLES = f"""examples:
  nb2prod rules
  nb2prod rules NBX NBH --format json

{EXIT_CODES}"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "rules",
        help="list the rules of `nb2prod lint`",
        description="List the rules of `nb2prod lint`; `nb2prod explain CODE` tells all about one.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("codes", metavar="CODE", nargs="*", help="codes, or beginnings of codes; all by default")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="text for people, json for programs")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List rules."""
    from nb2prod.cli.explain import rules_called
    from nb2prod.report.rules_list import as_json, as_text

    rules = rules_called(options.codes)
    say(as_json(rules) if options.format == "json" else as_text(rules))
    return ExitCode.DONE
