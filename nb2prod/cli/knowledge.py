"""`nb2prod knowledge`: look after tables of what is known about libraries."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import Commands
from nb2prod.cli.streams import say

_FORMAT = Path(__file__).parent.parent / "knowledge" / "README.md"
_EXAMPLES = f"""example:
  nb2prod knowledge check ours.toml
  nb2prod knowledge check ours.toml --against-installed

A table of your own is used once `knowledge = ["ours.toml"]` stands in the configuration.
The format is described in {_FORMAT}

exit codes:
  0  the tables are well formed
  1  there is something wrong with them
  2  wrong usage, or a table that can't be read"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    summary = "check a table about a library"
    parser = commands.add_parser(
        "knowledge", help=summary, description="Tables say what is known of a library's API.", epilog=_EXAMPLES
    )
    actions = parser.add_subparsers(metavar="ACTION", title="actions", dest="action", required=True)
    check = actions.add_parser(
        "check", help=summary, description="Say what is wrong with a table, a line a problem.", epilog=_EXAMPLES
    )
    check.add_argument("tables", metavar="FILE", nargs="+", type=Path, help="a table (.toml)")
    check.add_argument(
        "--against-installed",
        action="store_true",
        help="import the library into this process, and say which names and arguments of the table it has not",
    )
    check.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Check tables."""
    from nb2prod.knowledge.check import check_table
    from nb2prod.report.wording import counted, harmless

    code = ExitCode.DONE
    for path in options.tables:
        problems = check_table(path)
        if options.against_installed and not problems:
            problems = _against_installed(path, tuple(options.tables))
        say("".join(f"{harmless(problem)}\n" for problem in problems))
        if problems:
            say(f"{path}: {counted(len(problems), 'problem')}\n", sys.stderr)
            code = max(code, ExitCode.TO_SAY if path.is_file() else ExitCode.USAGE)
        else:
            say(f"{path}: well formed\n")
    return code


def _against_installed(path: Path, tables: tuple[Path, ...]) -> tuple[str, ...]:
    from nb2prod.knowledge.installed import compare

    found = compare(path, tables)
    if not found.versions:
        say(f"{path}: not compared: its library cannot be imported here\n", sys.stderr)
    else:
        say(f"{path}: compared {found.compared} names with version {found.versions}, which was imported\n", sys.stderr)
    return found.problems
