"""Notebooks made of the text of their cells."""

from __future__ import annotations

from pathlib import Path

from nb2prod.notebook import Cell, CellKind, Notebook, ParsedNotebook, parse_cells


def notebook_of(*sources: str, kernel: str | None = "python3", version: str | None = None) -> Notebook:
    """Make a notebook of code cells."""
    cells = tuple(
        Cell(index=number, id=f"c{number}", kind=CellKind.CODE, source=source, physical_line=100 * number)
        for number, source in enumerate(sources, 1)
    )
    return Notebook(Path("nb.ipynb"), "python", cells, kernel=kernel, language_version=version)


def parsed(*sources: str) -> ParsedNotebook:
    """Parse a notebook of code cells."""
    return parse_cells(notebook_of(*sources))


def code_of(*sources: str) -> str:
    """Give the Python that a notebook of code cells becomes, one statement below the other."""
    result = parsed(*sources)
    assert not result.unparsed, result.unparsed
    return "\n".join(statement.source for statement in result.statements if statement.source)
