"""`nb2prod score`: how ready for production something is, with the evidence."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import EXIT_CODES, Commands, add_report_options, config_for, view_of
from nb2prod.cli.streams import say

if TYPE_CHECKING:
    from nb2prod.report.model import Scored

_EXAMPLES = f"""examples:
  nb2prod score .
  nb2prod score notebook.ipynb -v
  nb2prod score . --fail-under total=6 --format markdown --output summary.md
  nb2prod score notebook.ipynb --compare churn
  nb2prod score --explain data-7

--fail-under takes a minimum for the score (`1`), for the sum of the sections (`total=6`) or for one section (`data=2`,
`model=1`, `infra=1`, `monitor=0.5`), and can be given several times.

{EXIT_CODES}"""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "score",
        help="say how ready for production it is, by the ML Test Score",
        description="Say which of the 28 tests of the ML Test Score a repository, a project or a notebook meets, with "
        "the evidence that was found. Nothing is run.",
        epilog=_EXAMPLES,
    )
    parser.add_argument("paths", metavar="PATH", nargs="*", type=Path, help="a repository's folder, or a notebook")
    parser.add_argument("--scale", choices=("2017", "2016"), default="2017", help="points of which paper (2017)")
    parser.add_argument(
        "--fail-under", metavar="BAR", action="append", default=[], help="exit with 1 below it: S, total=T or SECTION=S"
    )
    parser.add_argument(
        "--gate", choices=("detected", "attested"), default="detected", help="which points the bars are held against"
    )
    parser.add_argument("--no-regression", metavar="FILE", type=Path, help="exit with 1 below a history's last entry")
    parser.add_argument("--history", metavar="FILE", type=Path, help="add the score to a history (JSON lines)")
    parser.add_argument("--compare", metavar="PATH", type=Path, help="score this, too, and show both test by test")
    parser.add_argument("--explain", metavar="TEST", help="say what a test asks, and what counts")
    parser.add_argument("--output", metavar="FILE", type=Path, help="write the report to a file")
    add_report_options(parser, "score")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Score paths, each for itself."""
    from nb2prod.report.formats import writer

    if options.explain:
        return _explain(options)
    scored = _scored(options)
    lacks = _lacks(options, scored)  # before this run becomes a part of the history
    scored = _with_history(options, scored)
    text = "".join(writer("score", options.format)(scored, view_of(options)))
    if options.output:
        options.output.write_text(text, encoding="utf-8")
    else:
        say(text)
    for lack in lacks:
        say(f"below the bar: {lack}\n", sys.stderr)
    return ExitCode.TO_SAY if lacks else ExitCode.DONE


def _explain(options: argparse.Namespace) -> int:
    from nb2prod.report.score_explanation import explanation

    say(explanation(options.explain, view_of(options)))
    return ExitCode.DONE


def _scored(options: argparse.Namespace) -> list[Scored]:
    from nb2prod.finding import UsageError
    from nb2prod.pipeline import score
    from nb2prod.report.model import Scored

    paths = [*options.paths, *([options.compare] if options.compare else [])]
    if not options.paths:
        raise UsageError("no path was given", way_out="Name a folder: `nb2prod score .`")
    if options.compare and len(options.paths) != 1:
        raise UsageError("--compare takes one path to compare with", way_out="`nb2prod score A --compare B`")
    found = [Scored(path, score(path, config_for(path, options), scale=options.scale)) for path in paths]
    if options.compare:
        return [Scored(found[0].path, found[0].score, compared=found[1])]
    return found


def _with_history(options: argparse.Namespace, scored: list[Scored]) -> list[Scored]:
    """Add the scores to the history, if one is asked for, and to each its own."""
    from dataclasses import replace

    from nb2prod.rubric.history import append, read_history

    if not options.history:
        return scored
    for one in scored:
        append(options.history, one.path, one.score)
    entries = read_history(options.history)
    return [
        replace(one, history=tuple(e for e in entries if e.path == one.path.as_posix() and e.scale == one.score.scale))
        for one in scored
    ]


def _lacks(options: argparse.Namespace, scored: list[Scored]) -> list[str]:
    """Say which bars are not reached; of two that are compared the second counts, since it is the newer one."""
    from nb2prod.rubric.gates import below, parse_bar
    from nb2prod.rubric.history import regressions

    bars = [parse_bar(text) for text in options.fail_under]
    judged = [(one.compared or one).score for one in scored]
    lacks = [lack for score in judged for lack in below(score, bars, gate=options.gate)]
    if options.no_regression:
        lacks += [lack for score in judged for lack in regressions(score, options.no_regression, gate=options.gate)]
    return lacks
