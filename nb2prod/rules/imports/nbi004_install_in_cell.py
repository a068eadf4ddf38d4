"""A cell installs distributions.

## What it does
Finds `!pip install`, `%pip install`, `!conda install` and their relatives in cells.

## Why it matters in production
Each run installs whatever is newest that day, into whatever environment it happens to run in. The result depends on
the day, the run on the network, and the dependencies are on no list that a build, a lock file or a scanner could read.

## Example
    !pip install xgboost

## Better
List it among the dependencies of the project, with its version, and leave the cell out:

    dependencies = ["xgboost>=2.1,<3"]
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.notebook.ipython import Piece, PieceKind
from nb2prod.notebook.requirements import installed_by
from nb2prod.rules.model import Case, Hit, NotebookRule
from nb2prod.rules.unit import Unit

_SHELLS = frozenset({"bash", "sh", "script", "!", "system", "sx", "cmd"})
_SHOWN = 3


def check(unit: Unit) -> Iterator[Hit]:
    """Find magics and shell lines that install something."""
    for piece, site in unit.pieces:
        if names := _installed(piece):
            listed = ", ".join(f"`{name}`" for name in names[:_SHOWN])
            more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
            message = f"This cell installs {listed}{more} when it runs; list that among the project's dependencies"
            yield Hit(message, unit.piece_span(piece, site.cell), symbol=names[0])


def _installed(piece: Piece) -> tuple[str, ...]:
    match piece.kind:
        case PieceKind.SHELL | PieceKind.CAPTURE:
            return installed_by(piece.argument.strip())
        case PieceKind.MAGIC if piece.body is None:
            return installed_by(f"{piece.name} {piece.argument}")
        case PieceKind.MAGIC if piece.name in _SHELLS:
            return tuple(name for line in (piece.body or "").split("\n") for name in installed_by(line.strip()))
    return ()


RULE = NotebookRule(
    code="NBI004",
    name="install-in-cell",
    summary="a cell installs distributions",
    words=("install",),
    modules=False,
    check=check,
)
VALID = (
    Case("# pip install pandas\nprint('!pip install pandas')"),
    Case("!pip list"),
)
INVALID = (
    Case("import os\n!pip install -q xgboost==1.7", at=((1, 2),)),
    Case("%pip install a b c d", at=((1, 1),)),
    Case("import os\n# %%\n%%bash\npip install pandas", at=((2, 1),)),
)
