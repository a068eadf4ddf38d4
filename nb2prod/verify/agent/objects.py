"""Instances of any class, by the state that pickling would keep: nothing is pickled, only asked for."""

from __future__ import annotations

import copyreg
import re
import types
from typing import TYPE_CHECKING, Any, List, Tuple

from .nodes import Node, opaque, same

if TYPE_CHECKING:
    from .digest import Digester

_PROTOCOL = 4
# How long something took says nothing about the result; a cache holds what was asked for, by plots and displays too,
# as do tables of colours.
_TIMING = re.compile(r"(mean_|std_|refit_|_)?(fit|score|refit|train|elapsed)?_?time_?$|_?elapsed(_s|_seconds)?$")
_CACHES = frozenset(["_cache", "cache", "_memo", "__weakref__", "_cached_values", "_isinit", "_lut"])
# An address in memory, and an array that is never filled before it is used.
_ACCIDENTAL = frozenset(["_stop_words_id", "_tmp_like_exog"])
# What a model was asked to predict last: set anew for each question, and not there before the first.
_ASKED = frozenset(["predict_dates", "predict_start", "predict_end"])
# Where filters of a state space work, megabytes that are filled anew from the matrices beside them.
SCRATCH = frozenset(["_statespaces", "_kalman_filters", "_kalman_smoothers"])


def instance(digester: Digester, value: Any) -> Node:
    """An instance of a class that the table does not have."""
    kind = type(value)
    label = digester.naming.qualified(kind)
    if digester.naming.is_own(kind):
        see_code(digester, kind)
    try:
        # Some classes are pickled by a function that is registered for them.
        registered = copyreg.dispatch_table.get(kind)
        reduced = registered(value) if registered else value.__reduce_ex__(_PROTOCOL)
    except Exception as error:
        if "__dict__" in dir(kind) and type(getattr(value, "__dict__", None)) is dict:
            return _from_state(digester, value, label)
        return opaque(label, "it can't be taken apart (%s)" % type(error).__name__)
    if isinstance(reduced, str):
        return Node(label, reduced.encode("utf-8"), summary=reduced)
    return _from_reduced(digester, value, label, tuple(reduced))


def see_code(digester: Digester, kind: type) -> None:
    """Note the names in the methods of one of the notebook's own classes."""
    for base in kind.__mro__:
        for member in vars(base).values():
            function = getattr(member, "__func__", None) or getattr(member, "fget", None) or member
            if isinstance(function, types.FunctionType):
                digester.sees_code(function.__code__)


def _from_reduced(digester: Digester, value: Any, label: str, reduced: Tuple[Any, ...]) -> Node:
    made_by, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
    children: List[Tuple[str, Node]] = []
    children.append(("made by", digester.node(made_by)))
    children += [("argument %d" % n, digester.node(a)) for n, a in enumerate(arguments) if a is not type(value)]
    if state is not None:
        children += state_children(digester, value, state)
    if items is not None:
        children += [("[%d]" % n, digester.node(item)) for n, item in enumerate(items)]
    if pairs is not None:
        for key, item in pairs:
            children += [("key", digester.node(key)), ("[%s]" % (key,), digester.node(item))]
    return Node(label, children=children, summary=label)


def state_children(digester: Digester, value: Any, state: Any) -> List[Tuple[str, Node]]:
    """The parts of a state: attributes by name where it has them, in alphabetical order."""
    own = digester.naming.is_own(type(value))
    state = _merged(state)
    if not isinstance(state, dict):
        return [("state", digester.node(state))]
    names = sorted((name for name in state if own or name not in _ASKED), key=str)
    return [
        (".%s" % name, same("left out") if not own and is_left_out(str(name)) else digester.node(state[name]))
        for name in names
    ]


def _merged(state: Any) -> Any:
    """Attributes and slots, which pickling keeps as a pair, in one."""
    if isinstance(state, tuple) and list(map(type, state)) in ([dict, dict], [type(None), dict]):
        return {**(state[0] or {}), **state[1]}
    return state


def is_left_out(name: str) -> bool:
    """Whether an attribute of a library's object holds a time, a cache, or what happened to be in memory."""
    return name in _CACHES or name in _ACCIDENTAL or name in SCRATCH or bool(_TIMING.match(name))


def _from_state(digester: Digester, value: Any, label: str) -> Node:
    return Node(label, children=state_children(digester, value, dict(value.__dict__)), summary=label)


def with_state(digester: Digester, value: Any, node: Node, base: type) -> Node:
    """What the table says of a base class, and the attributes that an instance of a subclass has besides."""
    state = getattr(value, "__dict__", None)
    if not isinstance(state, dict) or not state or base.__module__.partition(".")[0] == "pandas":
        return node
    label = digester.naming.qualified(type(value))
    children = [("value", node), *state_children(digester, value, state)]
    return Node(label, children=children, summary=node.summary)
