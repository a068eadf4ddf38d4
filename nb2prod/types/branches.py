"""Statements that hold others: branches, loops, `with`, `try`, `match`."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from nb2prod.facts.tree import descendants
from nb2prod.facts.walk import definitely_iterates
from nb2prod.types.classes import classes_of
from nb2prod.types.delayed import run_pending
from nb2prod.types.iteration import consume, element
from nb2prod.types.model import TypeSource
from nb2prod.types.protocols import call_dunder
from nb2prod.types.scope import Names, join_names
from nb2prod.types.targets import assign_target, bind_name
from nb2prod.types.values import NOTHING, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine, StatementHandler


_JUMPS = (ast.Break, ast.Continue, ast.Return)


def _branch(machine: Machine, body: list[ast.stmt], names: Names) -> tuple[bool, Names]:
    """Interpret one of several alternatives; give its names."""
    machine.scope.names = dict(names)
    with machine.perhaps():
        reached = machine.execute(body)
    return reached, machine.scope.names


def _join(machine: Machine, ends: list[tuple[bool, Names]], start: Names) -> bool:
    found: Names | None = None
    for reached, names in ends:
        if reached:
            found = names if found is None else join_names(found, names)
    machine.scope.names = found if found is not None else _all(ends, start)
    return found is not None


def _all(ends: list[tuple[bool, Names]], start: Names) -> Names:
    found = start
    for _, names in ends:
        found = join_names(found, names)
    return found


def _if(machine: Machine, node: ast.If) -> bool:
    machine.evaluate(node.test)
    start = machine.scope.names
    ends = [_branch(machine, node.body, start), _branch(machine, node.orelse, start)]
    return _join(machine, ends, start) or machine.scope is machine.notebook


def _for(machine: Machine, node: ast.For | ast.AsyncFor) -> bool:
    values = machine.evaluate(node.iter)
    consume(machine, values)
    each = element(machine, values)
    certain = definitely_iterates(node.iter) and not _jumps(node.body)

    def once() -> None:
        assign_target(machine, node.target, each)
        machine.execute(node.body)

    _loop(machine, once, certain=certain)
    _else(machine, node.orelse)
    return True


def _while(machine: Machine, node: ast.While) -> bool:
    def once() -> None:
        machine.evaluate(node.test)
        machine.execute(node.body)

    _loop(machine, once, certain=False)
    _else(machine, node.orelse)
    endless = isinstance(node.test, ast.Constant) and bool(node.test.value)
    return not endless or machine.scope is machine.notebook or _jumps(node.body)


def _loop(machine: Machine, once: Callable[[], None], *, certain: bool) -> None:
    """Interpret a loop's body until its names keep their values: two rounds are enough for what is told apart here."""
    scope = machine.scope
    outside, scope.jumped = scope.jumped, []
    for number in range(2):
        before = scope.names
        scope.names = dict(before)
        if certain:
            once()
        else:
            with machine.perhaps():
                once()
        after = scope.names
        for names in scope.jumped:
            after = join_names(after, names)
        scope.names = after if certain and not number else join_names(before, after)
        if _same(before, scope.names):
            break
    scope.jumped = outside


def _same(before: Names, after: Names) -> bool:
    if before.keys() != after.keys():
        return False
    return all(before[name] is value or before[name] == value for name, value in after.items())


def _else(machine: Machine, body: list[ast.stmt]) -> None:
    if body:
        start = machine.scope.names
        _join(machine, [(True, start), _branch(machine, body, start)], start)


def _jumps(body: list[ast.stmt]) -> bool:
    return any(isinstance(inner, _JUMPS) for part in body for inner in descendants(part))


def _with(machine: Machine, node: ast.With | ast.AsyncWith) -> bool:
    entered: list[Value] = []
    for each in node.items:
        value = machine.evaluate(each.context_expr)
        entered.append(value)
        found = _enter(machine, value)
        if each.optional_vars is not None:
            assign_target(machine, each.optional_vars, found)
    reached = machine.execute(node.body)
    for value in entered:
        if classes_of(machine, value):
            call_dunder(machine, value, "__exit__", NOTHING, NOTHING, NOTHING)
        for region in value.regions:
            run_pending(machine, region)
    return reached or machine.scope is machine.notebook


def _enter(machine: Machine, value: Value) -> Value:
    if classes_of(machine, value):
        found = call_dunder(machine, value, "__enter__")
        return found if found is not None else value
    for region in value.regions:
        run_pending(machine, region)
    if value.type.head == "generator":
        each = element(machine, value)
        return Value(each.type, value.regions, TypeSource.PROPAGATION, each.confidence)
    return value


def _try(machine: Machine, node: ast.Try) -> bool:
    start = machine.scope.names
    machine.scope.names = dict(start)
    with machine.perhaps():
        reached = machine.execute(node.body)
        tried = machine.scope.names
        if reached and node.orelse:
            reached = machine.execute(node.orelse)
    ends = [(reached, machine.scope.names)]
    for handler in node.handlers:
        machine.scope.names = join_names(start, tried)
        if handler.type is not None:
            machine.evaluate(handler.type)
        if handler.name:
            bind_name(machine, handler.name, NOTHING)
        end = _branch(machine, handler.body, machine.scope.names)
        if handler.name:
            end[1].pop(handler.name, None)
        ends.append(end)
    reached = _join(machine, ends, start)
    if node.finalbody:
        reached = machine.execute(node.finalbody) and reached
    return reached or machine.scope is machine.notebook


def _match(machine: Machine, node: ast.Match) -> bool:
    subject = machine.evaluate(node.subject)
    start = machine.scope.names
    ends: list[tuple[bool, Names]] = [(True, start)]
    for case in node.cases:
        machine.scope.names = dict(start)
        _pattern(machine, case.pattern, subject)
        if case.guard is not None:
            machine.evaluate(case.guard)
        ends.append(_branch(machine, case.body, machine.scope.names))
    return _join(machine, ends, start)


def _pattern(machine: Machine, pattern: ast.pattern, subject: Value) -> None:
    inside = Value(regions=subject.regions | machine.heap.parts(subject.regions))
    for part in ast.walk(pattern):
        match part:
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                bind_name(machine, name, subject if part is pattern else inside)


BRANCHES: dict[type[ast.AST], StatementHandler] = {
    ast.If: _if,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.While: _while,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.Try: _try,
    ast.TryStar: _try,
    ast.Match: _match,
}
