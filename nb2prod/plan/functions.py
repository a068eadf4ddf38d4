"""A step as a function: its statements as they will be written, its signature, what leaves its body. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nb2prod.notebook.model import Statement
from nb2prod.types.model import NO_COLUMNS, ColumnUse, TypeGuess


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A replacement in a statement's source, by character offsets.

    Attributes:
        start: First character that is replaced.
        end: One past the last; equal to `start` for an insertion.
        text: What stands there instead.
    """

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A statement as it will be written.

    Attributes:
        statement: The statement.
        edits: Changes inside it, not overlapping.
        before: Lines to write before it.
        after: Lines to write after it.
    """

    statement: Statement
    edits: tuple[Edit, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class ParameterKind(Enum):
    """Where a parameter's value comes from."""

    VALUE = "value"
    SETTING = "setting"
    OPTION = "option"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a step.

    Attributes:
        name: Its name.
        kind: A value of the notebook, a field of the settings, or an option with the notebook's value as default.
        guess: Its type.
        default: Source text of the default of an option.
        setting: Field of the settings that is passed.
        columns: Columns that the step needs of a frame, adds to it and drops from it.
        fact: What is known of it beyond that: what a setting or an option is for, which step a value comes from.
    """

    name: str
    kind: ParameterKind
    guess: TypeGuess
    default: str = ""
    setting: str = ""
    columns: ColumnUse = NO_COLUMNS
    fact: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """A value that a step returns.

    Attributes:
        name: Its name in the notebook.
        guess: Its type.
    """

    name: str
    guess: TypeGuess


@dataclass(frozen=True, slots=True)
class Import:
    """An import at the top of a module.

    Attributes:
        name: Name that it binds; `*` for a star import.
        text: The statement.
        keep: Whether it stays although no code mentions the name (it is read from a string).
    """

    name: str
    text: str
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Datum:
    """A long text or table of a step that a constant of its module holds.

    Attributes:
        name: Name of the constant.
        text: Source of its value.
        imports: What the step needs to take it.
    """

    name: str
    text: str
    imports: tuple[Import, ...] = ()


@dataclass(frozen=True, slots=True)
class Substep:
    """Statements inside a long loop or branch of a step, as a function of their own.

    Attributes:
        name: Its name.
        parameters: What it takes.
        returns: Names of what it gives back.
        text: Source of its body, without the `return`.
        comment: What the author's comment above them says, if there is one.
    """

    name: str
    parameters: tuple[Parameter, ...]
    returns: tuple[str, ...]
    text: str
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """A step of the pipeline: a function made of consecutive statements.

    Attributes:
        name: Its name.
        module: Module that holds it.
        parameters: Parameters, values first.
        returns: What it returns, in the order of the notebook.
        pieces: Its body.
        prologue: Lines before the body (`total = None`, imports that must not run earlier).
        cells: Cells that its statements come from.
        title: Heading above them, if any.
        activity: Main activity of its statements.
        notes: What the docstring tells beyond the signature.
        awaits: Whether it is a coroutine.
        expects_error: Whether its cell is meant to raise.
        data: Constants that hold what is long in it.
        substeps: Functions that it calls for what is long in its loops and branches.
        imports: What is added to its statements needs of its module.
    """

    name: str
    module: str
    parameters: tuple[Parameter, ...]
    returns: tuple[Returned, ...]
    pieces: tuple[Piece, ...]
    prologue: tuple[str, ...]
    cells: tuple[int, ...]
    title: str
    activity: str
    notes: tuple[str, ...] = ()
    awaits: bool = False
    expects_error: bool = False
    data: tuple[Datum, ...] = ()
    substeps: tuple[Substep, ...] = ()
    imports: tuple[Import, ...] = ()
