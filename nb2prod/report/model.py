"""What reports are made of. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.report.style import Paint, plain

if TYPE_CHECKING:
    from nb2prod.analysis import Analysis
    from nb2prod.finding import Location
    from nb2prod.plan.model import Plan
    from nb2prod.record.model import Recording
    from nb2prod.render.model import Project
    from nb2prod.render.project import Request
    from nb2prod.render.write import WriteReport
    from nb2prod.rubric.history import Entry
    from nb2prod.rubric.model import Score
    from nb2prod.verify.model import Verification


@dataclass(frozen=True, slots=True)
class View:
    """How a report is to look; formats for programs take the version alone.

    Attributes:
        verbose: Whether it tells everything, or only what matters most.
        width: Characters that fit on a line.
        paint: How text is coloured.
        version: Version of nb2prod, which documents for programs name.
    """

    verbose: bool = False
    width: int = 120
    paint: Paint = plain
    version: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A notebook that was passed over.

    Attributes:
        path: Its file.
        message: What is wrong with it.
        way_out: What its owner can do.
        location: Where in it, if that is known.
    """

    path: Path
    message: str
    way_out: str = ""
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """What was scored, and how.

    Attributes:
        path: The repository or notebook, as the user named it.
        score: Its score.
        compared: What it is compared with; `None` where it stands alone.
        history: Scores of earlier days and of this one, the oldest first.
    """

    path: Path
    score: Score
    compared: Scored | None = None
    history: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedNotebook:
    """A notebook and the plan of its package.

    Attributes:
        analysis: The notebook.
        plan: Its plan.
    """

    analysis: Analysis
    plan: Plan


@dataclass(frozen=True, slots=True)
class Converted:
    """What a conversion made, or would make.

    Attributes:
        request: What was rendered.
        project: Its files.
        output: Folder of the project, as the user named it.
        written: What became of each file, or would become of it; `None` where writing would be refused.
        dry_run: Whether nothing was written.
        refusal: Why writing would be refused; empty where it would not be.
        diff: On a dry run, what would change in the files that are there.
        verified: For each notebook what comparing it with its package gave; empty where that was not asked for.
        recorded: For each notebook what recording it gave; empty where that was not asked for.
    """

    request: Request
    project: Project
    output: Path
    written: WriteReport | None
    dry_run: bool = False
    refusal: str = ""
    diff: str = ""
    verified: tuple[Verification, ...] = ()
    recorded: tuple[Recording, ...] = ()
