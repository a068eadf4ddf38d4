"""Options of `nb2prod lint`, and the settings that follow from them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.report.formats import FORMATS

if TYPE_CHECKING:
    from nb2prod.lint.run import Settings

_FORMATS = tuple(form for form in FORMATS["lint"] if form != "statistics")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what the command takes."""
    _add_files(parser)
    _add_rules(parser)
    _add_fixes(parser)
    _add_known(parser)
    _add_report(parser)


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=Path,
        default=[Path()],
        help="notebooks, modules, and folders of them; - for stdin",
    )
    parser.add_argument("--stdin-filename", metavar="FILE", type=Path, help="what standard input is the content of")
    parser.add_argument("--exclude", metavar="PATTERN", action="append", help="files and folders to pass over")
    parser.add_argument("--no-cache", action="store_true", help="neither use results of earlier runs nor keep these")
    parser.add_argument("--cache-dir", metavar="DIR", type=Path, help="where results are kept: .nb2prod_cache here")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration to use instead of searching for it")


def _add_rules(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--select", metavar="CODES", action="append", help="codes, or beginnings of codes, to look for")
    parser.add_argument("--extend-select", metavar="CODES", action="append", help="codes to look for besides")
    parser.add_argument("--ignore", metavar="CODES", action="append", help="codes not to look for")
    parser.add_argument("--profile", choices=("exploration", "production"), help="production looks for more")
    parser.add_argument("--no-ruff", action="store_true", help="our own rules alone")


def _add_fixes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--fix", action="store_true", help="fix what can be fixed without changing what is computed")
    parser.add_argument("--unsafe-fixes", action="store_true", help="fix what may change that, too")
    parser.add_argument("--diff", action="store_true", help="show by cell what fixing would change, and change nothing")


def _add_known(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--baseline", metavar="FILE", type=Path, help="tell only what isn't known in this file")
    parser.add_argument("--write-baseline", action="store_true", help="put all findings down as known")
    parser.add_argument("--add-noqa", action="store_true", help="suppress all findings in the notebooks themselves")


def _add_report(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--exit-zero", action="store_true", help="findings don't make the exit code 1")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="how findings are written")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write findings to a file")
    parser.add_argument("--statistics", action="store_true", help="counts by rule instead of findings")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell more")
    parser.add_argument("--watch", action="store_true", help="lint again whenever a file is written")


def settings_of(options: argparse.Namespace) -> Settings:
    """What the command line and the configuration say; the command line comes first."""
    from nb2prod.config import load_config
    from nb2prod.lint.choices import Said, ruff_options, selection_of
    from nb2prod.lint.run import Settings
    from nb2prod.lint.stamps import FOLDER

    config = load_config(options.stdin_filename or options.paths[0], explicit=options.config)
    said = Said(
        select=_codes(options.select) if options.select else None,
        extend=_codes(options.extend_select),
        ignore=_codes(options.ignore),
        profile=options.profile or "",
        ruff=not options.no_ruff,
    )
    return Settings(
        selection=selection_of(said, config),
        config=config.lint,
        exclude=(*config.exclude, *config.lint.exclude, *(options.exclude or ())),
        knowledge=config.knowledge,
        ruff=ruff_options(said, config),
        cache=None if options.no_cache else options.cache_dir or Path(FOLDER),
    )


def _codes(given: list[str] | None) -> tuple[str, ...]:
    return tuple(code.strip().upper() for text in given or () for code in text.split(",") if code.strip())
