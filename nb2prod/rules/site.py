"""Where a syntax node stands: its cell, and the nodes around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from nb2prod.notebook.nodes import NODE_FIELDS
from nb2prod.rules.model import Span

if TYPE_CHECKING:
    from nb2prod.notebook.model import Cell
    from nb2prod.rules.trees import CellTree
    from nb2prod.rules.unit import Unit

_PLACED = ast.expr | ast.stmt | ast.arg | ast.keyword | ast.alias | ast.ExceptHandler | ast.match_case | ast.pattern


class Site:
    """A code cell, parsed, to those who look at its nodes.

    Attributes:
        unit: The notebook.
        parsed: The cell and its tree.
    """

    def __init__(self, unit: Unit, parsed: CellTree) -> None:
        self.unit = unit
        self.parsed = parsed

    @property
    def cell(self) -> Cell:
        """The cell."""
        return self.parsed.cell

    @cached_property
    def nodes(self) -> Mapping[type[ast.AST], list[ast.AST]]:
        """All nodes of the cell by their kind, each kind roughly from top to bottom."""
        found: list[ast.AST] = [self.parsed.tree]
        index: dict[type[ast.AST], list[ast.AST]] = {}
        for node in found:
            kind, attributes = node.__class__, node.__dict__
            index.setdefault(kind, []).append(node)
            for field in NODE_FIELDS[kind]:
                value = attributes.get(field)
                if value.__class__ is list:
                    if value:  # most are empty
                        found += filter(None, value)
                elif value is not None:
                    found.append(value)
        return index

    @cached_property
    def _parents(self) -> Mapping[int, ast.AST]:
        from nb2prod.facts.tree import children, descendants

        return {id(child): parent for parent in descendants(self.parsed.tree) for child in children(parent)}

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, from the inside out."""
        above = self._parents.get(id(node))
        while above is not None:
            yield above
            above = self._parents.get(id(above))

    def qualified(self, node: ast.AST) -> str:
        """Qualified name of what an expression stands for, as far as imports say; empty where they don't."""
        return self.unit.qualified(node)

    def span(self, node: ast.AST) -> Span:
        """The place of a node; of one that has no place of its own, that of the node around it."""
        while not isinstance(node, _PLACED) or isinstance(node, ast.match_case):
            above = self._parents.get(id(node))
            if above is None:
                return self.unit.cell_span(self.cell)
            node = above
        last, right = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        left, right = self._column(node.lineno, node.col_offset), self._column(last, right)
        return Span(self.cell.index, node.lineno, left, last, right)

    def _column(self, line: int, offset: int) -> int:
        """The parser counts columns in bytes, from 0, and where the cell is indented, from there."""
        source, shifts = self.cell.source, self.parsed.shifts
        shift = shifts[line - 1] if shifts else 0
        if source.isascii():
            return offset + shift + 1
        text = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")[line - 1][shift:]
        return len(text.encode()[:offset].decode(errors="ignore")) + shift + 1
