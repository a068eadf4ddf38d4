"""Syntax trees of cells, the cheapest way: magics are blanked out, not translated, and nothing is moved."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from pathlib import Path

from nb2prod.finding import Location
from nb2prod.notebook.cleanup import Code, clean, code_of
from nb2prod.notebook.ipython import Piece, cell_magic, split_cell
from nb2prod.notebook.model import Cell, Unparsed

# Magics whose body is Python of the notebook's own.
_BODIES = frozenset("time timeit capture prun memit lprun mprun snakeviz pyinstrument scalene local".split())
# Magics whose argument is Python: what stands in their place is as long, so that columns stay right.
_PREFIXES = {"%time ": "pass; ", "%timeit ": "pass ;  "}
_PREFIX = re.compile(r"^(%time |%timeit )(?![-\s])", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CellTree:
    """A code cell, parsed.

    Attributes:
        cell: The cell.
        tree: Its tree, whose lines and columns are those of the cell; one without statements where it is no Python.
        pieces: Magics, shell lines and help requests in it.
        problem: Why it is no Python, where it should be.
        shifts: For each line how many columns the tree leaves out on its left; empty for none.
    """

    cell: Cell
    tree: ast.Module
    pieces: tuple[Piece, ...] = ()
    problem: SyntaxError | None = None
    shifts: tuple[int, ...] = ()


def parse_cell(cell: Cell) -> CellTree:
    """Parse a code cell.

    Args:
        cell: The cell.

    Returns:
        Its tree; magics are names that nobody else uses.
    """
    with warnings.catch_warnings():
        # Odd escapes in a user's strings are their affair; the parser must not print about them.
        warnings.simplefilter("ignore")
        try:
            return CellTree(cell, ast.parse(cell.source))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return _parse_odd(cell)


def _parse_odd(cell: Cell) -> CellTree:
    code = clean(code_of(cell.source))
    magic = cell_magic(code)
    if magic is not None:
        if magic.name not in _BODIES:
            return CellTree(cell, ast.Module([], []), (magic,))
        code = Code(("",) * (magic.line + 1) + code.lines[magic.line + 1 :], code.shifts)
    code = code.replace(tuple(_PREFIX.sub(lambda found: _PREFIXES[found[1]], code.text).split("\n")))
    split = split_cell(code)
    pieces = (*((magic,) if magic else ()), *split.pieces)
    shifts = split.code.shifts if any(split.code.shifts) else ()
    try:
        return CellTree(cell, ast.parse(split.code.text), pieces, shifts=shifts)
    except SyntaxError as problem:
        return CellTree(cell, ast.Module([], []), pieces, problem, shifts)
    except (ValueError, RecursionError, MemoryError) as problem:
        return CellTree(cell, ast.Module([], []), pieces, SyntaxError(str(problem) or "it is nested too deeply"))


def unparsed_of(tree: CellTree, path: Path) -> Unparsed:
    """Say of a cell with a problem where the parser gave up, and why."""
    problem, cell = tree.problem, tree.cell
    assert problem is not None
    count = cell.source.count("\n") + 1
    line = min(max(problem.lineno or 1, 1), count)
    shift = tree.shifts[line - 1] if tree.shifts else 0
    physical = None if cell.physical_line is None else cell.physical_line + line - 1
    where = Location(path, cell.index, cell.id, line, max(problem.offset or 1, 1) + shift, physical)
    return Unparsed(cell.index, cell.source, where, problem.msg)
