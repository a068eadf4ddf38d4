"""What was measured of one notebook. Frozen values that travel between processes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Outcome(Enum):
    """What became of a notebook."""

    CONVERTED = "converted"
    REFUSED = "refused"
    CRASHED = "crashed"
    TIMED_OUT = "timed out"


@dataclass(frozen=True, slots=True)
class Length:
    """A function of the output.

    Attributes:
        name: `module.function`.
        lines: Its lines, docstring and decorators included.
        step: Whether it is a step of the pipeline, rather than a definition of the notebook's author.
    """

    name: str
    lines: int
    step: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """One notebook.

    Attributes:
        path: Below the measured folder.
        outcome: What became of it.
        parses: Whether it has statements and all its cells parse; `None` where that could not be found out.
        reason: Message of a refusal, or place and kind of a crash.
        detail: Traceback of a crash.
        plan_ms: CPU milliseconds from the file to the plan.
        convert_s: Seconds of a whole conversion, formatting included.
        statements: Statements, cells that don't parse included.
        dispositions: How many of them went where.
        accounted: Whether each has exactly one disposition, and `conversion.json` says the same.
        unexplained: Statements left out or kept inline without a reason.
        inline_reasons: Reasons of inline statements.
        functions: Functions of the output.
        unparsable: Generated files that are no Python.
        undefined: Names that own binding analysis finds undefined in the output but not in the notebook, with file.
        copied: Files that came along from beside the notebook; the author's own, and not held to our standard.
    """

    path: str
    outcome: Outcome
    parses: bool | None = None
    reason: str = ""
    detail: str = ""
    plan_ms: float = 0.0
    convert_s: float = 0.0
    statements: int = 0
    dispositions: Mapping[str, int] = field(default_factory=dict)
    accounted: bool = True
    unexplained: int = 0
    inline_reasons: tuple[str, ...] = ()
    functions: tuple[Length, ...] = ()
    unparsable: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()

    @property
    def repository(self) -> str:
        """First folder of the path; empty where the measured folder itself holds the notebook."""
        return self.path.rpartition("/")[0].partition("/")[0]
