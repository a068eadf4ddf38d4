"""What a rule is given: a notebook in layers, each worked out when a rule first asks for it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from nb2prod.config.model import LintConfig
from nb2prod.knowledge.load import load_knowledge
from nb2prod.notebook.model import Cell, CellKind, Notebook, ParsedNotebook, Unparsed
from nb2prod.rules.model import Span

if TYPE_CHECKING:
    from nb2prod.analysis import Analysis, Stages
    from nb2prod.facts.model import Facts
    from nb2prod.knowledge import Knowledge
    from nb2prod.notebook.ipython import Piece
    from nb2prod.notebook.reader import Document
    from nb2prod.rules.site import Site
    from nb2prod.rules.suppressions import Suppressions

Node = TypeVar("Node", bound=ast.AST)


class Unit:
    """A notebook under examination; from cheap to dear: cells, trees, facts, interpretation, analysis.

    Attributes:
        document: The file, as it was read.
        config: What is set about linting: limits, for those rules that have one.
        seen: Files beside the notebook that a rule has looked for; the result holds as long as these do.
        asked: Codes of the rules that were asked so far and didn't fail.
    """

    def __init__(
        self,
        document: Document,
        open_knowledge: Callable[[], Knowledge] = load_knowledge,
        config: LintConfig = LintConfig(),  # noqa: B008 - frozen
    ) -> None:
        self.document = document
        self.config = config
        self.seen: set[Path] = set()
        self.asked: frozenset[str] = frozenset()
        self._open_knowledge = open_knowledge

    @property
    def notebook(self) -> Notebook:
        """Cells, outputs, language."""
        return self.document.notebook

    @property
    def path(self) -> Path:
        """The file, as the user named it."""
        return self.notebook.path

    @property
    def content(self) -> Mapping[str, object]:
        """The notebook's JSON in the form of version 4; empty where it is kept as text."""
        return self.document.content

    @property
    def is_module(self) -> bool:
        """Whether it is a plain Python module."""
        return self.notebook.format == (0, 0)

    @cached_property
    def code_cells(self) -> tuple[Cell, ...]:
        """Its code cells."""
        return tuple(cell for cell in self.notebook.cells if cell.kind is CellKind.CODE)

    @cached_property
    def code(self) -> str:
        """The text of all code cells, to look for words in."""
        return "\n".join(cell.source for cell in self.code_cells)

    @cached_property
    def sites(self) -> tuple[Site, ...]:
        """The code cells, parsed for themselves: magics are blanked out. The cheapest trees there are."""
        from nb2prod.rules.site import Site
        from nb2prod.rules.trees import parse_cell

        return tuple(Site(self, parse_cell(cell)) for cell in self.code_cells)

    def nodes(self, *kinds: type[Node]) -> Iterator[tuple[Node, Site]]:
        """All syntax nodes of some kinds, cell by cell, each with its place."""
        for site in self.sites:
            for kind in kinds:
                yield from ((cast(Node, node), site) for node in site.nodes.get(kind, ()))

    @property
    def pieces(self) -> Iterator[tuple[Piece, Site]]:
        """Magics, shell lines and help requests, cell by cell."""
        return ((piece, site) for site in self.sites for piece in site.parsed.pieces)

    @cached_property
    def suppressions(self) -> Suppressions:
        """What the notebook says of findings that are to be left out."""
        from nb2prod.rules.suppressions import suppressions_of

        return suppressions_of(self)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """For each name that an import binds what it stands for."""
        from nb2prod.rules.names import imported_names

        return imported_names(self)

    @cached_property
    def bound(self) -> frozenset[str]:
        """Every name that is assigned, defined or taken as a parameter, in whatever scope; imports left out."""
        from nb2prod.rules.names import bound_names

        return bound_names(self)

    @cached_property
    def read_names(self) -> frozenset[str]:
        """Every name that is read, in whatever scope; those that stand for magics are no names."""
        from nb2prod.notebook.ipython import PLACEHOLDERS

        read = {node.id for node, _ in self.nodes(ast.Name) if isinstance(node.ctx, ast.Load)}
        return frozenset(name for name in read if not PLACEHOLDERS.match(name))

    @cached_property
    def binding_cells(self) -> Mapping[str, tuple[int, ...]]:
        """For each name of the top level the cells that may bind it, in order."""
        found: dict[str, dict[int, None]] = {}
        for fact in self.facts:
            for name in (*fact.may_bind, *(imported.name for imported in fact.imports)):
                found.setdefault(name, {})[fact.id.cell] = None
        return {name: tuple(cells) for name, cells in found.items()}

    def qualified(self, node: ast.AST) -> str:
        """Qualified name of what an expression stands for, as far as imports say; empty where they don't."""
        from nb2prod.rules.names import qualified_name

        return qualified_name(node, self.names)

    @cached_property
    def facts(self) -> tuple[Facts, ...]:
        """What each statement reads and binds, as it stands in its cell; scopes are not looked into by text."""
        from nb2prod.facts import gather_facts
        from nb2prod.rules.statements import statements_of

        return tuple(gather_facts(statement) for statement in statements_of(self))

    def site_of(self, cell: int) -> Site:
        """The site of a code cell, by its index over all cells."""
        return next(site for site in self.sites if site.cell.index == cell)

    def close(self) -> None:
        """Let go of all layers, which know each other, so that nobody has to collect them."""
        for site in vars(self).pop("sites", ()):
            vars(site).clear()
        vars(self).clear()

    @cached_property
    def unparsed(self) -> tuple[Unparsed, ...]:
        """Code cells that are no Python, magics left out."""
        from nb2prod.rules.trees import unparsed_of

        return tuple(unparsed_of(site.parsed, self.path) for site in self.sites if site.parsed.problem)

    def require_python3(self) -> None:
        """Refuse code of Python 2, where something doesn't parse; what is not parsed yet is nobody's affair.

        Raises:
            UnreadableInputError: It is code of Python 2.
        """
        if "sites" in vars(self) and self.unparsed:
            from nb2prod.notebook.python2 import require_python3

            require_python3(ParsedNotebook(self.notebook, (), self.unparsed))

    @cached_property
    def stages(self) -> Stages:
        """The stages of the analysis, each run when it is first asked for; each costs several times as much as trees.

        Raises:
            UnreadableInputError: When facts or what needs them is asked for: it is code of Python 2.
        """
        from nb2prod.analysis import Stages

        return Stages(self.notebook, self._open_knowledge())

    @property
    def analysis(self) -> Analysis:
        """Types, effects, flow and roles; the dearest layer."""
        return self.stages.analysis

    def cell_span(self, cell: Cell) -> Span:
        """The place of a whole cell's source."""
        lines = cell.source.split("\n")
        return Span(cell.index, 1, 1, len(lines), len(lines[-1]) + 1)

    def line_span(self, cell: Cell, line: int) -> Span:
        """The place of one line of a cell."""
        text = cell.source.split("\n")[line - 1]
        indent = len(text) - len(text.lstrip())
        return Span(cell.index, line, indent + 1, line, len(text) + 1)

    def piece_span(self, piece: Piece, cell: Cell) -> Span:
        """The place of a magic, a shell line or a help request: its first line, from where it begins."""
        text = cell.source.split("\n")[piece.line]
        return Span(cell.index, piece.line + 1, piece.column + 1, piece.line + 1, len(text) + 1)

    def beside(self, path: Path) -> str | None:
        """The text of a file beside the notebook; `None` where there is none. The result then depends on it."""
        self.seen.add(path)
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    def has_beside(self, path: Path) -> bool:
        """Whether there is a file or folder beside the notebook. The result then depends on it."""
        self.seen.add(path)
        return path.exists()
