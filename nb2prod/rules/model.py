"""What rules are and what they say. Frozen values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nb2prod.finding import Location

if TYPE_CHECKING:
    from nb2prod.rules.site import Site
    from nb2prod.rules.unit import Unit


class Severity(Enum):
    """How bad it is, in production."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Level(Enum):
    """Who wants to hear of it.

    Attributes:
        RECOMMENDED: Everybody; nearly all of what it finds is true and worth acting on.
        PRODUCTION: Those whose notebook is going to production.
        PEDANTIC: Those who select it by name.
    """

    RECOMMENDED = "recommended"
    PRODUCTION = "production"
    PEDANTIC = "pedantic"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a cell's source, or a cell, or the file.

    Attributes:
        cell: Index of the cell over all cells, 1-based; `None` for the file as a whole.
        line: Its first line in the cell, 1-based.
        column: Its first column, 1-based, in characters.
        end_line: Its last line.
        end_column: One past its last column.
    """

    cell: int | None = None
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1


@dataclass(frozen=True, slots=True)
class SourceEdit:
    """Text of a cell that is replaced.

    Attributes:
        span: What is replaced.
        text: What takes its place.
    """

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class ContentEdit:
    """A value in the notebook's JSON that is replaced or removed.

    Attributes:
        path: Keys and positions that lead to it, as in `("cells", 3, "outputs")`.
        value: What takes its place.
        remove: Whether it goes, with its key.
    """

    path: tuple[str | int, ...]
    value: Any = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class Fix:
    """How to mend it.

    Attributes:
        message: What is done, as an order: `Remove the empty cell`.
        edits: What changes; all or nothing.
        safe: Whether the notebook still does what it did.
    """

    message: str
    edits: tuple[SourceEdit | ContentEdit, ...]
    safe: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way that leads to a finding, such as that of a value from its source to its use.

    Attributes:
        span: Where.
        message: What happens there.
    """

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule says; who it is and where its notebook stands is added by those who run it.

    Attributes:
        message: What is wrong, and what it leads to, in one sentence.
        span: Where.
        fix: How to mend it, where that is known.
        way: Steps that lead to it, in order.
        symbol: The name that it is about, which a baseline knows it by.
    """

    message: str
    span: Span = Span()
    fix: Fix | None = None
    way: tuple[Step, ...] = ()
    symbol: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit, of a rule, in a file.

    Attributes:
        code: Code of the rule.
        name: Name of the rule.
        severity: How bad it is.
        location: Where it begins.
        end_line: Line where it ends.
        end_column: One past the column where it ends.
        message: What is wrong.
        fix: How to mend it.
        way: Steps that lead to it.
        symbol: The name that it is about.
        url: Where the rule is explained, where that is elsewhere.
        covers: Codes of ruff that say less about the same line.
        is_ours: Whether one of our rules found it, or a third party's, rather than ruff.
    """

    code: str
    name: str
    severity: Severity
    location: Location
    end_line: int
    end_column: int
    message: str
    fix: Fix | None = None
    way: tuple[Step, ...] = ()
    symbol: str = ""
    url: str = ""
    covers: tuple[str, ...] = ()
    is_ours: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What every rule says of itself; one of the two kinds below says how it checks.

    Attributes:
        code: Its code, as in its file's name.
        name: Its name, as in its file's name, with hyphens.
        summary: What it finds, in a few words.
        level: Who wants to hear of it.
        severity: How bad what it finds is.
        words: Texts of which the notebook's code must hold one, or else the rule isn't asked; none where any may do.
        marks: Texts of which the file must hold one, outputs and metadata included.
        modules: Whether it is about Python modules, too.
        covers: Codes of ruff that say less about the same line; they are left out there.
        smells: Numbers of the smells of Zhang et al. (2022) that it finds.
    """

    code: str
    name: str
    summary: str
    level: Level = Level.RECOMMENDED
    severity: Severity = Severity.WARNING
    words: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    modules: bool = True
    covers: tuple[str, ...] = ()
    smells: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookRule(Rule):
    """A rule that is asked once a notebook.

    Attributes:
        check: Gives the hits.
        last: Whether it is asked when what all others found is known, and suppressed where that is wanted.
    """

    check: Callable[[Unit], Iterable[Hit]]
    last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRule(Rule):
    """A rule that is asked at each syntax node of some kinds; all such rules share one pass.

    Attributes:
        nodes: The kinds.
        check: Gives the hits at a node.
    """

    nodes: tuple[type[ast.AST], ...]
    check: Callable[[Any, Site], Iterable[Hit]]


@dataclass(frozen=True, slots=True)
class Case:
    """A notebook to try a rule on.

    Attributes:
        cells: Text of code cells, with `# %%` between them, or cells as they stand in a file.
        at: For a notebook with findings, cell and line of each.
        fixed: Text of the code cells once all fixes are applied; `None` where there is no fix.
        path: Name of the notebook, which may have folders.
        metadata: The notebook's metadata.
        files: Files that stand beside it, with their text.
        config: Keys of the configuration's section on linting.
        rules: Codes of further rules that are asked; what they find is left out of `at`.
    """

    cells: str | tuple[Mapping[str, Any], ...]
    at: tuple[tuple[int | None, int], ...] = ()
    fixed: str | None = None
    path: Path = Path("notebook.ipynb")
    metadata: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    config: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
