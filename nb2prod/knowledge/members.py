"""Finding entries in the tables: own names, inherited ones, attributes, items."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from nb2prod.knowledge.canonical import root_of
from nb2prod.knowledge.entry import call_entry, type_entry
from nb2prod.knowledge.model import OF_CLASS, UNKNOWN, CallEntry, TypeEntry, ValueEntry
from nb2prod.knowledge.type_expression import matches, parse_type_expression

if TYPE_CHECKING:
    from nb2prod.knowledge.lookup import Knowledge
    from nb2prod.knowledge.table import Table

CONVENTIONS = "conventions"
"""The table of what a method's name alone says."""


def _tables(knowledge: Knowledge, qualified: str) -> tuple[Table, ...]:
    return knowledge.tables_of(root_of(qualified))


def find_call(knowledge: Knowledge, name: str) -> CallEntry | None:
    """What the tables say of a canonical qualified name that is called."""
    own = _own_call(knowledge, name)
    owner, _, method = name.rpartition(".")
    if own is not None or not owner:
        return own
    if knowledge.type(owner) is not None:
        return _inherited(knowledge, owner, method)
    value = knowledge.value(name)
    if value is not None:
        return knowledge.method(parse_type_expression(value.type).head, "__call__") if value.type != UNKNOWN else None
    return _call_on_value(knowledge, knowledge.value(owner), method)


def _call_on_value(knowledge: Knowledge, value: ValueEntry | None, method: str) -> CallEntry | None:
    """The method of a module's value, such as `sys.path.append`, with the channel behind the value."""
    if value is None or value.type == UNKNOWN:
        return None
    entry = knowledge.method(parse_type_expression(value.type).head, method)
    if entry is None or not value.channel:
        return entry
    if any(mutation.target == "self" for mutation in entry.mutates):
        return replace(entry, writes=tuple({**dict.fromkeys(entry.writes), value.channel: None}))
    return replace(entry, reads=tuple({**dict.fromkeys(entry.reads), value.channel: None}), pure=False)


def _own_call(knowledge: Knowledge, name: str) -> CallEntry | None:
    for table in _tables(knowledge, name):
        if name in table.calls:
            return call_entry(table, name, table.calls[name])
    return None


def _inherited(knowledge: Knowledge, type_name: str, method: str) -> CallEntry | None:
    ancestors = knowledge.ancestors(type_name)
    for ancestor in ancestors:
        found = _own_call(knowledge, f"{ancestor}.{method}")
        if found is not None:
            return _with_activity(found, _own_call(knowledge, ancestors[0]))
    for ancestor in ancestors:
        for table in _tables(knowledge, ancestor):
            if ancestor in table.unlisted:
                return call_entry(table, f"{ancestor}.{method}", table.unlisted[ancestor], unlisted=True)
    return None


def _with_activity(entry: CallEntry, constructor: CallEntry | None) -> CallEntry:
    """A method whose activity is that of its class gets it: `fit` of a scaler scales, `fit` of a classifier trains."""
    if entry.activity != OF_CLASS:
        return entry
    return replace(entry, activity=constructor.activity if constructor else None)


def find_method(knowledge: Knowledge, type_name: str | None, method: str) -> CallEntry | None:
    """What the tables say of a method, by the receiver's class or by convention."""
    if type_name and knowledge.type(type_name) is not None:
        return _inherited(knowledge, type_name, method)
    for table in knowledge.tables_of(CONVENTIONS):
        if method in table.calls:
            return call_entry(table, method, table.calls[method])
    return None


def find_type(knowledge: Knowledge, name: str) -> TypeEntry | None:
    """What the tables say of a class."""
    for table in _tables(knowledge, name):
        if name in table.types:
            return type_entry(table, name, table.types[name])
    return None


def find_value(knowledge: Knowledge, name: str) -> ValueEntry | None:
    """What the tables say of a value in a module."""
    for table in _tables(knowledge, name):
        if name in table.values:
            return ValueEntry(name, *table.values[name])
    return None


def find_ancestors(knowledge: Knowledge, name: str) -> Iterator[str]:
    """A class and its known bases, nearest first."""
    seen: dict[str, None] = {}
    queue = [name]
    while queue:
        current = knowledge.canonical(queue.pop(0))
        if current in seen:
            continue
        seen[current] = None
        entry = knowledge.type(current)
        queue.extend(entry.bases if entry else ())
    yield from seen


def find_attribute(knowledge: Knowledge, type_name: str, attribute: str) -> str | None:
    """Type expression of an attribute, inherited ones too."""
    for ancestor in knowledge.ancestors(type_name):
        entry = knowledge.type(ancestor)
        for name, kind in entry.attributes if entry else ():
            if name == attribute:
                return kind
    return None


def find_item(knowledge: Knowledge, type_name: str, key: str) -> str | None:
    """Type expression of what indexing with a key of some type gives."""
    wanted = parse_type_expression(key)
    for ancestor in knowledge.ancestors(type_name):
        entry = knowledge.type(ancestor)
        for pattern, kind in entry.item if entry else ():
            if matches(parse_type_expression(pattern), wanted):
                return kind
    return None
