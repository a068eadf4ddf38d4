"""Calls that a table knows: their effects and what they give back."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from nb2prod.knowledge.model import CallEntry
from nb2prod.types import callbacks, columns, entries, frame_columns, outputs, sharing
from nb2prod.types.arguments import Arguments, happens, loosely_named, named, text_argument, truth
from nb2prod.types.call import Call
from nb2prod.types.figures import FIGURES
from nb2prod.types.iteration import consume
from nb2prod.types.model import TypeSource
from nb2prod.types.returns import returned_type
from nb2prod.types.scope_text import names_in_text
from nb2prod.types.shapes import generic, immutable
from nb2prod.types.values import NOTHING, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

SHALLOW = frozenset(
    "list dict set deque collections.deque collections.defaultdict collections.Counter collections.OrderedDict "
    "iterator generator".split()
)
"""Types whose own methods change them and not what they hold."""


def call_entry(machine: Machine, entry: CallEntry, arguments: Arguments, receiver: Value = NOTHING) -> Value:
    """Interpret a call that a table knows.

    Args:
        machine: The state.
        entry: What the table says.
        arguments: What is given.
        receiver: What it is called on, for methods.
    """
    machine.record.callees.append(entry.name)
    call = Call(entry, arguments, receiver)
    results = callbacks.run(machine, call)
    if results:
        call = call._replace(results=results)
    if entry.consumes:
        _consume(machine, call)
    _channels(machine, call)
    _draws(machine, call)
    if entry.mutates:
        _mutations(machine, call)
    if entry.scope:
        _scope_texts(machine, call)
    if not entry.pure and not (entry.mutates or entry.writes or entry.reads or entry.draws or entry.seeds):
        machine.record.unknown.append(entry.name)
        # Libraries whose estimators work as all do leave themselves and what they are given alone.
        by_contract = entry.name.isidentifier() and "." in receiver.type.head
        for value in () if by_contract else (receiver, *arguments.every()):
            machine.touch(value, deep=True, sure=False)
    return _result(machine, call)


def _result(machine: Machine, call: Call) -> Value:
    kind = returned_type(call, machine.knowledge)
    entry = call.entry
    if machine.heap.outputs and entry.name.rpartition(".")[2] in outputs.TRANSFORMING:
        kind = outputs.told(machine, call, kind)
    weight = 0.95 if not entry.unlisted else 0.6
    source = TypeSource.TABLE
    if entry.name.isidentifier() and call.receiver is not NOTHING:
        source, weight = TypeSource.CONVENTION, 0.7
    value = Value(kind, source=source, confidence=weight) if kind.head != "?" else Value(kind)
    value = sharing.place(machine, call, value)
    _remember_seed(machine, call, value)
    callbacks.keep(machine, call, value)
    frame_columns.note_call(machine, call, value)
    return columns.after_call(call, entries.after_call(machine.heap, call, value))


# --- effects --------------------------------------------------------------------------------------------------------


def _consume(machine: Machine, call: Call) -> None:
    for value in loosely_named(call.entry.consumes, call.entry, call.arguments):
        consume(machine, value)


def _mutations(machine: Machine, call: Call) -> None:
    for mutation in call.entry.mutates:
        sure = happens(mutation, call.entry, call.arguments)
        if sure is False:
            continue
        for value in call.given(mutation.target):
            shallow = value.type.head in SHALLOW
            machine.touch(value, deep=not shallow, sure=sure is True)
            if shallow and mutation.target == "self":
                inner = {r for given in call.arguments.every() for r in given.regions}
                machine.heap.hold(value.regions, inner)


def _channels(machine: Machine, call: Call) -> None:
    entry, arguments = call.entry, call.arguments
    reads, writes = entry.reads, entry.writes
    if entry.name == "open":
        reads, writes = _open_channels(arguments)
    for channel in reads:
        machine.read(_fine(machine, channel, call))
    for channel in writes:
        machine.change(_fine(machine, channel, call))
    if "figures" in writes:
        _drawn_on(machine, call)
    machine.read_behind(call.receiver)


def _drawn_on(machine: Machine, call: Call) -> None:
    """A plot changes the axes that it is given, by whatever argument."""
    for value in call.arguments.every():
        if any(machine.heap.channels.get(region) == FIGURES for region in value.regions):
            machine.touch(value, deep=True, sure=False)


def _open_channels(arguments: Arguments) -> tuple[tuple[str, ...], tuple[str, ...]]:
    mode = arguments.keywords.get("mode") or (arguments.positional[1] if len(arguments.positional) > 1 else None)
    text = "r" if mode is None else text_argument(mode)
    if text is None:
        return ("files",), ("files",)
    if "+" in text or "a" in text:
        return ("files",), ("files",)
    return (("files",), ()) if "r" in text or not set(text) & set("wx") else ((), ("files",))


def _fine(machine: Machine, channel: str, call: Call) -> str:
    if channel != "files":
        return f"<{channel}>"
    behind = {machine.heap.channels[region] for region in call.receiver.regions if region in machine.heap.channels}
    if not call.entry.paths:
        given = {region for value in call.arguments.every() for region in value.regions}
        behind |= {machine.heap.channels[region] for region in given if region in machine.heap.channels}
        if len(behind) == 1:
            return behind.pop()
    paths = loosely_named(call.entry.paths, call.entry, call.arguments)
    if call.receiver.channel.startswith("<files"):
        return call.receiver.channel
    text = text_argument(paths[0]) if paths else None
    if text is None:
        if paths and paths[0].regions:
            known = {machine.heap.channels.get(region, "") for region in paths[0].regions}
            if len(known) == 1 and "" not in known:
                return known.pop()
        machine.read("<cwd>")
        return "<files>"
    if "://" in text:
        return "<network>"
    if not text.startswith(("/", "~")):
        machine.read("<cwd>")
    return f"<files:{posixpath.normpath(text)}>"


def _draws(machine: Machine, call: Call) -> None:
    entry, arguments = call.entry, call.arguments
    if entry.seeds:
        machine.change(f"<random:{entry.seeds}>")
    if not entry.draws or entry.draws_at:
        if call.receiver is not NOTHING:
            _late_draws(machine, call)
        return
    if entry.draws_if and not any(truth(v) is not False for n in entry.draws_if for v in named(n, entry, arguments)):
        return
    if any(truth(v) is False for n in entry.draws_unless for v in named(n, entry, arguments)):
        return
    if _seeded(machine, call):
        return
    if _may_hold_source(machine, call.receiver):
        machine.touch(call.receiver, deep=True, sure=False)
    for source in entry.draws:
        machine.read(f"<random:{source}>")
        machine.change(f"<random:{source}>")


def _may_hold_source(machine: Machine, receiver: Value) -> bool:
    """Whether an object that draws may hold a generator of its own; data does not."""
    entry = machine.knowledge.type(receiver.type.head) if receiver.type.head not in ("?", "|") else None
    return bool(receiver.regions) and (entry is None or entry.kind not in {"frame", "series", "array", "scalar"})


def _seeded(machine: Machine, call: Call) -> bool:
    given = [value for name in call.entry.seed for value in named(name, call.entry, call.arguments)]
    given = [value for value in given if value.type.head != "none"]
    for value in given:
        machine.touch(value, deep=True)
    # A seed that may be `None` is no seed.
    return any(value.literal is not None or value.type.head not in ("?", "|") for value in given)


def _late_draws(machine: Machine, call: Call) -> None:
    owner = call.receiver.type.head
    made = machine.knowledge.call(owner) if owner not in ("?", "|") else None
    method = call.entry.name.rpartition(".")[2]
    if (
        made is None
        or method not in made.draws_at
        or (call.receiver.regions and call.receiver.regions <= machine.heap.seeded)
    ):
        return
    machine.touch(call.receiver, deep=True, sure=False)
    for source in made.draws:
        machine.read(f"<random:{source}>")
        machine.change(f"<random:{source}>")


def _remember_seed(machine: Machine, call: Call, value: Value) -> None:
    if not call.entry.draws_at or not _seeded(machine, call):
        return
    given = [source for name in call.entry.seed for source in named(name, call.entry, call.arguments)]
    sources = frozenset().union(*(source.regions for source in given))
    if sources:
        machine.heap.hold(value.regions, sources)  # a generator object: what draws from it later changes it
    else:
        machine.heap.seeded |= value.regions


def _scope_texts(machine: Machine, call: Call) -> None:
    for value in loosely_named(call.entry.scope, call.entry, call.arguments):
        names_in_text(machine, value)


def known_type(machine: Machine, name: str, confidence: float = 0.95) -> Value:
    """A fresh value of a class."""
    kind = generic(name)
    value = Value(kind, source=TypeSource.TABLE, confidence=confidence)
    return value if immutable(kind, machine.knowledge) else value.at(machine.heap.new())
