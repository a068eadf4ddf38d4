"""What rules are. Frozen values; with `rules/found.py`, what they say, all that a rule's file needs."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nb2prod.rules.found import ContentEdit, Finding, Fix, Hit, Severity, SourceEdit, Span, Step

if TYPE_CHECKING:
    from nb2prod.rules.site import Site
    from nb2prod.rules.unit import Unit

__all__ = [
    "Case",
    "ContentEdit",
    "Finding",
    "Fix",
    "Hit",
    "Level",
    "NodeRule",
    "NotebookRule",
    "Rule",
    "Severity",
    "SourceEdit",
    "Span",
    "Step",
]


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
