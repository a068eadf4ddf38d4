"""Which calls of a notebook the knowledge tables answer, seen from inside the interpretation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from nb2prod.facts import gather_facts, settle_scope_lookups
from nb2prod.finding import UnreadableInputError
from nb2prod.knowledge import CallEntry, Knowledge, distribution_of, is_stdlib
from nb2prod.knowledge.canonical import root_of
from nb2prod.notebook import parse_cells, read_source, require_python, require_python3
from nb2prod.notebook.settle import settle_statements
from nb2prod.types import calls
from nb2prod.types.arguments import Arguments
from nb2prod.types.candidates import that_have
from nb2prod.types.classes import library_bases
from nb2prod.types.expressions import EXPRESSIONS
from nb2prod.types.interpret import interpret
from nb2prod.types.machine import Machine
from nb2prod.types.shapes import candidates, without_none
from nb2prod.types.statements import STATEMENTS
from nb2prod.types.values import Class, Library, Method, Reference, Value


class Answer(Enum):
    """How the tables answer a call, best first."""

    ENTRY = "entry of its own"
    CLASS = "class of which nothing is said as a call"
    UNLISTED = "assumption for methods without an entry"
    CONVENTION = "convention for a method of a known class"
    UNSURE = "entry that says that nothing is sure"
    NOTHING = "no entry"
    LOST = "receiver of unknown type that comes from a library"


LATER = " … "
"""Between the call that gave a value without a type, and what is called on it."""

_ANSWERS = list(Answer)
COVERED = frozenset({Answer.ENTRY, Answer.CLASS, Answer.UNLISTED, Answer.CONVENTION, Answer.UNSURE})


@dataclass(frozen=True, slots=True)
class Seen:
    """One call of a notebook on something of a library.

    Attributes:
        library: Import root of what it is called on.
        name: What is called; for receivers of unknown type `call that gave it … .method`.
        answer: How the tables answer it.
    """

    library: str
    name: str
    answer: Answer

    @property
    def covered(self) -> bool:
        """Whether the tables have an answer."""
        return self.answer in COVERED


def calls_of(path: Path, knowledge: Knowledge) -> tuple[Seen, ...]:
    """All calls of a notebook on what comes from a library, each call of its source once.

    Args:
        path: The notebook; nothing of it is run.
        knowledge: The tables.

    Returns:
        The calls in the order of the source; none if the file is no notebook of Python 3.
    """
    try:
        notebook = read_source(path)
        require_python(notebook)
        parsed = settle_statements(require_python3(parse_cells(notebook)))
    except UnreadableInputError:
        return ()
    parsed, facts = settle_scope_lookups(parsed, [gather_facts(s) for s in parsed.statements])
    watch = _Watch(knowledge)
    with watch.watching():
        interpret(facts, knowledge)
    return tuple(watch.found.values())


class _Origin(NamedTuple):
    """Where a value of unknown type comes from: a library, and the call that gave it."""

    library: str
    name: str


_NOWHERE = _Origin("", "")


class _Watch:
    """Follows an interpretation: each call with what is called, and where values of unknown type come from."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.found: dict[ast.Call, Seen] = {}
        self.origins: dict[ast.AST, _Origin] = {}
        self.names: dict[tuple[int, str], _Origin | ast.Call] = {}
        self._open: list[ast.Call] = []
        self._scopes: list[object] = []

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Note the calls of all that is interpreted meanwhile."""
        evaluate, invoke = EXPRESSIONS[ast.Call], calls.invoke
        assign, loop, enter = STATEMENTS[ast.Assign], STATEMENTS[ast.For], STATEMENTS[ast.With]

        def evaluated(machine: Machine, node: ast.Call) -> Value:
            self._open.append(node)
            depth = len(self._open)
            try:
                return evaluate(machine, node)
            finally:
                del self._open[depth - 1 :]

        def invoked(machine: Machine, function: Value, arguments: Arguments, text: str) -> Value:
            if self._open:
                self._note(machine, self._open.pop(), function)
                self._open.append(_NO_CALL)
            return invoke(machine, function, arguments, text)

        def assigned(machine: Machine, node: ast.Assign) -> bool:
            reached = assign(machine, node)
            for target in node.targets:
                self._bind(machine, target, self._origin(machine, node.value))
            return reached

        def looped(machine: Machine, node: ast.For) -> bool:
            self._bind(machine, node.target, self._origin(machine, node.iter, later=True))
            return loop(machine, node)

        def entered(machine: Machine, node: ast.With) -> bool:
            for item in node.items:
                if item.optional_vars is not None:
                    self._bind(machine, item.optional_vars, self._origin(machine, item.context_expr, later=True))
            return enter(machine, node)

        with ExitStack() as stack:
            stack.enter_context(mock.patch.dict(EXPRESSIONS, {ast.Call: evaluated}))
            stack.enter_context(mock.patch.dict(STATEMENTS, {ast.Assign: assigned, ast.For: looped, ast.With: entered}))
            stack.enter_context(mock.patch.object(calls, "invoke", invoked))
            yield

    def _note(self, machine: Machine, node: ast.Call, function: Value) -> None:
        if node is _NO_CALL:
            return
        seen = self._seen(machine, node, function)
        self.origins[node] = self._made_by(function.refers) if seen is None else _origin_of(seen)
        known = self.found.get(node)
        if seen is not None and (known is None or known.covered):
            self.found[node] = seen

    def _made_by(self, refers: Reference | None) -> _Origin:
        """The library whose class the notebook's own class derives from."""
        bases = library_bases(refers) if isinstance(refers, Class) else []
        return next((_Origin(root, base) for base in bases if (root := self._library(base))), _NOWHERE)

    def _seen(self, machine: Machine, node: ast.Call, function: Value) -> Seen | None:
        match function.refers:
            case Library(name):
                return self._function(self.knowledge.canonical(name))
            case Method(receiver=receiver, name=name) if isinstance(node.func, ast.Attribute):
                return self._method(receiver, name) or self._lost(machine, receiver, node.func.value, f".{name}")
            case None:
                return self._method(function, "__call__") or self._lost(machine, function, node.func, "()")
        return None

    def _function(self, name: str) -> Seen | None:
        root = self._library(name)
        if not root:
            return None
        entry = self.knowledge.call(name)
        if entry is not None:
            return Seen(root, name, Answer.UNSURE if _says_nothing(entry) else Answer.ENTRY)
        return Seen(root, name, Answer.CLASS if self.knowledge.type(name) is not None else Answer.NOTHING)

    def _method(self, receiver: Value, name: str) -> Seen | None:
        if candidates(receiver.type):
            return self._either(receiver, name)
        kind = without_none(receiver.type)
        heads = [part.head for part in kind.arguments] if kind.head == "|" else [kind.head]
        root = next((found for head in heads if (found := self._library(head))), "")
        if not root:
            return None
        full = f"{'|'.join(heads)}.{name}"
        entry = self.knowledge.method(kind.head, name) if self.knowledge.type(kind.head) is not None else None
        if entry is None:
            by_name = self.knowledge.method(None, name)
            conventional = by_name is not None and (
                name in calls._CONVENTIONAL or self.knowledge.type(kind.head) is None
            )
            return Seen(root, full, Answer.CONVENTION if conventional else Answer.NOTHING)
        if entry.unlisted:
            return Seen(root, full, Answer.UNLISTED)
        return Seen(root, full, Answer.UNSURE if _says_nothing(entry) else Answer.ENTRY)

    def _either(self, receiver: Value, name: str) -> Seen | None:
        """The worst answer for one of several classes, if the interpretation knows which of them have the method."""
        kinds = that_have(receiver.type, name, self.knowledge)
        seen = [found for kind in kinds if (found := self._method(receiver._replace(type=kind), name)) is not None]
        return max(seen, key=lambda each: _ANSWERS.index(each.answer), default=None)

    def _lost(self, machine: Machine, receiver: Value, node: ast.expr, what: str) -> Seen | None:
        if receiver.known or that_have(receiver.type, what.strip("."), self.knowledge):
            return None
        origin = self._origin_now(machine, node)
        return Seen(origin.library, f"{origin.name}{LATER}{what}", Answer.LOST) if origin.library else None

    def _library(self, name: str) -> str:
        """The import root of a qualified name of a library; empty for builtins, and what may be the user's own."""
        root = root_of(name)
        if name in ("?", "|", "none") or root == "builtins":
            return ""
        known = self.knowledge.library(root) is not None or is_stdlib(root) or distribution_of(root) is not None
        return root if known else ""

    # --- where a value of unknown type comes from ----------------------------------------------------------------

    def _origin(self, machine: Machine, node: ast.expr, *, later: bool = False) -> _Origin | ast.Call:
        """The library that a value comes from, or the call that it will come from once that is interpreted."""
        match node:
            case ast.Call():
                return node if later else self.origins.get(node, _NOWHERE)
            case ast.Attribute(value=inner) | ast.Subscript(value=inner) | ast.Await(value=inner):
                return self._origin(machine, inner, later=later)
            case ast.Name(id=name):
                here = self.names.get((id(machine.scope), name))
                return here if here is not None else self.names.get((id(machine.notebook), name), _NOWHERE)
        return _NOWHERE

    def _origin_now(self, machine: Machine, node: ast.expr) -> _Origin:
        found = self._origin(machine, node)
        return self.origins.get(found, _NOWHERE) if isinstance(found, ast.Call) else found

    def _bind(self, machine: Machine, target: ast.expr, origin: _Origin | ast.Call) -> None:
        match target:
            case ast.Name(id=name):
                self._scopes.append(machine.scope)  # an id stays one scope's as long as this is alive
                self.names[id(machine.scope), name] = origin
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                for part in parts:
                    self._bind(machine, part, origin)


_NO_CALL = ast.Call()


def _origin_of(seen: Seen) -> _Origin:
    return _Origin(seen.library, seen.name.partition(LATER)[0])


def _says_nothing(entry: CallEntry) -> bool:
    """Whether an entry says only that its call may do anything."""
    return not (entry.pure or entry.mutates or entry.writes or entry.reads or entry.draws or entry.seeds)
