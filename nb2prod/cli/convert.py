"""`nb2prod convert`: write the package of a notebook, or of several."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.cli.options import (
    EXIT_CODES,
    Commands,
    add_checker,
    add_exploration,
    add_notebooks,
    add_report_options,
    config_for,
    passed_over,
    view_of,
)
from nb2prod.cli.progress import Progress, progress_shown
from nb2prod.cli.record import exit_code as recording_exit_code
from nb2prod.cli.streams import say
from nb2prod.cli.verify import add_run_options, exit_code, options_of

if TYPE_CHECKING:
    from nb2prod.config import Config
    from nb2prod.pipeline import Conversion
    from nb2prod.render.write import WriteReport
    from nb2prod.report.model import Converted

_EXAMPLES = f"""examples:
  nb2prod convert churn.ipynb -o churn
  nb2prod convert churn.ipynb -o churn --dry-run
  nb2prod convert load.ipynb train.ipynb -o churn --name churn-model

{EXIT_CODES}
With --strict, code 1 says that something was left out, runs inline or is no Python. With --verify, code 1 says that a
value differs or that nothing was compared, and code 2 that notebook or package could not run. With --record, code 1
says that nothing could be recorded."""


def add_to(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "convert",
        help="write the package of a notebook",
        description="Write a package with functions, settings, a pipeline and tests. Several notebooks become one "
        "project with a subpackage each.",
        epilog=_EXAMPLES,
    )
    add_notebooks(parser, several=True)
    parser.add_argument(
        "-o", "--output", metavar="DIR", required=True, type=Path, help="folder of the project: new, empty, or ours"
    )
    parser.add_argument("--name", type=_name, help="name of the project; by default that of the folder")
    add_exploration(parser)
    parser.add_argument("--dry-run", action="store_true", help="show the files and what would change; write nothing")
    parser.add_argument("--force", action="store_true", help="overwrite generated files that were edited since")
    parser.add_argument("--strict", action="store_true", default=None, help="exit with 1 unless every statement moved")
    parser.add_argument(
        "--pin-from", metavar="PYTHON", type=Path, help="Python interpreter whose installed versions are required"
    )
    add_checker(parser)
    checking = parser.add_argument_group("checking the result, which runs the notebook's code")
    checking.add_argument("--verify", action="store_true", help="run notebook and package, and compare every value")
    checking.add_argument("--record", action="store_true", help="write tests that hold what its statements give")
    add_run_options(checking)
    add_report_options(parser, "conversion")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress, and no summary for people")
    parser.set_defaults(run=run)


def _name(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("the name is empty")
    return text


def run(options: argparse.Namespace) -> int:
    """Convert notebooks."""
    from nb2prod.report.formats import writer

    config = config_for(options.notebooks[0], options)
    notebooks = _notebooks(options, config)
    _check_options(options)
    with progress_shown(len(notebooks), quiet=options.quiet) as progress:
        converted = (_tried if options.dry_run else _written)(notebooks, options, config, progress)
    if not (options.quiet and options.format == "text"):
        for text in writer("conversion", options.format)([converted], view_of(options)):
            say(text)
    return _exit_code(converted, config)


def _notebooks(options: argparse.Namespace, config: Config) -> list[Path]:
    from nb2prod.finding import UsageError

    paths = [path for path in dict.fromkeys(options.notebooks) if not passed_over(path, config)]
    if not paths:
        raise UsageError("the configuration excludes every notebook that was named", way_out="Check its key `exclude`.")
    return paths


def _check_options(options: argparse.Namespace) -> None:
    from nb2prod.finding import UsageError

    for given, done in (("verify", "verified"), ("record", "recorded")):
        if options.dry_run and getattr(options, given):
            raise UsageError(
                f"a dry run writes nothing that could be {done}", way_out=f"Leave out --dry-run or --{given}."
            )


def _written(notebooks: list[Path], options: argparse.Namespace, config: Config, progress: Progress) -> Converted:
    from dataclasses import replace

    from nb2prod.execution import record_conversion, verify_conversion
    from nb2prod.pipeline import convert
    from nb2prod.report.model import Converted

    done = convert(notebooks, options.output, config, force=options.force, progress=progress)
    how = replace(options_of(options), compare=config.compare)
    verified = verify_conversion(done, how, progress=progress) if options.verify else ()
    recorded = record_conversion(done, how, verified, progress=progress) if options.record else ()
    return Converted(done.request, done.project, options.output, done.report, verified=verified, recorded=recorded)


def _tried(notebooks: list[Path], options: argparse.Namespace, config: Config, progress: Progress) -> Converted:
    """Do all but write; a folder that can't be written to at all is refused as it would be in earnest."""
    from nb2prod.pipeline import prepare
    from nb2prod.render.difference import diff_project
    from nb2prod.render.write import check_target
    from nb2prod.report.model import Converted

    check_target(options.output)
    prepared = prepare(notebooks, options.output, config, progress=progress)
    written, refusal = _planned(prepared, options)
    return Converted(
        prepared.request,
        prepared.project,
        options.output,
        written,
        dry_run=True,
        refusal=refusal,
        diff=diff_project(prepared.project, options.output),
    )


def _planned(prepared: Conversion, options: argparse.Namespace) -> tuple[WriteReport | None, str]:
    from nb2prod.finding import UsageError
    from nb2prod.render.write import plan_write

    try:
        return plan_write(prepared.project, options.output, force=options.force), ""
    except UsageError as error:
        # Said after the difference, which is what a person needs in order to decide.
        return None, str(error)


def _exit_code(converted: Converted, config: Config) -> int:
    from nb2prod.plan.model import DispositionKind

    codes = [*map(exit_code, converted.verified), *map(recording_exit_code, converted.recorded)]
    if code := max(codes, default=ExitCode.DONE):
        return code
    wanting = {DispositionKind.OMITTED, DispositionKind.INLINE, DispositionKind.LEFTOVER}
    parts = converted.request.parts
    if config.strict and any(d.kind in wanting for part in parts for d in part.plan.dispositions):
        return ExitCode.TO_SAY
    return ExitCode.DONE
