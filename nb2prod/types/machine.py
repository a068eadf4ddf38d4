"""The state of an interpretation, and the few things that every part of it does."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from nb2prod.facts.free_names import FreeNames, free_of_function
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.types.arguments import Arguments
from nb2prod.types.called import Called
from nb2prod.types.column_uses import Use
from nb2prod.types.delayed import run_pending
from nb2prod.types.entries import forget
from nb2prod.types.figures import OpenFigures
from nb2prod.types.heap import Heap, Regions
from nb2prod.types.overrides import Override
from nb2prod.types.recorder import Recorder
from nb2prod.types.scope import Scope
from nb2prod.types.values import NOTHING, Class, FunctionNode, Value

MOST_STEPS = 8_000
"""Statements that are interpreted for one notebook; calls of its functions past that count as unknown."""

MOST_EDGES = 40_000
"""Objects put into others; past that, calls count as unknown too."""

DEEPEST = 24
"""Calls within calls."""

Handler = Callable[["Machine", Any], Value]
StatementHandler = Callable[["Machine", Any], bool]


class Machine:
    """One interpretation.

    Attributes:
        knowledge: The tables.
        heap: Objects.
        figures: Those of them that a plot may change without naming them.
        notebook: The notebook's scope.
        scope: Scope that is being interpreted.
        record: Where effects go.
        maybe: How many enclosing branches may not run; effects are certain only at zero.
        stars: Modules whose names were all imported.
        overrides: Attributes of libraries' classes that the notebook binds anew, by name.
        called: What the notebook's own functions are called with, and what they return.
        modules: Objects of modules that may be the user's own, and of their members, by qualified name.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        expressions: Mapping[type[ast.AST], Handler],
        statements: Mapping[type[ast.AST], StatementHandler],
        invoke: Callable[[Machine, Value, Arguments, str], Value],
        dunder: Callable[[Machine, Value, str], Value | None],
    ) -> None:
        self.knowledge = knowledge
        self.expressions = expressions
        self.statements = statements
        self._invoke = invoke
        self._dunder = dunder
        self.heap = Heap()
        self.figures = OpenFigures()
        self.notebook = Scope()
        self.scope = self.notebook
        self.record = Recorder()
        self.maybe = 0
        self.steps = 0
        self.depth = 0
        self.stars: list[str] = []
        self.modules: dict[str, Regions] = {}
        self.summaries: dict[tuple[Any, ...], list[tuple[Any, int]]] = {}
        self.running: dict[ast.AST, Any] = {}
        self._free: dict[ast.AST, FreeNames] = {}
        self.round = 1
        self.counts: Counter[ast.AST] = Counter()
        self.recursive: set[ast.AST] = set()
        self.called: dict[FunctionNode, Called] = {}
        self.parameter_columns: dict[tuple[str, str], set[Use]] = {}
        self.kinds: dict[str, str] = {"?": ""}
        self.patched: dict[str, Value] = {}
        self.overrides: dict[str, list[Override]] = {}
        self.classes: dict[str, list[Class]] = {}
        self.shown = NOTHING
        self.no_arguments = Arguments()

    # --- running -----------------------------------------------------------------------------------------------

    def evaluate(self, node: ast.AST) -> Value:
        """Interpret an expression."""
        handler = self.expressions.get(type(node))
        return handler(self, node) if handler is not None else NOTHING

    def execute(self, body: list[ast.stmt]) -> bool:
        """Interpret statements in order; say whether the end is reached."""
        for node in body:
            self.steps += 1
            handler = self.statements.get(type(node))
            if handler is not None and not handler(self, node):
                return False
        return True

    def invoke(self, function: Value, arguments: Arguments, text: str = "") -> Value:
        """Interpret a call of a value."""
        return self._invoke(self, function, arguments, text)

    def free_names(self, node: FunctionNode) -> FreeNames:
        """Names that a function takes from outside; a loop or a call may define the same one again and again."""
        known = self._free.get(node)
        if known is None:
            known = self._free[node] = free_of_function(node)
        return known

    def iterate_instance(self, value: Value) -> None:
        """Interpret what iterating over an instance of the notebook's own class runs."""
        iterator = self._dunder(self, value, "__iter__")
        with self.perhaps():
            self._dunder(self, value if iterator is None else iterator, "__next__")
        for region in iterator.regions if iterator is not None else ():
            run_pending(self, region)

    @property
    def exhausted(self) -> bool:
        """Whether so much has been interpreted that calls are not followed any more."""
        return self.depth >= DEEPEST or self.steps > MOST_STEPS or len(self.heap.log) > MOST_EDGES

    @contextmanager
    def perhaps(self) -> Iterator[None]:
        """Interpret something that may not run."""
        self.maybe += 1
        try:
            yield
        finally:
            self.maybe -= 1

    @contextmanager
    def inside(self, scope: Scope) -> Iterator[None]:
        """Interpret in another scope."""
        before, self.scope = self.scope, scope
        try:
            yield
        finally:
            self.scope = before

    # --- effects -----------------------------------------------------------------------------------------------

    def touch(self, value: Value, *, deep: bool = False, sure: bool = True) -> None:
        """Record that a value's object may change.

        Args:
            value: The value.
            deep: Whether what it holds may change with it.
            sure: Whether it changes whenever this point is reached.
        """
        if value.channel:
            self.change(value.channel, sure=sure)
        if isinstance(value.refers, Class):
            self.touch_instances(value.refers)
        if not value.regions:
            return
        if self.heap.entries:
            forget(self.heap, value.regions, deep=deep)
        record = self.record
        record.touched |= value.regions
        if deep:
            record.deep |= value.regions
        elif not value.regions.isdisjoint(self.heap.blurred):
            record.deep |= value.regions & self.heap.blurred
        if sure and not self.maybe and not self.scope.returned:
            record.certain.append(value.regions)
        for region in value.regions:
            if region in self.heap.channels:
                self.change(self.heap.channels[region], sure=sure)

    def use_up(self, regions: frozenset[int], *, sure: bool) -> None:
        """Record that iterators are used up; what stands behind them is read, not changed."""
        self.record.touched |= regions
        if sure and not self.maybe and not self.scope.returned:
            self.record.certain.append(regions)
        for region in regions:
            if region in self.heap.channels:
                self.read(self.heap.channels[region])

    def touch_instances(self, owner: Class) -> None:
        """Record that a class changes: all names that stand for it or its instances see that."""
        for name, value in self.notebook.names.items():
            if value.refers is owner or value.type.head == owner.name:
                self.record.names.add(name)

    def change(self, channel: str, *, sure: bool = True) -> None:
        """Record that a channel changes."""
        self.record.names.add(channel)
        if sure and not self.maybe and not self.scope.returned:
            self.record.certain_names.add(channel)

    def read(self, channel: str) -> None:
        """Record that a channel is read."""
        self.record.reads.add(channel)

    def read_behind(self, value: Value) -> None:
        """Record that the channels which stand behind a value are read."""
        if value.channel:
            self.read(value.channel)
        for region in self.heap.channels.keys() & value.regions if self.heap.channels else ():
            self.read(self.heap.channels[region])

    @contextmanager
    def apart(self) -> Iterator[Recorder]:
        """Interpret something whose effects are not those of the statement."""
        before, self.record = self.record, Recorder()
        try:
            yield self.record
        finally:
            self.record = before
