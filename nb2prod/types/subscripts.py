"""Items: reading and storing them."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.array_operations import indexed
from nb2prod.types.attributes import _NO_ENTRY
from nb2prod.types.call import Call
from nb2prod.types.classes import classes_of
from nb2prod.types.column_uses import ADDED, HAVE_COLUMNS, OF_FRAMES, READ, derive
from nb2prod.types.containers import note_callable, refine
from nb2prod.types.delayed import run_kept
from nb2prod.types.entries import entry, store
from nb2prod.types.frame_columns import EVERY, note_key
from nb2prod.types.heap import EMPTY, Regions
from nb2prod.types.iteration import VIEWS, elements, kind_of
from nb2prod.types.library import SHALLOW
from nb2prod.types.model import TypeSource
from nb2prod.types.protocols import call_dunder
from nb2prod.types.returns import resolve
from nb2prod.types.shapes import FRAME, WITHOUT_PARTS, generic, immutable, join_all, parse, text_of, without_none
from nb2prod.types.values import UNKNOWN_TYPE, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

BY_NUMBER = frozenset({"list", "tuple", "str", "bytes", "range"})
"""Types that have no items by name."""

PICKING = frozenset({"list", "numpy.ndarray", "pandas.Series", "pandas.Index", "pandas.DataFrame"})
"""Types of keys that pick, so that the result is a copy."""


def evaluate_subscript(machine: Machine, node: ast.Subscript) -> Value:
    """Interpret reading an item."""
    base = machine.evaluate(node.value)
    key = machine.evaluate(node.slice)
    return item(machine, base, key)


def item(machine: Machine, base: Value, key: Value) -> Value:
    """What indexing a value with a key gives."""
    if machine.classes and classes_of(machine, base):
        found = call_dunder(machine, base, "__getitem__", key)
        return found if found is not None else Value(regions=base.regions | machine.heap.parts(base.regions))
    if not base.known:
        call_dunder(machine, base, "__getitem__", key)
    if base.type.head in HAVE_COLUMNS:
        note_key(machine, base, key, READ)
    if base.type.head == "collections.defaultdict":
        # A key that is missing is put in.
        machine.touch(base, sure=False)
        run_kept(machine, base)
    if base.channel:
        machine.read(base.channel)
    if base.items is not None and isinstance(key.literal, int) and -len(base.items) <= key.literal < len(base.items):
        return base.items[key.literal]
    kind = entry(machine.heap, base, key)
    kind = _type(machine, base, key) if kind == UNKNOWN_TYPE else kind
    confidence = min(base.confidence, 0.95) if kind.head != "?" else 0.0
    source = (
        (TypeSource.TABLE if "." in base.type.head else TypeSource.PROPAGATION)
        if kind.head != "?"
        else TypeSource.UNKNOWN
    )
    refers = None
    if base.type.head in ("list", "dict", "tuple") and len(base.regions) == 1:
        held = machine.heap.callables.get(next(iter(base.regions)))
        refers = held.refers if held is not None else None
    regions = EMPTY if immutable(kind, machine.knowledge) else _regions(machine, base, key, kind)
    columns = key.columns if kind == FRAME and key.type.head == "list" else base.columns if kind == FRAME else ()
    found = Value(kind, regions, source, confidence, refers=refers, columns=columns, channel=base.channel)
    if kind.head in OF_FRAMES:
        derive(machine.heap, base, found)
    return found


def _of_sequence(kind: TypeExpression, key: Value) -> TypeExpression:
    head, arguments = kind
    if key.type.head == "slice":
        return TypeExpression("tuple") if head == "tuple" else kind
    if key.type.head not in ("int", "bool", "?"):
        return UNKNOWN_TYPE
    if isinstance(key.literal, int) and head == "tuple" and -len(arguments) <= key.literal < len(arguments):
        return arguments[key.literal]
    return join_all(list(arguments))


def _type(machine: Machine, base: Value, key: Value) -> TypeExpression:
    kind = without_none(base.type)
    match kind:
        case TypeExpression("?", kinds):
            without = WITHOUT_PARTS | BY_NUMBER if key.type.head == "str" else WITHOUT_PARTS
            having = [base._replace(type=each) for each in kinds if each.head not in without]
            return join_all([_type(machine, each, key) for each in having])
        case TypeExpression("tuple" | "list", arguments) if arguments:
            return _of_sequence(kind, key)
        case TypeExpression("dict", (_, value)):
            return value
        case TypeExpression("numpy.ndarray"):
            return indexed(kind, key)
    if isinstance(key.literal, str) and kind.arguments and machine.knowledge.is_subtype(kind.head, "dict"):
        # Some dictionaries give their items as attributes, too.
        known = machine.knowledge.attribute(kind.head, key.literal)
        if known is not None:
            return resolve(parse(known), Call(_NO_ENTRY, machine.no_arguments, base), machine.knowledge)
    text = machine.knowledge.item(kind.head, text_of(key.type) if key.known else "*")
    if text is None:
        return UNKNOWN_TYPE
    return resolve(parse(text), Call(_NO_ENTRY, machine.no_arguments, base), machine.knowledge)


def _regions(machine: Machine, base: Value, key: Value, kind: TypeExpression) -> Regions:
    mine = kind_of(machine, base)
    if _picks(key) and mine in ("frame", "indexer", *VIEWS):
        return machine.heap.new()
    if not base.regions:
        return EMPTY
    if mine in VIEWS or mine == "accessor":
        return base.regions
    if mine in ("frame", "indexer"):
        inner = machine.heap.content(base.regions)
        return machine.heap.new(inner) if kind.head == FRAME.head else inner
    if mine == "groups":
        return machine.heap.new(base.regions)
    if base.type.head in ("list", "tuple") and key.type.head == "slice":
        return machine.heap.new(elements(machine, base))
    if not base.known:
        return base.regions | machine.heap.content(base.regions)
    return elements(machine, base)


def _picks(key: Value) -> bool:
    if key.type.head == "tuple":
        return any(part.head in PICKING for part in key.type.arguments)
    return key.type.head in PICKING


def store_item(machine: Machine, base: Value, key: Value, value: Value) -> None:
    """Interpret a store into an item.

    Args:
        machine: The state.
        base: The object.
        key: The key.
        value: What is stored.
    """
    call_dunder(machine, base, "__setitem__", key, value)
    note_key(machine, base, key, ADDED)
    head = base.type.head
    known = {region: machine.heap.entries[region] for region in base.regions & machine.heap.entries.keys()}
    shallow = head in SHALLOW or (head == FRAME.head and key.type.head in ("str", "int", "?", "tuple"))
    machine.touch(base, deep=not shallow)
    if head in SHALLOW or not base.known or (head == "numpy.ndarray" and value.regions):
        machine.heap.hold(base.regions, value.regions)
    if head in ("dict", "collections.defaultdict"):
        note_callable(machine, base, value)
        store(machine, base, key, value, known)
        refine(machine, base, generic(head, key.type, value.type))
    elif head == "list" and key.type.head == "int":
        refine(machine, base, generic("list", value.type))
    elif head == FRAME.head:
        _note_column(machine, base, key)


def _note_column(machine: Machine, base: Value, key: Value) -> None:
    added = (key.literal,) if isinstance(key.literal, str) else tuple(c for c in key.columns if c != EVERY)
    for scope in {machine.scope, machine.notebook}:
        for name, value in scope.names.items():
            if value.type == FRAME and value.regions == base.regions and value.columns and added:
                scope.names[name] = value._replace(columns=tuple(dict.fromkeys([*value.columns, *added])))
