"""Types and effects of all statements, settled together in one pass."""

from __future__ import annotations

import builtins
from collections.abc import Sequence

from nb2prod.facts.failing import last_of_failing
from nb2prod.facts.model import Facts
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.notebook.model import StatementId
from nb2prod.types.arguments import Arguments
from nb2prod.types.called import parameters_by_name, results_by_name
from nb2prod.types.calls import invoke
from nb2prod.types.channels import spread_files
from nb2prod.types.column_uses import joined_uses, uses_by_name
from nb2prod.types.entries import Entries, entries_of
from nb2prod.types.expressions import EXPRESSIONS, USUAL
from nb2prod.types.guess import guess_of
from nb2prod.types.join import join_values
from nb2prod.types.machine import Machine
from nb2prod.types.model import ColumnUse, Effects, Interpretation, TypeGuess
from nb2prod.types.protocols import call_dunder
from nb2prod.types.recorder import Recorder
from nb2prod.types.scope import Names
from nb2prod.types.showing import display
from nb2prod.types.statements import STATEMENTS
from nb2prod.types.values import NOTHING, Class, Function, Value

BINDING = frozenset({"globals", "exec", "locals", "vars"})


def interpret(facts: Sequence[Facts], knowledge: Knowledge) -> Interpretation:
    """Interpret the statements of a notebook in order, without running any of it.

    Args:
        facts: Facts of all statements, in order.
        knowledge: The tables.

    Returns:
        What each statement binds and changes, as far as that can be known; where it cannot, it says so.
    """
    machine = Machine(knowledge, EXPRESSIONS, STATEMENTS, invoke, call_dunder)
    for name in _bound_by_text(facts):
        machine.notebook.names[name] = Value(regions=machine.heap.new())
    after: dict[StatementId, dict[str, TypeGuess]] = {}
    effects: dict[StatementId, Effects] = {}
    columns: dict[StatementId, dict[str, ColumnUse]] = {}
    values: dict[StatementId, dict[str, Value]] = {}
    entries: dict[StatementId, dict[str, Entries]] = {}
    ends, started = last_of_failing(facts), Names()
    for fact in facts:
        before = dict(machine.notebook.names)
        started = started or before if fact.statement.expects_error else Names()
        effects[fact.id] = _statement(machine, fact, before)
        names = machine.notebook.names
        if fact.statement.node is not None and machine.record.columns:
            columns[fact.id] = uses_by_name(machine.record.columns, {**names, **before})
        if fact.id in ends:
            # It may have stopped before it bound anything.
            names.update({n: join_values(names[n], old) for n, old in started.items() if n in names})
            started = Names()
        changed = (fact.may_bind | effects[fact.id].mutates) & names.keys()
        values[fact.id] = {name: names[name] for name in sorted(changed)}
        after[fact.id] = {name: guess_of(value) for name, value in values[fact.id].items()}
        if machine.heap.entries:
            entries[fact.id] = {name: entries_of(machine.heap, value) for name, value in values[fact.id].items()}
    _uncalled(machine)
    return Interpretation(
        after=after,
        effects=spread_files(effects),
        parameters={key: guess_of(value) for key, value in parameters_by_name(machine.called).items()},
        returns={name: guess_of(value) for name, value in results_by_name(machine.called).items()},
        columns=columns,
        parameter_columns={key: joined_uses(uses) for key, uses in machine.parameter_columns.items()},
        values=values,
        entries=entries,
        called=machine.called,
        knowledge=knowledge,
    )


def _bound_by_text(facts: Sequence[Facts]) -> frozenset[str]:
    """Names that only code in a text, or a store into `globals()`, can bind: some object stands behind them."""
    inside = [f.definition for f in facts if f.definition is not None]
    if not any(dynamic & BINDING for dynamic in (*(f.dynamic for f in facts), *(d.dynamic for d in inside))):
        return frozenset()
    read = frozenset().union(*(f.reads for f in facts), *(d.free for d in inside))
    bound = frozenset().union(*(f.may_bind for f in facts), *(d.global_writes for d in inside))
    imported = {i.name for f in facts for i in f.imports}
    return frozenset() if "*" in imported else read - bound - imported - USUAL.keys() - frozenset(dir(builtins))


def _statement(machine: Machine, fact: Facts, before: Names) -> Effects:
    node = fact.statement.node
    machine.figures.enter(fact.statement, machine.heap)
    if node is None:
        return Effects()
    record = machine.record = Recorder()
    machine.shown = NOTHING
    machine.maybe, machine.depth, machine.scope = 0, 0, machine.notebook
    try:
        machine.execute([node])
        if fact.statement.displayed:
            display(machine, machine.shown)
    except RecursionError:
        _give_up(machine, fact, record, before)
    machine.figures.settle(record, machine.heap)
    return _effects(machine, fact, record, before)


def _give_up(machine: Machine, fact: Facts, record: Recorder, before: Names) -> None:
    """Record that a statement is nested too deeply to be followed: it may change all that it reads."""
    machine.record, machine.scope = record, machine.notebook
    machine.notebook.names = dict(before)
    machine.running.clear()
    record.unknown.append("code that is nested too deeply")
    record.names |= fact.reads & before.keys()
    for name in fact.may_bind:
        machine.notebook.names[name] = NOTHING


def _effects(machine: Machine, fact: Facts, record: Recorder, before: Names) -> Effects:
    touched = record.touched | machine.heap.reach(record.deep)
    mutates = set(record.names)
    certain = set(record.certain_names)
    if touched:
        holders = machine.heap.holders(touched)
        mutates |= {name for name, value in before.items() if not value.regions.isdisjoint(holders)}
        if machine.classes:
            mutates |= _instances(before, mutates)
        certain |= {name for name in mutates if name in before and before[name].regions in record.certain}
    reads = fact.reads | {name for name in record.reads if name.startswith("<") or name not in _DUNDER}
    return Effects(
        reads=frozenset(reads),
        mutates=frozenset(mutates),
        certain=frozenset(certain),
        unknown=tuple(record.unknown),
        callees=tuple(dict.fromkeys(record.callees)),
        shows=frozenset(record.shows),
    )


def _instances(names: Names, changed: set[str]) -> set[str]:
    """Names of instances of the classes that change."""
    classes = {value.refers.name for name in changed if isinstance((value := names.get(name, NOTHING)).refers, Class)}
    return {name for name, value in names.items() if value.type.head in classes}


_DUNDER = frozenset({"__name__", "__file__", "__doc__"})


def _uncalled(machine: Machine) -> None:
    """Find what functions return that the notebook never calls."""
    for name, value in list(machine.notebook.names.items()):
        if isinstance(value.refers, Function) and not _returned(machine, value.refers):
            with machine.apart():
                machine.invoke(value, Arguments(), name)


def _returned(machine: Machine, function: Function) -> bool:
    called = machine.called.get(function.node)
    return called is not None and called.result is not None
