"""The plan of a package: which statement goes where, before a file is written. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from nb2prod.notebook.model import StatementId, Unparsed
from nb2prod.plan.functions import Datum, Edit, Function, Import, Parameter, ParameterKind, Piece, Returned, Substep

__all__ = [
    "Datum",
    "Disposition",
    "DispositionKind",
    "Edit",
    "Function",
    "Hoisted",
    "Import",
    "Literal",
    "Module",
    "Parameter",
    "ParameterKind",
    "Piece",
    "Plan",
    "Returned",
    "Section",
    "Setting",
    "Step",
    "StepKind",
    "Substep",
]


class DispositionKind(Enum):
    """What becomes of a statement; each has exactly one."""

    MOVED = "moved"
    HOISTED = "hoisted"
    INLINE = "inline"
    EXPLORATION = "exploration"
    TRANSLATED = "translated"
    MERGED = "merged"
    OMITTED = "omitted"
    LEFTOVER = "leftover"


@dataclass(frozen=True, slots=True)
class Disposition:
    """Where one statement went, and why if that is not plain.

    Attributes:
        statement: Which statement; a cell that does not parse counts as one.
        kind: What became of it.
        reason: Why, for a reader of `conversion.json`; empty where the kind says it all.
        module: Module of the package that holds it now; empty where none does.
        function: Function or class that holds it; empty at module level.
    """

    statement: StatementId
    kind: DispositionKind
    reason: str = ""
    module: str = ""
    function: str = ""


@dataclass(frozen=True, slots=True)
class Hoisted:
    """A definition or constant of the notebook at module level.

    Attributes:
        name: Its name in the package.
        module: Module that holds it.
        piece: Its statement.
        constant: Whether it is a constant.
        needs: Names of the package and of imports that it uses.
        local_imports: Imports that its body makes itself, since they must not run when the module is loaded.
    """

    name: str
    module: str
    piece: Piece
    constant: bool
    needs: frozenset[str]
    local_imports: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """A module of the package.

    Attributes:
        name: Its name.
        imports: Its imports.
        hoisted: Definitions and constants, in the notebook's order.
        functions: Steps, in the notebook's order.
    """

    name: str
    imports: tuple[Import, ...]
    hoisted: tuple[Hoisted, ...]
    functions: tuple[Function, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A literal of the notebook that configures.

    Attributes:
        name: Field of the settings.
        type: `str`, `int` or `float`.
        value: Source text of the value; empty for a secret, which has no default.
        env: Environment variable that overrides it.
        doc: What it is.
        statement: Where it stood.
    """

    name: str
    type: str
    value: str
    env: str
    doc: str
    statement: StatementId


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal that was lifted out of a statement.

    Attributes:
        statement: Where it stood.
        text: Its source text; empty for a secret.
        target: `settings.NAME` or `MODULE.FUNCTION(NAME)`.
    """

    statement: StatementId
    text: str
    target: str


class StepKind(Enum):
    """What a step of the pipeline is."""

    CALL = "call"
    EXPLORE = "explore"
    INLINE = "inline"
    SETTING = "setting"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the pipeline.

    Attributes:
        kind: A call, a call that runs on `explore=True`, a statement that stays as it is, or a setting bound to a name.
        function: The function that is called.
        arguments: For each parameter the expression that is passed.
        piece: The statement of an inline step.
        reason: Why it is inline.
        name: Name that a setting is bound to.
        cell: Cell it comes from.
        reads: Values that an inline step reads.
        binds: Values that an inline step may bind.
        repeats: The function that the step would have had, if it calls that of an earlier one which does the same.
    """

    kind: StepKind
    cell: int
    function: Function | None = None
    arguments: tuple[tuple[str, str], ...] = ()
    piece: Piece | None = None
    reason: str = ""
    name: str = ""
    setting: str = ""
    reads: frozenset[str] = frozenset()
    binds: frozenset[str] = frozenset()
    repeats: Function | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Consecutive parts of a long pipeline, as one function of it.

    Attributes:
        name: Its name.
        title: Heading above its first step that has one.
        parts: Its steps, or sections that hold them.
        parameters: Values that it takes.
        returns: Values that it gives back.
        uses_settings: Whether it needs the settings.
        explores: Whether it makes plots on request.
        concludes: Whether it makes what the pipeline returns.
        unset: Values of plots that it hands on though it may not make them: it binds them to `None` first.
    """

    name: str
    title: str
    parts: tuple[Step | Section, ...]
    parameters: tuple[str, ...]
    returns: tuple[str, ...]
    uses_settings: bool
    explores: bool
    concludes: bool = False
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedScope:
    """Names of the notebook that are variables of the pipeline's module, since code looks them up there by text.

    Attributes:
        names: Values, functions and classes: none is bound when the pipeline starts.
        imports: What the pipeline imports as it goes.
    """

    names: tuple[str, ...]
    imports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that the renderer needs.

    Attributes:
        title: Title of the notebook.
        modules: Modules with code, in reading order.
        bootstrap: Statements that must run before any import (environment variables, search path).
        bootstrap_imports: Imports that they need.
        searches_here: Whether modules are looked for in the folder that the notebook has changed to.
        pipeline_imports: Imports that inline steps need.
        pipeline_hoisted: Names of the package that inline steps need, with their module.
        settings: Fields of the settings.
        steps: Steps of the pipeline.
        outputs: What the pipeline returns.
        reserved: Names that the notebook uses, which the pipeline's own names avoid.
        prologue: What the pipeline says first of names that its closures read or rebind.
        dispositions: One for each statement, in order.
        literals: Literals that were lifted.
        leftovers: Cells that are no Python.
        requirements: Distributions that the notebook installs itself.
        imports: Dotted names of all modules that the package imports.
        notes: What the user should know.
        awaits: Whether the pipeline is a coroutine.
        shared: Names that are variables of the pipeline's module; `None` if they are those of its function.
        chapters: What the pipeline's body consists of: its steps, or sections where they are many.
    """

    title: str
    modules: tuple[Module, ...]
    bootstrap: tuple[Piece, ...]
    bootstrap_imports: tuple[Import, ...]
    pipeline_imports: tuple[Import, ...]
    pipeline_hoisted: tuple[tuple[str, str], ...]
    settings: tuple[Setting, ...]
    steps: tuple[Step, ...]
    outputs: tuple[Returned, ...]
    reserved: frozenset[str]
    prologue: tuple[str, ...]
    dispositions: tuple[Disposition, ...]
    literals: tuple[Literal, ...]
    leftovers: tuple[Unparsed, ...]
    requirements: tuple[str, ...]
    imports: frozenset[str]
    notes: tuple[str, ...]
    awaits: bool
    chapters: tuple[Step | Section, ...] = ()
    searches_here: bool = False
    shared: SharedScope | None = None
