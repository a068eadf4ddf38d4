"""`nb2prod lint`: what keeps notebooks from production."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.lint_baseline import with_baseline
from nb2prod.cli.lint_options import add_options, settings_of
from nb2prod.cli.options import Commands, view_of
from nb2prod.cli.streams import say

if TYPE_CHECKING:
    from nb2prod.lint.model import LintResult
    from nb2prod.lint.run import Settings

_STDIN = Path("-")

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
    add_options(parser)
    parser.set_defaults(run=run, watched=False)


def run(options: argparse.Namespace) -> int:
    """Lint files, and say what was found; fix first where that is wanted."""
    from dataclasses import replace

    if options.diff:
        return _show_changes(options)
    if options.watch and not options.watched:
        return _watch(options)
    fixed = _fixed(options) if options.fix else 0
    settings = settings_of(options)
    result = with_baseline(replace(_result(options, settings), fixed=fixed), options, settings)
    if options.add_noqa:
        return _suppress(result, options)
    _report(result, options)
    return _exit_code(result, options)


def _watch(options: argparse.Namespace) -> int:
    """Lint again whenever a file is written, until it is interrupted."""
    from nb2prod.lint.watch import changes

    options.watched = True
    for _ in changes(_paths(options), settings_of(options).exclude):
        run(options)
        say("Watching for changes; Ctrl-C ends it.\n", sys.stderr)
    return ExitCode.DONE


def _suppress(result: LintResult, options: argparse.Namespace) -> int:
    """Put suppressions into the files; what couldn't be examined is still said."""
    from dataclasses import replace

    from nb2prod.lint.change import add_noqa

    _paths(options)
    done, failed = add_noqa(result)
    say(f"{done} findings are suppressed from now on\n")
    for path, why in failed:
        _say_trouble(str(path), why, "")
    rest = replace(result, files=tuple(replace(file, findings=()) for file in result.files))
    return max(_exit_code(rest, options), ExitCode.USAGE if failed else ExitCode.DONE)


def _report(result: LintResult, options: argparse.Namespace) -> None:
    from nb2prod.report.formats import writer

    form = "statistics" if options.statistics and options.format == "text" else options.format
    texts = writer("lint", form)([result], view_of(options))
    if options.output:
        _write_file(options.output, "".join(texts))
    else:
        for text in texts:
            say(text)
    _step_summary(result, options)


def _fixed(options: argparse.Namespace) -> int:
    """Fix files; what couldn't be fixed is said."""
    from nb2prod.lint.change import fix
    from nb2prod.report.lint_text import place_of

    done = fix(_paths(options), settings_of(options), unsafe=options.unsafe_fixes)
    for one in done:
        for finding, why in one.refused:
            say(f"not fixed: {place_of(finding)} {finding.code}: {why}\n", sys.stderr)
    return sum(len(one.applied) for one in done)


def _show_changes(options: argparse.Namespace) -> ExitCode:
    """Show what fixing would change, and change nothing."""
    from nb2prod.lint.change import fix
    from nb2prod.report.lint_diff import write

    done = fix(_paths(options), settings_of(options), unsafe=options.unsafe_fixes, write=False)
    for text in write(done, view_of(options)):
        say(text)
    changed = any(one.after != one.before for one in done)
    return ExitCode.TO_SAY if changed and not options.exit_zero else ExitCode.DONE


def _paths(options: argparse.Namespace) -> list[Path]:
    from nb2prod.finding import UsageError

    if _STDIN in options.paths:
        raise UsageError("standard input can't be fixed", way_out="Name the file.")
    return list(options.paths)


def _step_summary(result: LintResult, options: argparse.Namespace) -> None:
    """Where GitHub shows a step's summary, findings stand there, too."""
    from nb2prod.report.formats import writer

    place = os.environ.get("GITHUB_STEP_SUMMARY")
    if place and options.format == "github":
        with Path(place).open("a", encoding="utf-8") as file:
            file.writelines(writer("lint", "markdown")([result], view_of(options)))


def _result(options: argparse.Namespace, settings: Settings) -> LintResult:
    from nb2prod.finding import UsageError
    from nb2prod.lint.run import lint, lint_text

    if _STDIN not in options.paths:
        return lint(options.paths, settings)
    if len(options.paths) > 1 or options.stdin_filename is None:
        raise UsageError(
            "`-` stands alone, and needs to know what it is", way_out="Say so: - --stdin-filename churn.ipynb"
        )
    return lint_text(sys.stdin.buffer.read(), options.stdin_filename, settings)


def _write_file(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


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
