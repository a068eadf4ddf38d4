"""The commands that run a notebook's code: verifying a package, and recording tests for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.config import Config
from nb2prod.pipeline import Conversion, Progress, analyze

if TYPE_CHECKING:
    from nb2prod.record.model import Recording
    from nb2prod.verify.model import Options, Verification


def verify(
    notebook: Path | str,
    project: Path | str,
    config: Config = Config(),  # noqa: B008
    *,
    options: Options | None = None,
    progress: Progress = lambda _: None,
) -> Verification:
    """Run a notebook and its package, and compare every value. This executes the notebook's code.

    Args:
        notebook: The notebook.
        project: Folder that it was converted to.
        config: Configuration.
        options: How to run and compare; by default with the interpreter that runs this. What the configuration says
            of classes is added.
        progress: Called with what is being run.

    Returns:
        A verdict on every value; where one of the two can't run, the reason.

    Raises:
        UnreadableInputError: The file is no notebook of Python 3.
        UsageError: The project was not made from this notebook, or there is no such interpreter.
    """
    import sys

    from nb2prod.verify.model import Options
    from nb2prod.verify.verify import verify_project

    how = options or Options(Path(sys.executable))
    how = replace(how, compare={**config.compare, **how.compare})
    return verify_project(analyze(notebook, config), Path(project), how, progress)


def verify_conversion(
    conversion: Conversion, options: Options, *, progress: Progress = lambda _: None
) -> tuple[Verification, ...]:
    """Compare a package that was just written with its notebooks, and note the verdicts in its `conversion.json`.

    Args:
        conversion: The conversion; it was written to a folder.
        options: How to run and compare.
        progress: Called with what is being run.

    Returns:
        For each notebook what comparing it gave.
    """
    from nb2prod.render.write import write_project
    from nb2prod.verify.record import with_verdicts
    from nb2prod.verify.verify import verify_project

    assert conversion.output is not None
    folder = conversion.output
    done = tuple(verify_project(part.analysis, folder, options, progress) for part in conversion.request.parts)
    write_project(with_verdicts(conversion.project, done), folder)
    return done


def record(  # noqa: PLR0913 - each is a decision of its own
    notebook: Path | str,
    project: Path | str,
    config: Config = Config(),  # noqa: B008
    *,
    options: Options | None = None,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Recording:
    """Run a notebook once, and write tests into its package that hold what its statements give.

    This executes the notebook's code.

    Args:
        notebook: The notebook.
        project: Folder that it was converted to.
        config: Configuration.
        options: How to run; by default with the interpreter that runs this.
        force: Whether recorded tests that a person has edited are overwritten.
        progress: Called with what is being run.

    Returns:
        What was recorded and what was not; where the notebook can't run, the reason, and nothing is written.

    Raises:
        UnreadableInputError: The file is no notebook of Python 3.
        UsageError: The project was not made from this notebook, it can't be written, or there is no such interpreter.
    """
    import sys

    from nb2prod.record.record import record_project
    from nb2prod.record.write import bytes_noted, write_recording
    from nb2prod.verify.model import Options

    folder, how = Path(project), options or Options(Path(sys.executable))
    taken = bytes_noted(folder, Path(notebook))
    done = record_project(analyze(notebook, config), folder, how, progress, taken=taken)
    if done.failure is None:
        write_recording(done, force=force)
    return done


def record_conversion(
    conversion: Conversion,
    options: Options,
    verified: Sequence[Verification] = (),
    *,
    progress: Progress = lambda _: None,
) -> tuple[Recording, ...]:
    """Record the notebooks of a package that was just written, and add what that gave to the package.

    Args:
        conversion: The conversion; it was written to a folder.
        options: How to run.
        verified: What comparing each with its package gave, which `conversion.json` goes on to say.
        progress: Called with what is being run.

    Returns:
        For each notebook what was recorded and what was not.
    """
    from nb2prod.record.record import record_project
    from nb2prod.record.write import with_recordings
    from nb2prod.render.write import write_project
    from nb2prod.verify.record import with_verdicts

    assert conversion.output is not None
    done: list[Recording] = []
    for part in conversion.request.parts:
        taken = sum(recording.size for recording in done)
        done.append(record_project(part.analysis, conversion.output, options, progress, taken=taken))
    project = with_verdicts(conversion.project, verified) if verified else conversion.project
    write_project(with_recordings(project, done), conversion.output)
    return tuple(done)
