"""`nb2prod lint`: what keeps notebooks from production."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import Commands, view_of
from nb2prod.cli.streams import say
from nb2prod.report.formats import FORMATS

if TYPE_CHECKING:
    from nb2prod.lint.model import LintResult
    from nb2prod.lint.run import Settings

_STDIN = Path("-")

_FORMATS = tuple(form for form in FORMATS["lint"] if form != "statistics")
_EXAMPLES = """examples:
  nb2prod lint notebooks/
  nb2prod lint churn.ipynb --select NBL,NBX
  nb2prod lint . --format json > findings.json

exit codes:
  0  no findings
  1  findings
  2  wrong usage, a notebook that can't be read, or a broken plug-in
  3  a rule failed; the message says what to report
A notebook in another language is passed over, and counted."""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "lint",
        help="find what keeps notebooks from production",
        description="Find what keeps notebooks and modules from production; ruff's findings stand among them.",
        epilog=_EXAMPLES,
    )
    parser.add_argument(
        "paths",
        metavar="PATH",
        nargs="*",
        type=Path,
        default=[Path()],
        help="notebooks, modules, and folders of them; - for stdin",
    )
    parser.add_argument("--stdin-filename", metavar="FILE", type=Path, help="what standard input is the content of")
    parser.add_argument("--select", metavar="CODES", action="append", help="codes, or beginnings of codes, to look for")
    parser.add_argument("--extend-select", metavar="CODES", action="append", help="codes to look for besides")
    parser.add_argument("--ignore", metavar="CODES", action="append", help="codes not to look for")
    parser.add_argument("--profile", choices=("exploration", "production"), help="production looks for more")
    parser.add_argument("--exclude", metavar="PATTERN", action="append", help="files and folders to pass over")
    parser.add_argument("--no-ruff", action="store_true", help="our own rules alone")
    parser.add_argument("--no-cache", action="store_true", help="neither use results of earlier runs nor keep these")
    parser.add_argument("--cache-dir", metavar="DIR", type=Path, help="where results are kept: .nb2prod_cache here")
    parser.add_argument("--exit-zero", action="store_true", help="findings don't make the exit code 1")
    parser.add_argument("--format", choices=_FORMATS, default="text", help="how findings are written")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write findings to a file")
    parser.add_argument("--statistics", action="store_true", help="counts by rule instead of findings")
    parser.add_argument("--config", metavar="FILE", type=Path, help="configuration to use instead of searching for it")
    parser.add_argument("-v", "--verbose", action="store_true", help="tell more")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Lint files, and say what was found."""
    from nb2prod.report.formats import writer

    result = _result(options)
    form = "statistics" if options.statistics and options.format == "text" else options.format
    texts = writer("lint", form)([result], view_of(options))
    if options.output:
        _write_file(options.output, "".join(texts))
    else:
        for text in texts:
            say(text)
    return _exit_code(result, options)


def _result(options: argparse.Namespace) -> LintResult:
    from nb2prod.finding import UsageError
    from nb2prod.lint.run import lint, lint_text

    settings = settings_of(options)
    if _STDIN not in options.paths:
        return lint(options.paths, settings)
    if len(options.paths) > 1 or options.stdin_filename is None:
        raise UsageError(
            "`-` stands alone, and needs to know what it is", way_out="Say so: - --stdin-filename churn.ipynb"
        )
    return lint_text(sys.stdin.buffer.read(), options.stdin_filename, settings)


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


def _write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _codes(given: list[str] | None) -> tuple[str, ...]:
    return tuple(code.strip().upper() for text in given or () for code in text.split(",") if code.strip())


def _exit_code(result: LintResult, options: argparse.Namespace) -> ExitCode:
    """Say what stood in the way of an answer, and give the code: never green by accident."""
    code = ExitCode.TO_SAY if any(result.findings) and not options.exit_zero else ExitCode.DONE
    for file in result.files:
        if file.trouble:
            _say_trouble(str(file.path), file.trouble.message, file.trouble.way_out)
            code = max(code, ExitCode.USAGE)
    for crash in result.failures:
        _say_trouble(str(crash.path), f"{crash.code} failed: {crash.message}", f"at: {crash.place}")
        code = ExitCode.INTERNAL
    return code


def _say_trouble(path: str, message: str, advice: str) -> None:
    from nb2prod.report.wording import harmless

    say(harmless(f"error: {path}: {message}\n") + (harmless(f"  {advice}\n") if advice else ""), sys.stderr)
