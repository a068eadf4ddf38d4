"""What one statement does to names, read off its syntax alone. Frozen values."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from nb2prod.notebook.model import Statement, StatementId


@dataclass(frozen=True, slots=True)
class ImportedName:
    """One name that an import binds.

    Attributes:
        name: The name that is bound; `*` for a star import.
        module: Dotted module, with leading dots where it is relative.
        member: Member of the module that is imported; empty for `import module`.
        text: The import as a statement of its own (`from a import b as c`).
    """

    name: str
    module: str
    member: str
    text: str

    @property
    def qualified(self) -> str:
        """Dotted path of what the name stands for."""
        if self.member:
            return f"{self.module}.{self.member}"
        return self.module if f" as {self.name}" in self.text else self.name


@dataclass(frozen=True, slots=True)
class Definition:
    """A function or class that a statement defines at the top level of its cell.

    Attributes:
        name: Its name.
        kind: `function` or `class`.
        eager: Names read when the statement runs: decorators, defaults, bases, annotations, a class's body.
        free: Names of the notebook's scope that its body reads when it is called.
        global_writes: Names of the notebook's scope that its body binds.
        nested: Those of `free` that are read by code which outlives a call: inner functions, lambdas, generators.
        delayed: Whether its body runs later than the call (a generator or a coroutine).
        decorators: Dotted text of each decorator; empty text for one that is more than a name or a call.
        eager_calls: Dotted text of calls that run with the definition (defaults, decorators, class body).
        dynamic: Names of built-ins that reach into scopes (`exec`, `globals`, …) used in the body.
    """

    name: str
    kind: str
    eager: frozenset[str]
    free: frozenset[str]
    global_writes: frozenset[str]
    nested: frozenset[str]
    delayed: bool
    decorators: tuple[str, ...]
    eager_calls: tuple[str, ...]
    dynamic: frozenset[str]


@dataclass(frozen=True, slots=True)
class Call:
    """A call that runs when the statement runs.

    Attributes:
        path: Dotted text of what is called (`df.groupby`, `pd.read_csv`); empty where the callee is no dotted name.
        method: Last part of the callee (`groupby`), also where its receiver is an expression.
        node: The call.
    """

    path: str
    method: str
    node: ast.Call = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a statement reads, binds and may change.

    Attributes:
        statement: The statement.
        reads: Names of the notebook's scope that it loads, also in code that it defines and that may run at once.
        exposed: Those that may be loaded before the statement itself binds them.
        may_bind: Names that it may bind and that stay bound after it.
        must_bind: Names that it binds whenever it ends normally.
        probed: Names that are bound whenever it ends normally, be it since something before it bound them.
        stores: Every name that a function holding the statement would treat as local.
        deletes: Names that it may unbind.
        changes: Names whose object it stores into (`x[i] = …`, `x.a = …`, `x += …`, `del x[i]`).
        calls: Calls that run with it, in source order.
        captures: Names read by code that outlives the statement: a lambda that is kept, a generator expression.
        definition: The definition, if the statement is one.
        imports: Names that it imports, if it is a top-level import.
        dynamic: Built-ins that reach into scopes: `exec`, `eval`, `globals`, `locals`, `vars`, `dir`.
        awaits: Whether it awaits at the top level.
        id: Name of the statement.
    """

    statement: Statement
    reads: frozenset[str] = frozenset()
    exposed: frozenset[str] = frozenset()
    may_bind: frozenset[str] = frozenset()
    must_bind: frozenset[str] = frozenset()
    probed: frozenset[str] = frozenset()
    stores: frozenset[str] = frozenset()
    deletes: frozenset[str] = frozenset()
    changes: frozenset[str] = frozenset()
    calls: tuple[Call, ...] = ()
    captures: frozenset[str] = frozenset()
    definition: Definition | None = None
    imports: tuple[ImportedName, ...] = ()
    dynamic: frozenset[str] = frozenset()
    awaits: bool = False
    id: StatementId = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", self.statement.id)  # every stage looks things up by it
