"""The notebook as it was written, and its code as statements. Frozen values."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from nb2prod.finding import Location


class CellKind(Enum):
    """What a cell holds."""

    CODE = "code"
    MARKDOWN = "markdown"
    RAW = "raw"


class OutputKind(Enum):
    """What kind of output was stored."""

    STREAM = "stream"
    RESULT = "execute_result"
    DISPLAY = "display_data"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Output:
    """One stored output of a code cell.

    Attributes:
        kind: What kind of output it is.
        text: Its plain text (stream text, `text/plain`, or the error's value).
        name: Stream name, or the error's class name; empty otherwise.
        mimes: MIME types that were stored.
    """

    kind: OutputKind
    text: str
    name: str = ""
    mimes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes:
        index: Position over all cells, 1-based.
        id: Its id, where the format has one.
        kind: Code, Markdown or raw.
        source: Its text as stored, without a trailing newline.
        tags: Its tags.
        execution_count: The count that was stored.
        outputs: What was stored as output.
        physical_line: Line of its first source line in the file, where known.
    """

    index: int
    id: str | None
    kind: CellKind
    source: str
    tags: frozenset[str] = frozenset()
    execution_count: int | None = None
    outputs: tuple[Output, ...] = ()
    physical_line: int | None = None


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook, or a Python module as a notebook of one cell.

    Attributes:
        path: File it was read from, as the user named it.
        language: Language of its code, lower case; `python` for all that we convert.
        cells: All cells in order.
        format: Notebook format, such as `(4, 5)`; `(0, 0)` for a plain module.
        kernel: Name of its kernel, where it is said.
        warnings: What is odd but does not stop the work, for the user.
        language_version: Version of the language that ran it (`3.12.4`), where it is said.
    """

    path: Path
    language: str
    cells: tuple[Cell, ...]
    format: tuple[int, int] = (4, 5)
    kernel: str | None = None
    warnings: tuple[str, ...] = ()
    language_version: str | None = None


class StatementId(NamedTuple):
    """The one name of a statement through every stage; a tuple, since every stage looks things up by it.

    Attributes:
        cell: Index of its cell over all cells, 1-based.
        ordinal: Position in the cell, 0-based.
    """

    cell: int
    ordinal: int


@dataclass(frozen=True, slots=True)
class Magic:
    """A piece of a cell that is no Python: a magic, a shell line, a help request.

    Attributes:
        text: As written.
        name: `%time`, `%%bash`, `!`, `?`.
        translated: Whether Python stands for it now; otherwise it is left out.
        reason: Why it is left out, or what stands for it.
        requirements: Distributions that it installs, as written (`pandas==1.5`).
    """

    text: str
    name: str
    translated: bool
    reason: str
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One top-level statement of a code cell, ready to be moved.

    Attributes:
        id: Its name.
        source: Its Python text, from its first to its last token, decorators included.
        node: Its syntax tree. Line and column offsets are those of `source` itself: line 1, column 0 is its first
            character, so that edits can be made by offset. `None` only for a magic that is left out.
        location: Where it stands in the notebook.
        comments: Comment lines that precede it, without indentation, `#` included.
        trailing_comment: Comment on its last line.
        displayed: Whether it is the last expression of its cell and Jupyter shows its value.
        magic: The magic that it came from, if it did.
        expects_error: Whether its cell is tagged `raises-exception`.
    """

    id: StatementId
    source: str
    node: ast.stmt | None
    location: Location
    comments: tuple[str, ...] = ()
    trailing_comment: str = ""
    displayed: bool = False
    magic: Magic | None = None
    expects_error: bool = False


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A code cell that is not Python, kept as it is.

    Attributes:
        cell: Index of the cell over all cells, 1-based.
        source: Its text as stored.
        location: Where the parser gave up.
        message: What the parser said.
    """

    cell: int
    source: str
    location: Location
    message: str


@dataclass(frozen=True, slots=True)
class ParsedNotebook:
    """A notebook with its code as statements.

    Attributes:
        notebook: The notebook.
        statements: All statements, in the order of the cells.
        unparsed: Cells that do not parse.
    """

    notebook: Notebook
    statements: tuple[Statement, ...]
    unparsed: tuple[Unparsed, ...]
