"""A magic or a shell line has no equivalent in a program.

## What it does
Finds shell lines (`!wget …`, `%%bash`), magics that change the process (`%cd`, `%env`), that run or store other code
and values (`%run`, `%store`, `%load`) or that fill the namespace (`%pylab`). Installations are a rule of their own, and
magics that only set up the display or measure time are nobody's problem.

## Why it matters in production
Python knows none of them. What they do depends on the machine: on its shell, its programs, its working folder; when a
shell line fails, the notebook goes on as if nothing had happened.

## Example
    !wget https://example.com/data.zip && unzip data.zip

## Better
    urllib.request.urlretrieve(url, "data.zip")
    shutil.unpack_archive("data.zip")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from nb2prod.notebook.ipython import Piece, PieceKind
from nb2prod.notebook.requirements import installed_by
from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.unit import Unit

_MAGICS: Mapping[str, str] = {
    "bash": "runs a script of the shell",
    "sh": "runs a script of the shell",
    "script": "runs a script of another program",
    "system": "runs a command of the shell",
    "sx": "runs a command of the shell",
    "cmd": "runs a command of the shell",
    "cd": "changes the working folder; use paths from the settings",
    "env": "changes the environment; set `os.environ` or, better, the environment of the job",
    "set_env": "changes the environment; set `os.environ` or, better, the environment of the job",
    "run": "runs another file in this namespace; import it",
    "load": "puts another file's code here; import it",
    "store": "keeps values between sessions; write them to a file",
    "pylab": "fills the namespace with names; import what is used",
    "writefile": "writes a file each time; keep it in the repository",
    "javascript": "runs in the browser",
    "js": "runs in the browser",
    "R": "runs R",
    "sql": "queries by a connection that the notebook's kernel holds",
}
_INSTALLING = frozenset({"pip", "conda", "mamba"})


def check(unit: Unit) -> Iterator[Hit]:
    """Find what no program can do."""
    for piece, site in unit.pieces:
        if reason := _reason(piece):
            name = (
                piece.kind.value
                if piece.kind is not PieceKind.MAGIC
                else f"{'%' if piece.body is None else '%%'}{piece.name}"
            )
            yield Hit(f"`{name}` {reason}", unit.piece_span(piece, site.cell), symbol=name)


def _reason(piece: Piece) -> str:
    match piece.kind:
        case PieceKind.SHELL | PieceKind.CAPTURE:
            return (
                "" if installed_by(piece.argument.strip()) else "runs a command of the shell, whose failure nobody sees"
            )
        case PieceKind.MAGIC if piece.name not in _INSTALLING:
            return _MAGICS.get(piece.name, "")
    return ""


RULE = NotebookRule(
    code="NBI005",
    name="shell-or-magic",
    summary="a magic or a shell line has no equivalent in a program",
    level=Level.PRODUCTION,
    words=("%", "!"),
    modules=False,
    check=check,
)
VALID = (Case("%matplotlib inline\n%time f()\n!pip install pandas\n%load_ext autoreload\nlen?\nx = 5 % 3 != 2"),)
INVALID = (
    Case("import os\n!ls -l\nfiles = !ls\n%cd data", at=((1, 2), (1, 3), (1, 4))),
    Case("%%bash\nls\n# %%\n%run prepare.py", at=((1, 1), (2, 1))),
)
