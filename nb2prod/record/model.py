"""What recording gives. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nb2prod.verify.model import Conditions, Failure


@dataclass(frozen=True, slots=True)
class Recorded:
    """A function of the package that has a test now.

    Attributes:
        name: `module.function`, with the subpackage before it where there is one.
        test: The test, as pytest names it.
        cells: Cells of the notebook that its statements come from.
        rows: Which rows its inputs have, where these are not all.
        pickled: Inputs that had to be pickled.
        made: Steps before it that make some of its inputs, which no file can hold.
        data: Files that the test needs and that are too large to be kept: it is skipped where they aren't.
        left_out: What is not recorded since it looks personal or secret.
        files: Fixtures, relative to the project.
        inputs: What the test gives to the function; nothing else but settings.
    """

    name: str
    test: str
    cells: tuple[int, ...] = ()
    rows: str = ""
    pickled: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    files: tuple[PurePosixPath, ...] = ()
    inputs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A function of the package that could not be recorded.

    Attributes:
        name: As in `Recorded`.
        reason: Why.
    """

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Recording:
    """What recording a notebook gave.

    Attributes:
        notebook: The notebook.
        project: The project.
        recorded: Functions that have a test now, in the order of the pipeline.
        left_out: Those that have none, with the reason.
        conditions: Under what conditions the notebook ran.
        checked: Whether the tests were run.
        files: Content of each file, relative to the project.
        seconds: How long it took.
        failure: What kept the notebook from running to its end.
    """

    notebook: Path
    project: Path
    recorded: tuple[Recorded, ...]
    left_out: tuple[LeftOut, ...]
    conditions: Conditions
    checked: bool
    files: Mapping[PurePosixPath, bytes]
    seconds: float = 0.0
    failure: Failure | None = None

    @property
    def size(self) -> int:
        """Bytes of all fixtures."""
        return sum(len(self.files[path]) for one in self.recorded for path in one.files)
