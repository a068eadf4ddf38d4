"""What a rule is given: a notebook in layers, each worked out when a rule first asks for it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.knowledge.load import load_knowledge
from nb2prod.notebook.model import Cell, CellKind, Magic, Notebook, ParsedNotebook, Statement
from nb2prod.rules.model import Span

if TYPE_CHECKING:
    from nb2prod.analysis import Analysis, Stages
    from nb2prod.knowledge import Knowledge
    from nb2prod.notebook.reader import Document


class Unit:
    """A notebook under examination; from cheap to dear: cells, statements, facts, interpretation, analysis.

    Attributes:
        document: The file, as it was read.
        seen: Files beside the notebook that a rule has looked for; the result holds as long as these do.
    """

    def __init__(self, document: Document, open_knowledge: Callable[[], Knowledge] = load_knowledge) -> None:
        self.document = document
        self.seen: set[Path] = set()
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
    def stages(self) -> Stages:
        """The stages of the analysis, each run when it is first asked for."""
        from nb2prod.analysis import Stages

        return Stages(self.notebook, self.knowledge)

    @cached_property
    def knowledge(self) -> Knowledge:
        """What is known of libraries."""
        return self._open_knowledge()

    @cached_property
    def parsed(self) -> ParsedNotebook:
        """Statements, and cells that are no Python."""
        return self.stages.parsed

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Statements of all cells as they stand there."""
        return self.parsed.statements

    def require_python3(self) -> None:
        """Refuse code of Python 2, where something doesn't parse; what is not parsed yet is nobody's affair.

        Raises:
            UnreadableInputError: It is code of Python 2.
        """
        if "parsed" in vars(self) and self.parsed.unparsed:
            from nb2prod.notebook.python2 import require_python3

            require_python3(self.parsed)

    @property
    def analysis(self) -> Analysis:
        """Types, effects, flow and roles; the dearest layer."""
        return self.stages.analysis

    @cached_property
    def magics(self) -> tuple[tuple[Magic, Span], ...]:
        """Magics, shell lines and help requests with their places, each once: several statements may stand for one."""
        from nb2prod.rules.positions import statement_span

        found = ((s.magic, statement_span(s)) for s in self.statements if s.magic is not None)
        return tuple({span: (magic, span) for magic, span in found}.values())

    @cached_property
    def names(self) -> Mapping[str, str]:
        """For each name that an import binds what it stands for."""
        from nb2prod.rules.names import imported_names

        return imported_names(self.statements)

    @cached_property
    def bound(self) -> frozenset[str]:
        """Every name that some statement binds, in whatever scope."""
        from nb2prod.rules.names import bound_names

        return bound_names(self.statements)

    def qualified(self, node: ast.AST) -> str:
        """Qualified name of what an expression stands for, as far as imports say; empty where they don't."""
        from nb2prod.rules.names import qualified_name

        return qualified_name(node, self.names)

    def cell_span(self, cell: Cell) -> Span:
        """The place of a whole cell's source."""
        lines = cell.source.split("\n")
        return Span(cell.index, 1, 1, len(lines), len(lines[-1]) + 1)

    def line_span(self, cell: Cell, line: int) -> Span:
        """The place of one line of a cell."""
        text = cell.source.split("\n")[line - 1]
        indent = len(text) - len(text.lstrip())
        return Span(cell.index, line, indent + 1, line, len(text) + 1)

    def beside(self, path: Path) -> str | None:
        """The text of a file beside the notebook; `None` where there is none. The result then depends on it."""
        self.seen.add(path)
        try:
            return path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None


class Site:
    """Where a node stands: the statement around it, and the notebook around that.

    Attributes:
        unit: The notebook.
        statement: The top-level statement.
    """

    def __init__(self, unit: Unit, statement: Statement) -> None:
        self.unit = unit
        self.statement = statement

    def span(self, node: ast.AST) -> Span:
        """The place of a node of this statement."""
        from nb2prod.rules.positions import span_of

        return span_of(node, self.statement)

    def qualified(self, node: ast.AST) -> str:
        """Qualified name of what an expression stands for, as far as imports say; empty where they don't."""
        return self.unit.qualified(node)

    @cached_property
    def _parents(self) -> Mapping[int, ast.AST]:
        from nb2prod.facts.tree import children, descendants

        node = self.statement.node
        every = descendants(node) if node else ()
        return {id(child): parent for parent in every for child in children(parent)}

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, from the inside out."""
        above = self._parents.get(id(node))
        while above is not None:
            yield above
            above = self._parents.get(id(above))
