"""Functions that are given to a known call, which runs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nb2prod.types.arguments import Arguments
from nb2prod.types.call import Call
from nb2prod.types.iteration import element, kind_of
from nb2prod.types.join import join_many, join_values
from nb2prod.types.model import TypeSource
from nb2prod.types.shapes import SERIES
from nb2prod.types.values import NOTHING, Bound, Class, Function, Library, Method, Several, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

LAZY = ("iterator", "generator")
ROWS = frozenset({"frame", "groups"})
_KEPT = (Function, Bound, Several)


def run(machine: Machine, call: Call) -> Mapping[str, Value]:
    """Interpret the functions that a call is given, as often as the call may run them.

    Args:
        machine: The state.
        call: The call.

    Returns:
        What they return, by parameter; under the empty name that of any of them.
    """
    if all(v.refers is None for v in call.arguments.every()):
        return {}
    if call.entry.returns.startswith("iterator"):
        with machine.apart():
            return _run(machine, call)
    return _run(machine, call)


def keep(machine: Machine, call: Call, result: Value) -> None:
    """Remember the functions that a call is given and its result may call later.

    Args:
        machine: The state.
        call: The call.
        result: What it gives back.
    """
    given = [v for v in call.arguments.every() if v.refers is not None and isinstance(v.refers, _KEPT)]
    for region in result.regions if given else ():
        if result.type.head in LAZY:
            machine.heap.pending[region] = lambda: _run(machine, call)
        elif not call.entry.callbacks:
            machine.heap.kept[region] = join_many(given)


def _run(machine: Machine, call: Call) -> dict[str, Value]:
    entry, arguments = call.entry, call.arguments
    results: dict[str, Value] = {}
    for position, value in enumerate(arguments.positional):
        name = entry.args[position].lstrip("*") if position < len(entry.args) else ""
        _one(machine, call, name, value, results)
    for name, value in arguments.keywords.items():
        _one(machine, call, name, value, results)
    for value in arguments.spread:
        _one(machine, call, "", value, results)
    return results


def _one(machine: Machine, call: Call, name: str, value: Value, results: dict[str, Value]) -> None:
    if not _callable(value, asked=name in call.entry.callbacks or (not call.entry.args and bool(call.entry.callbacks))):
        return
    with machine.perhaps():
        found = machine.invoke(value, Arguments(_inputs(machine, call, value)), name)
    results[name] = found
    results[""] = join_values(results[""], found) if "" in results else found


def _callable(value: Value, *, asked: bool) -> bool:
    match value.refers:
        case Function():
            return True
        case Library(name):
            return asked and value.type.head not in ("type", "module") and not name.startswith("builtins.")
        case Class() | Method() | Bound():
            return asked
        case Several(members):
            return asked or any(isinstance(member, Function) for member in members)
    return False


def _inputs(machine: Machine, call: Call, function: Value) -> tuple[Value, ...]:
    """What the function is given: an element of the receiver, or of the other arguments."""
    subjects = [call.receiver] if call.receiver is not NOTHING else []
    subjects += [v for v in call.arguments.positional if v.refers is None]
    wanted = _arity(function)
    if not subjects:
        return (NOTHING,) * wanted
    found = tuple(_element(machine, call, subject) for subject in subjects[: max(wanted, 1)])
    return found + (NOTHING,) * (wanted - len(found))


def _arity(function: Value) -> int:
    match function.refers:
        case Function(node=node, defaults=defaults, receiver=receiver):
            positional = len(node.args.posonlyargs) + len(node.args.args)
            return max(positional - len(defaults) - (receiver is not None), 1)
    return 1


def _element(machine: Machine, call: Call, subject: Value) -> Value:
    if kind_of(machine, subject) in ROWS:
        method = call.entry.name.rpartition(".")[2]
        if method in ("applymap", "map", "rename"):
            return NOTHING
        if method in ("pipe", "assign", "where", "mask"):
            return subject
        regions = machine.heap.content(subject.regions) if subject.regions else subject.regions
        if kind_of(machine, subject) == "frame":
            return Value(SERIES, regions, TypeSource.TABLE, 0.8)
        return Value(regions=regions)
    return element(machine, subject)
