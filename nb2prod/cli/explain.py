"""`nb2prod explain`: what a rule finds, and why that matters."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import EXIT_CODES, Commands
from nb2prod.cli.streams import say

if TYPE_CHECKING:
    from nb2prod.rules.model import Rule

_EXAMPLES = f"""examples:
  nb2prod explain NBX001
  nb2prod explain out-of-order

{EXIT_CODES}"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "explain",
        help="say what a rule of `nb2prod lint` finds, and why that matters",
        description="Say what a rule of `nb2prod lint` finds, why that matters in production, and what is better.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("codes", metavar="CODE", nargs="+", help="codes or names of rules, or beginnings of codes")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the documentation of rules."""
    from nb2prod.report.rules_list import explained

    say("\n".join(explained(rule) for rule in rules_called(options.codes)))
    return ExitCode.DONE


def rules_called(codes: Sequence[str]) -> list[Rule]:
    """Load the rules whose codes begin so, or that are called so; all where nothing is said.

    Raises:
        UsageError: There is none.
    """
    from nb2prod.finding import UsageError
    from nb2prod.rules.registry import load_rule, rule_sources

    rules: list[Rule] = [load_rule(source) for source in rule_sources()]
    found = {code: [r for r in rules if r.code.startswith(code.upper()) or r.name == code.lower()] for code in codes}
    for code in (code for code, called in found.items() if not called):
        raise UsageError(
            f"there is no rule `{code}`", way_out="`nb2prod rules` lists ours; `ruff rule` explains ruff's."
        )
    wanted = {rule.code for called in found.values() for rule in called}
    return [rule for rule in rules if rule.code in wanted or not codes]
