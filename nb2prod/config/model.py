"""What a team sets once. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

WEIGHTS = (
    "function mixed_role activity parameter many_parameters returned many_returned line far_line tall inside_heading "
    "inside_cell torn_cell thin long too_long tallest"
).split()
"""Names of the prices that a cut has; the planner, which reads the configuration, can't be asked here."""


@dataclass(frozen=True, slots=True)
class LintConfig:
    """Settings of linting, `[tool.nb2prod.lint]`.

    Attributes:
        select: Codes, or beginnings of codes, that are looked for; `None` for what the profile says.
        extend_select: Codes that are looked for besides.
        ignore: Codes that are not looked for.
        per_file_ignores: For patterns of paths the codes that are not looked for there.
        exclude: Patterns of files and folders that are not linted.
        ruff: Whether ruff runs beside.
        baseline: File of findings that are known and not told again.
        max_cells: Cells that a notebook may have.
        max_cell_lines: Lines that a code cell may have.
        max_name_length: Characters that a notebook's name may have.
        min_markdown: Share of cells that should be Markdown, in percent.
    """

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    ruff: bool = True
    baseline: Path | None = None
    max_cells: int = 100
    max_cell_lines: int = 50
    max_name_length: int = 80
    min_markdown: int = 10


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of a run, with their defaults.

    Attributes:
        exploration: Whether plots and looks at the data get a module of their own or are left out.
        name: Name of the generated project; from the notebook's file name where it is `None`.
        strict: Whether something omitted or kept inline makes the exit code 1.
        knowledge: Tables about further libraries.
        exclude: Glob patterns of notebooks to pass over.
        max_function_lines: Length that a generated function should not exceed.
        pin_from: Python interpreter whose installed versions are written into the dependencies.
        checker: Type checker that is asked for what nothing else is known of; none where it is `None`.
        checker_python: Python interpreter of the environment where the checker finds the libraries.
        compare: For classes by qualified name the function (`module:function`) that gives what `verify` is to
            compare of an instance.
        docstrings: Style of the docstrings that are generated.
        weights: Prices that decide where steps are cut, by name (`nb2prod/plan/cost.py` has their reasons).
        profile: What linting is for: `production` tells more than `exploration`.
        lint: Settings of linting.
        evidence: What somebody vouches for that no file shows, by test of the ML Test Score.
    """

    exploration: Literal["module", "drop"] = "module"
    name: str | None = None
    strict: bool = False
    knowledge: tuple[Path, ...] = ()
    exclude: tuple[str, ...] = ()
    max_function_lines: int = 40
    pin_from: Path | None = None
    checker: Literal["pyrefly", "ty"] | None = None
    checker_python: Path | None = None
    compare: Mapping[str, str] = field(default_factory=dict)
    docstrings: Literal["google", "numpy", "sphinx"] = "google"
    weights: Mapping[str, float] = field(default_factory=dict)
    profile: Literal["exploration", "production"] = "exploration"
    lint: LintConfig = field(default_factory=LintConfig)
    evidence: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
