"""Reading notebooks: from a file to cells, and from cells to statements."""

from __future__ import annotations

from nb2prod.notebook.language import require_python
from nb2prod.notebook.model import (
    Cell,
    CellKind,
    Magic,
    Notebook,
    Output,
    OutputKind,
    ParsedNotebook,
    Statement,
    StatementId,
    Unparsed,
)
from nb2prod.notebook.parse import parse_cells
from nb2prod.notebook.python2 import require_python3
from nb2prod.notebook.reader import read_source

__all__ = [
    "Cell",
    "CellKind",
    "Magic",
    "Notebook",
    "Output",
    "OutputKind",
    "ParsedNotebook",
    "Statement",
    "StatementId",
    "Unparsed",
    "parse_cells",
    "read_source",
    "require_python",
    "require_python3",
]
