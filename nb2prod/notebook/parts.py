"""What a cell is cut into, before it becomes statements."""

from __future__ import annotations

import ast
from dataclasses import dataclass, replace

from nb2prod.notebook.model import Magic
from nb2prod.notebook.slicing import Slice


class NotPythonError(Exception):
    """A cell holds what no Python stands for.

    Attributes:
        line: Line in the cell, 0-based.
        column: Column in the line, 0-based.
    """

    def __init__(self, message: str, *, line: int, column: int) -> None:
        """Keep message and place."""
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Part:
    """One statement to be, or a piece that is left out.

    Attributes:
        slice: Text, tree, place and comments; `None` where the piece is left out.
        line: Line in the cell, 1-based.
        column: Column in the line, 1-based.
        magic: What became of a piece.
        shown: Whether Jupyter shows its value at the end of the cell.
        imports: Import statements that it needs.
    """

    slice: Slice | None
    line: int
    column: int
    magic: Magic | None = None
    shown: bool = False
    imports: tuple[str, ...] = ()


def plain_part(cut: Slice) -> Part:
    """Take a statement as it is."""
    return Part(cut, cut.line, cut.column, shown=isinstance(cut.node, ast.Expr) and not cut.silenced)


def shifted(parts: list[Part], shifts: tuple[int, ...]) -> list[Part]:
    """Give columns as they are in the cell, where something was cut off the left of its lines.

    Args:
        parts: The parts, with columns of the shorter lines.
        shifts: Characters that were cut off each line.

    Returns:
        The parts, with columns of the cell.
    """
    if not any(shifts):
        return parts
    return [replace(part, column=part.column + shifts[part.line - 1]) for part in parts]
