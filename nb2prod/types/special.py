"""Calls that are more than a table can say: built-ins that reach into objects, scopes and protocols."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING

from nb2prod.types import containers, makers, outputs
from nb2prod.types.arguments import Arguments, text_argument
from nb2prod.types.attributes import attribute, store_attribute
from nb2prod.types.classes import classes_of
from nb2prod.types.delayed import run_pending
from nb2prod.types.dynamic import forget, run_text
from nb2prod.types.gather import gather
from nb2prod.types.protocols import call_all, call_dunder
from nb2prod.types.showing import AS_TEXT, display, show
from nb2prod.types.supers import super_method
from nb2prod.types.unknown import unknown_call
from nb2prod.types.values import Library, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

DUNDERS = {
    "len": ("__len__",),
    "iter": ("__iter__",),
    "next": ("__next__",),
    "list": ("__iter__", "__next__"),
    "tuple": ("__iter__", "__next__"),
    "set": ("__iter__", "__next__", "__hash__"),
    "sum": ("__iter__", "__next__", "__add__", "__radd__"),
    "sorted": ("__iter__", "__next__", "__lt__"),
    "min": ("__lt__", "__iter__"),
    "max": ("__lt__", "__gt__", "__iter__"),
    "bool": ("__bool__", "__len__"),
    "int": ("__int__",),
    "float": ("__float__",),
    "abs": ("__abs__",),
    "hash": ("__hash__",),
    "round": ("__round__",),
    "reversed": ("__reversed__", "__len__", "__getitem__"),
    "enumerate": ("__iter__", "__next__"),
    "zip": ("__iter__", "__next__"),
    "dict": ("__iter__", "keys", "__getitem__"),
}
SHOWING = {"str": AS_TEXT, "repr": ("__repr__",), "print": AS_TEXT, "format": ("__format__", *AS_TEXT)}
DISPLAYING = frozenset({"display", "IPython.display.display"})
FORGETTING = frozenset({"exec", "eval", "globals", "locals", "vars"})


def by_syntax(machine: Machine, node: ast.Call) -> Value | None:
    """Calls that must be seen as they are written: `super()`."""
    match node.func:
        case ast.Attribute(value=ast.Call(func=ast.Name(id="super")), attr=name):
            return super_method(machine, name, gather(machine, node))
    return None


def by_name(machine: Machine, name: str, arguments: Arguments) -> Value | None:
    """A call of a library's function that needs more than its table; `None` for all others."""
    for value in arguments.every() if machine.classes or machine.overrides or name in DISPLAYING else ():
        if name in SHOWING:
            show(machine, value, SHOWING[name])
        elif name in DISPLAYING:
            display(machine, value)
        elif name in DUNDERS:
            for dunder in DUNDERS[name]:
                call_dunder(machine, value, dunder)
        elif "." in name and classes_of(machine, value):
            # A library may call any method of the user's object.
            machine.touch(value, deep=True, sure=False)
            call_all(machine, value)
    if name in ("exec", "eval") and len(arguments.positional) == 1 and not arguments.keywords:
        found = run_text(machine, name, arguments.positional[0])
        if found is not None:
            return found
    if name in FORGETTING and (name != "vars" or not arguments.positional):
        return forget(machine, name, arguments)
    handler = _BY_NAME.get(name)
    return handler(machine, arguments) if handler is not None else None


def by_method(machine: Machine, receiver: Value, name: str, arguments: Arguments) -> Value | None:
    """A method that needs more than its table; `None` for all others."""
    containers.note_store(machine, receiver, name, arguments)
    if name == "set_output":
        outputs.note(machine, receiver, arguments)
    return None


def _getattr(machine: Machine, arguments: Arguments) -> Value | None:
    if len(arguments.positional) <= 1:
        return None
    text = text_argument(arguments.positional[1])
    if text is None:
        return None
    return attribute(machine, arguments.positional[0], text)


def _setattr(machine: Machine, arguments: Arguments) -> Value | None:
    match arguments.positional:
        case (base, name, value):
            pass
        case _:
            return None
    machine.record.callees.append("setattr")
    store_attribute(machine, base, text_argument(name) or "*", value)
    return None


def _type(machine: Machine, arguments: Arguments) -> Value | None:
    if len(arguments.positional) != 1:
        return None
    known = classes_of(machine, arguments.positional[0])
    return None if not known else Value(refers=known[0], regions=arguments.positional[0].regions)


def _next(machine: Machine, arguments: Arguments) -> Value | None:
    for value in arguments.positional[:1]:
        for region in value.regions:
            run_pending(machine, region)
        for region in machine.heap.parts(value.regions) & machine.heap.iterators:
            machine.touch(Value(regions=frozenset((region,))), sure=False)
            run_pending(machine, region)
    return None


def _wraps(machine: Machine, arguments: Arguments) -> Value | None:
    del machine
    return None if not arguments.positional else Value(refers=Library("nb2prod.identity"))


def _identity(machine: Machine, arguments: Arguments) -> Value | None:
    del machine
    return arguments.positional[0] if arguments.positional else None


def _mock(machine: Machine, arguments: Arguments) -> Value:
    """`mock.patch("a.b")`: what stands in a module from now on, and notes how it is called."""
    made = unknown_call(machine, "unittest.mock.patch", arguments.every())
    match [text_argument(value) for value in arguments.positional]:
        case [str(path), *_]:
            store_attribute(machine, Value(refers=Library(path.rpartition(".")[0])), path.rpartition(".")[2], made)
        case [None, str(name), *_]:
            store_attribute(machine, arguments.positional[0], name, made)
    return made


_BY_NAME: dict[str, Callable[[Machine, Arguments], Value | None]] = {
    "getattr": _getattr,
    "matplotlib.pyplot.subplots": makers.subplots,
    "collections.namedtuple": makers.namedtuple,
    "setattr": _setattr,
    "sklearn.set_config": outputs.note_for_all,
    "functools.partial": makers.partial,
    "dataclasses.field": makers.dataclass_field,
    "os.path.join": makers.path_join,
    "type": _type,
    "unittest.mock.patch": _mock,
    "unittest.mock.patch.object": _mock,
    "next": _next,
    "functools.wraps": _wraps,
    "nb2prod.identity": _identity,
    "functools.lru_cache": _identity,
    "functools.cache": _identity,
    "contextlib.contextmanager": _identity,
}
