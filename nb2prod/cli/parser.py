"""The parsers of all commands. Nothing here may load what only running a command needs."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

import nb2prod
from nb2prod.cli import (
    analyze,
    completion,
    convert,
    explain,
    knowledge,
    lint,
    plan,
    record,
    rules,
    score,
    verify,
)
from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import EXIT_CODES
from nb2prod.cli.streams import say

COMMANDS = (convert, lint, explain, rules, score, plan, analyze, verify, record, knowledge, completion)
"""The commands, in the order of the help; each has `add_to` and `run`."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """Leaves examples as they are, and has room for the longest option."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, max_help_position=28)


class Parser(argparse.ArgumentParser):
    """A parser that shows examples as they are written and takes no abbreviated options."""

    def __init__(self, **settings: Any) -> None:  # noqa: ANN401 - argparse's own signature is open
        settings.setdefault("formatter_class", _Formatter)
        super().__init__(**settings, allow_abbrev=False)

    def _print_message(self, message: str, file: Any = None) -> None:  # noqa: ANN401 - any writer
        if message:
            say(message, file or sys.stderr)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments, and where to read more."""
        from nb2prod.report.wording import harmless

        say(f"error: {harmless(message)}\n  {self.format_usage()}  See `{self.prog} --help`.\n", sys.stderr)
        raise SystemExit(int(ExitCode.USAGE))


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of the whole command line."""
    parser = Parser(
        prog="nb2prod",
        description="Take Jupyter notebooks to production. Notebooks are never changed; only `verify` and `record` run "
        "them.",
        epilog=f"examples:\n  nb2prod analyze churn.ipynb\n  nb2prod convert churn.ipynb -o churn\n\n{EXIT_CODES}",
    )
    parser.add_argument("--version", action="version", version=f"nb2prod {nb2prod.__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands", dest="command", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    return parser
