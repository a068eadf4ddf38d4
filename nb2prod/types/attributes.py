"""Attributes: reading and storing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.knowledge.model import CallEntry
from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arrays import ARRAY, array, dimensions_of
from nb2prod.types.call import Call
from nb2prod.types.candidates import attribute_of
from nb2prod.types.classes import class_attribute, classes_of, instance_attribute, is_property, store_field
from nb2prod.types.column_uses import ADDED, READ
from nb2prod.types.frame_columns import labels_of, note_attribute
from nb2prod.types.frame_results import FRAME_GROUPS
from nb2prod.types.heap import EMPTY
from nb2prod.types.iteration import VIEWS
from nb2prod.types.join import join_many, join_values
from nb2prod.types.model import TypeSource
from nb2prod.types.overrides import ANY, override, overriding_attribute
from nb2prod.types.returns import resolve
from nb2prod.types.shapes import CLASS, FRAME, MODULE, SERIES, immutable, parse, without_none
from nb2prod.types.values import NOTHING, UNKNOWN_TYPE, Class, Library, Method, Value

if TYPE_CHECKING:
    from nb2prod.knowledge.model import TypeEntry
    from nb2prod.types.machine import Machine

_NO_ENTRY = CallEntry("attribute")
SERIES_GROUPS = "pandas.core.groupby.generic.SeriesGroupBy"

MOST_NESTED = 6
"""How deep in calls the properties are followed that an unknown value may have."""

HANDLES = frozenset({"indexer", "accessor"})
"""Kinds of attributes that stand for the object itself."""


def attribute(machine: Machine, base: Value, name: str) -> Value:
    """What an attribute gives.

    Args:
        machine: The state.
        base: The object.
        name: Name of the attribute.
    """
    match base.refers:
        case Library(module) if base.type.head in ("?", "module", "type", "function"):
            return library_value(machine, f"{module}.{name}")
        case Class() as owner:
            return class_attribute(base, owner, name)
    machine.read_behind(base)
    owners = classes_of(machine, base)
    if owners:
        return instance_attribute(machine, base, owners, name)
    return _of_type(machine, base, name)


def library_value(machine: Machine, name: str) -> Value:
    """What a qualified name of a library stands for."""
    knowledge = machine.knowledge
    if machine.patched:
        patched = machine.patched.get(name, machine.patched.get(f"{name.rpartition('.')[0]}.{ANY}"))
        if patched is not None:
            original = Value(refers=Library(name))
            return join_values(original, patched)._replace(regions=patched.regions)
    known = knowledge.value(name)
    if known is not None:
        kind = parse(known.type)
        channel = f"<{known.channel}>" if known.channel else ""
        if channel:
            machine.read(channel)
        known_type = kind.head != "?"
        return Value(
            kind,
            EMPTY,
            TypeSource.TABLE if known_type else TypeSource.UNKNOWN,
            0.95 if known_type else 0.0,
            refers=None if known_type else Library(name),
            channel=channel,
        )
    if knowledge.call(name) is None and knowledge.type(name) is None:
        return Value(refers=Library(name))
    kind = CLASS if knowledge.type(name) is not None else UNKNOWN_TYPE
    return Value(kind, source=TypeSource.TABLE, confidence=0.9 if kind == CLASS else 0.0, refers=Library(name))


def module_value(name: str) -> Value:
    """A module of a library."""
    return Value(MODULE, source=TypeSource.TABLE, confidence=1.0, refers=Library(name))


def _of_type(machine: Machine, base: Value, name: str) -> Value:
    knowledge = machine.knowledge
    kind = without_none(base.type)
    own = overriding_attribute(machine, base, name)
    if own is None and kind.head == "?" and kind.arguments:
        own = _of_candidates(machine, base, kind, name)
    if own is not None:
        return own
    text = knowledge.attribute(kind.head, name) if kind.head != "?" else None
    if text is not None:
        found = resolve(parse(text), Call(_NO_ENTRY, machine.no_arguments, base), knowledge)
        placed = _placed(machine, base, kind, found)
        return placed._replace(columns=labels_of(base)) if kind == FRAME and name == "columns" else placed
    if machine.classes and kind == UNKNOWN_TYPE:
        _possible_properties(machine, base, name)
    entry = knowledge.method(kind.head, name) if kind.head != "?" else None
    if kind == FRAME and (entry is None or entry.unlisted):
        note_attribute(machine, base, name, READ)
        regions = machine.heap.content(base.regions) if base.regions else EMPTY
        return Value(SERIES, regions, TypeSource.CONVENTION, 0.85)
    if kind.head == FRAME_GROUPS and (entry is None or entry.unlisted):
        note_attribute(machine, base, name, READ)
        return Value(TypeExpression(SERIES_GROUPS, kind.arguments), base.regions, TypeSource.CONVENTION, 0.85)
    if name.endswith("_") and name[0] != "_" and kind.head in _CLOSED:
        # There is no such attribute: what asks for it lies behind a test, and is not reached.
        return NOTHING
    if name.endswith("_") and name[0] != "_" and not kind.head.startswith(_PLAIN_ROOTS):
        fitted = _fitted(machine, base, name)
        if fitted is not None:
            return fitted
    regions = base.regions if kind.head != "?" else base.regions | machine.heap.parts(base.regions)
    return Value(regions=regions, refers=Method(base, name), channel=base.channel)


def _of_candidates(machine: Machine, base: Value, kind: TypeExpression, name: str) -> Value | None:
    kinds = attribute_of(kind, name, machine.knowledge)
    each = [_of_type(machine, base._replace(type=one, confidence=0.8), name) for one in kinds]
    return join_many(each) if each else None


_ESTIMATOR = "sklearn.base.BaseEstimator"
_CLOSED = frozenset("numpy.ndarray str bytes int float bool complex list dict tuple set frozenset range none".split())
"""Types whose instances take no attributes of others, and have none of their own that ends with `_`."""

_PLAIN_ROOTS = ("pandas.", "numpy.")


def _fitted(machine: Machine, base: Value, name: str) -> Value | None:
    """What fitting leaves in an estimator of any library, where its name says enough (`feature_importances_`)."""
    text = machine.knowledge.attribute(_ESTIMATOR, name)
    kind = parse(text) if text is not None else UNKNOWN_TYPE
    if kind.head != ARRAY.head:
        return None
    held = base.regions | machine.heap.parts(base.regions)
    return Value(array(dimensions=dimensions_of(kind)), held, TypeSource.CONVENTION, 0.7)


def _possible_properties(machine: Machine, base: Value, name: str) -> None:
    """Interpret the properties of this name, one of which an attribute of an unknown value may be."""
    for owners in list(machine.classes.values()):
        if machine.depth <= MOST_NESTED and any(is_property(owner, name) for owner in owners):
            instance = Value(TypeExpression(owners[0].name), base.regions)
            with machine.perhaps():
                instance_attribute(machine, instance, owners, name)


def _placed(machine: Machine, base: Value, owner: TypeExpression, kind: TypeExpression) -> Value:
    known = kind.head != "?"
    source = TypeSource.TABLE if known else TypeSource.UNKNOWN
    confidence = min(base.confidence, 0.95) if known else 0.0
    if immutable(kind, machine.knowledge):
        return Value(kind, EMPTY, source, confidence, channel="")
    mine, wanted = machine.knowledge.type(owner.head), machine.knowledge.type(kind.head)
    regions = base.regions
    if regions and not (wanted is not None and wanted.kind in HANDLES) and _holds(mine):
        regions = machine.heap.content(regions)
    items = None
    if kind.head == "tuple" and kind.arguments:
        items = tuple(_placed(machine, base, owner, part) for part in kind.arguments)
    return Value(kind, regions, source, confidence, items=items, channel=base.channel)


def _holds(entry: TypeEntry | None) -> bool:
    return entry is None or entry.kind not in VIEWS | HANDLES


def store_attribute(machine: Machine, base: Value, name: str, value: Value) -> None:
    """Interpret a store into an attribute.

    Args:
        machine: The state.
        base: The object.
        name: Name of the attribute; `*` if it is not known.
        value: What is stored.
    """
    match base.refers:
        case Library(module) if not base.channel:
            _patch(machine, module)
            override(machine, module, name, value)
            return
        case Class() as owner:
            machine.touch(base)
            machine.heap.hold(base.regions, value.regions)
            store_field(machine, [owner], name, value)
            return
    note_attribute(machine, base, name, ADDED)
    owners = classes_of(machine, base)
    if owners:
        store_field(machine, owners, name, value, instance=base)
    machine.touch(base, deep=_is_handle(machine, base))
    machine.heap.hold(base.regions, value.regions)


def _is_handle(machine: Machine, base: Value) -> bool:
    entry = machine.knowledge.type(base.type.head)
    return entry is not None and entry.kind in HANDLES


def _patch(machine: Machine, module: str) -> None:
    """Record that a module changes: all names that come from it see that."""
    root = module.partition(".")[0]
    machine.change("<imports>")
    for name, value in machine.notebook.names.items():
        if isinstance(value.refers, Library) and value.refers.name.partition(".")[0] == root:
            machine.record.names.add(name)
