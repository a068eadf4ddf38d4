"""What several commands share: their options, and what follows from them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import nb2prod
from nb2prod.cli.streams import has_colours, say, width_for
from nb2prod.report.formats import FORMATS

if TYPE_CHECKING:
    from nb2prod.config import Config
    from nb2prod.report.model import View

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What a command adds itself to."""

_SAID = ("name", "exploration", "strict", "pin_from", "checker")
EXIT_CODES = """exit codes:
  0  done
  1  done, and there is something to say
  2  wrong usage, or input that can't be read
  3  an internal error; the message says what to report"""


def add_notebooks(parser: argparse.ArgumentParser, *, several: bool) -> None:
    """Add the notebooks that a command works on."""
    help_text = "a notebook (.ipynb), or a Python module (.py)"
    if several:
        parser.add_argument("notebooks", metavar="NOTEBOOK", nargs="+", type=Path, help=help_text)
    else:
        parser.add_argument("notebook", metavar="NOTEBOOK", type=Path, help=help_text)


def add_report_options(parser: argparse.ArgumentParser, report: str) -> None:
    """Add what every command that reports takes."""
    parser.add_argument(
        "--format", choices=tuple(FORMATS[report]), default="text", help="text for people, json for programs"
    )
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration to use instead of searching for it")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell more; on an internal error, the traceback")


def add_exploration(parser: argparse.ArgumentParser) -> None:
    """Add the choice of what becomes of plots and looks at the data."""
    parser.add_argument(
        "--exploration",
        choices=("module", "drop"),
        help="whether plots get a module of their own (the default), or are left out",
    )


def add_checker(parser: argparse.ArgumentParser) -> None:
    """Add the choice of a type checker."""
    parser.add_argument(
        "--types-from-checker",
        dest="checker",
        choices=("pyrefly", "ty"),
        help="ask an installed type checker once for the types that are left unknown; it finds the libraries in the "
        "environment of --python, and runs no code of the notebook",
    )


def config_for(path: Path, options: argparse.Namespace) -> Config:
    """Find the configuration that holds for a notebook, with what the command line says instead."""
    from dataclasses import replace

    from nb2prod.config import load_config

    config = load_config(path, explicit=options.config)
    said = {key: value for key in _SAID if (value := getattr(options, key, None)) is not None}
    if (python := getattr(options, "python", None)) is not None:
        said["checker_python"] = python
    return replace(config, **said)


def view_of(options: argparse.Namespace) -> View:
    """Decide how a report on standard output is to look."""
    from nb2prod.report.model import View
    from nb2prod.report.style import ansi, plain

    paint = ansi if has_colours(sys.stdout) else plain
    return View(verbose=options.verbose, width=width_for(sys.stdout), paint=paint, version=nb2prod.__version__)


def passed_over(path: Path, config: Config) -> bool:
    """Whether the configuration excludes a notebook; if so, it is said."""
    if pattern := excluding(path, config):
        say(f"passed over: {path} (excluded by `{pattern}`)\n", sys.stderr)
    return bool(pattern)


def excluding(path: Path, config: Config) -> str:
    """The pattern that excludes a notebook; empty where none does."""
    from fnmatch import fnmatch

    names = (path.name, path.as_posix(), path.absolute().as_posix())
    return next((p for p in config.exclude if path.match(p) or any(fnmatch(name, p) for name in names)), "")
