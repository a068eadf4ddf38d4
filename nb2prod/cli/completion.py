"""`nb2prod completion`: a script for the shell, made from the parsers themselves."""

from __future__ import annotations

import argparse

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import Commands
from nb2prod.cli.streams import say

SHELLS = ("bash", "zsh", "fish")
_EXAMPLES = """examples:
  bash:  nb2prod completion bash > ~/.local/share/bash-completion/completions/nb2prod
  zsh:   nb2prod completion zsh > "${fpath[1]}/_nb2prod"
  fish:  nb2prod completion fish > ~/.config/fish/completions/nb2prod.fish"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "completion",
        help="print a completion script for a shell",
        description="Print a script that completes commands, options and their values.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=", ".join(SHELLS))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the script of a shell."""
    from nb2prod.cli.commands import commands_of
    from nb2prod.cli.completion_scripts import SCRIPTS
    from nb2prod.cli.parser import build_parser

    say(SCRIPTS[options.shell](commands_of(build_parser())))
    return ExitCode.DONE
