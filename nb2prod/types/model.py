"""What is known of a value's type, and what a statement changes outside of what it binds. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from nb2prod.notebook.model import StatementId

if TYPE_CHECKING:
    from nb2prod.knowledge.lookup import Knowledge
    from nb2prod.types.called import Called
    from nb2prod.types.entries import Entries
    from nb2prod.types.values import FunctionNode, Value


class TypeSource(Enum):
    """Where a type comes from, best known first."""

    LITERAL = "literal"
    ANNOTATION = "annotation"
    TABLE = "table"
    PROPAGATION = "propagation"
    STORED_OUTPUT = "stored output"
    CHECKER = "checker"
    CONVENTION = "convention"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class TypeGuess:
    """What a value is believed to be.

    Attributes:
        type: Canonical type: a qualified class (`pandas.DataFrame`, `int`, `sklearn.svm.SVC`), with parts where they
            are known (`list[str]`, `tuple[pandas.DataFrame, int]`), or `?`.
        source: Where that comes from.
        confidence: Between 0 and 1.
        columns: Columns that a frame is known to have, or texts that a container holds; empty where nothing is known.
    """

    type: str = "?"
    source: TypeSource = TypeSource.UNKNOWN
    confidence: float = 0.0
    columns: tuple[str, ...] = ()

    @property
    def frame_columns(self) -> tuple[str, ...]:
        """Columns that it is known to have, if it is a frame."""
        return self.columns if self.type == "pandas.DataFrame" else ()


UNKNOWN = TypeGuess()


@dataclass(frozen=True, slots=True)
class Effects:
    """What a statement does besides binding names, once types are known.

    Attributes:
        reads: Names whose value matters to it, in called functions too, and channels (`<files>`, `<random:numpy>`).
        mutates: Names whose object it may change, and channels that it changes.
        certain: Those of `mutates` that it changes whenever it runs, as far as the tables know.
        unknown: Calls that no table knows and that therefore may do anything to their arguments and to any channel.
        callees: Qualified names of the calls that were resolved, in source order.
        shows: Methods that Jupyter runs to display a value and that may do more than give a text (`__repr__`).
    """

    reads: frozenset[str] = frozenset()
    mutates: frozenset[str] = frozenset()
    certain: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()
    callees: tuple[str, ...] = ()
    shows: frozenset[str] = frozenset()

    @property
    def harmless(self) -> bool:
        """Whether it surely changes nothing: no name, no channel, no unknown call."""
        return not self.mutates and not self.unknown


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """Columns of a frame that are named, each sorted.

    Attributes:
        read: Those that are read.
        added: Those that are stored, new or not.
        dropped: Those that are dropped, from the frame or from what is made of it.
    """

    read: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


NO_COLUMNS = ColumnUse()


@dataclass(frozen=True, slots=True)
class Interpretation:
    """Types and effects of all statements.

    Attributes:
        after: For each statement the types of the names that it binds or changes.
        effects: For each statement its effects.
        parameters: Types of the parameters of the notebook's own functions, by function and parameter name, joined
            over their calls.
        returns: Type that each of the notebook's own functions returns.
        columns: For each statement that names columns of frames, what it does to them, by the frame's name; under an
            empty name what it does to frames that have none.
        parameter_columns: The same for the parameters of the notebook's own functions, by function and parameter name.
        hints: Types of names of which `after` knows nothing, from stored outputs or a checker. They are good enough to
            be written down, and no decision rests on them.
        values: What `after` was said of; `details` says more of it.
        entries: For dictionaries what they hold under keys that are known.
        called: What the notebook's own functions are called with, and what they return.
        knowledge: The tables that it rests on.
    """

    after: Mapping[StatementId, Mapping[str, TypeGuess]] = field(default_factory=dict)
    effects: Mapping[StatementId, Effects] = field(default_factory=dict)
    parameters: Mapping[tuple[str, str], TypeGuess] = field(default_factory=dict)
    returns: Mapping[str, TypeGuess] = field(default_factory=dict)
    columns: Mapping[StatementId, Mapping[str, ColumnUse]] = field(default_factory=dict)
    parameter_columns: Mapping[tuple[str, str], ColumnUse] = field(default_factory=dict)
    hints: Mapping[StatementId, Mapping[str, TypeGuess]] = field(default_factory=dict)
    values: Mapping[StatementId, Mapping[str, Value]] = field(default_factory=dict, repr=False, compare=False)
    entries: Mapping[StatementId, Mapping[str, Entries]] = field(default_factory=dict, repr=False, compare=False)
    called: Mapping[FunctionNode, Called] = field(default_factory=dict, repr=False, compare=False)
    knowledge: Knowledge | None = field(default=None, repr=False, compare=False)

    def said(self, place: StatementId, name: str) -> TypeGuess:
        """What is said of a name's type behind a statement that binds or changes it."""
        known = self.after.get(place, {}).get(name, UNKNOWN)
        return known if known.type != "?" else self.hints.get(place, {}).get(name, known)
