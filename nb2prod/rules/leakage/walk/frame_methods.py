"""Methods of tables that are neither statistics nor plain changes of each row."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.rules.leakage.model import Fits, Strength
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.choosing import METHODS as CHOOSING
from nb2prod.rules.leakage.walk.data import NO_DATA, NOTHING, Data, touched
from nb2prod.rules.leakage.walk.inlining import enter
from nb2prod.rules.leakage.walk.keys import Key, read_key
from nb2prod.rules.leakage.walk.learning import learned
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Function, Items, Stream, Thing, data_of
from nb2prod.rules.leakage.walk.subscripts import selected
from nb2prod.rules.leakage.walk.targets import stored

Handler = Callable[[Machine, ast.Call, Data, Arguments], "Data | Thing"]


def _shifted(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """Values of other rows, mostly earlier ones: what they tell of the target was known."""
    return touched(data, *arguments.data)._replace(made_of=frozenset(), fits=data.fits | _earlier(machine, node, data))


def _earlier(machine: Machine, node: ast.Call, data: Data) -> Fits:
    """That values of earlier rows go in."""
    assert isinstance(node.func, ast.Attribute), "a method is an attribute"
    return learned(machine, node, data, node.func.attr, Strength.EARLIER)


def _fillna(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """Filled with a constant, with a statistic, or with a neighbour."""
    result = touched(data, *arguments.data)
    if isinstance(arguments.literal(-1, "method"), str):
        neighbours = learned(machine, node, data, "fillna(method=…)", Strength.CATEGORIES)
        return touched(result, Data(fits=neighbours))
    return result


def _apply(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """A function is applied to each value, row or column; what it computes with is followed."""
    given = arguments.get(0, "func", "arg")
    if not isinstance(given, Function):
        return touched(data, *arguments.data)
    by_row = data.series or arguments.literal(1, "axis") in {1, "columns"}
    element = Box(data._replace(element=data.element or by_row, literal=NOTHING, part=None))
    result = enter(machine, given, Arguments((element, *_extra(arguments))))
    if result is None:
        return data
    found = data_of(result)
    return touched(data, found._replace(copies=frozenset()))


def _extra(arguments: Arguments) -> tuple[Thing, ...]:
    given = arguments.keywords.get("args")
    return tuple(given.values) if isinstance(given, Items) else ()


def _pipe(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data | Thing:
    given = arguments.get(0, "func")
    if isinstance(given, Function):
        found = enter(machine, given, Arguments((Box(data), *arguments.positional[1:]), arguments.keywords))
        return found or data
    return data


def _groupby(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    return data._replace(grouped=True)


def _window(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    fits = data.fits | _earlier(machine, node, data)
    return data._replace(fits=fits, element=True, made_of=frozenset(), table=None, name="")


def _assign(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    for name, thing in arguments.keywords.items():
        value = enter(machine, thing, Arguments((Box(data),))) if isinstance(thing, Function) else thing
        data = stored(data, Key((name,)), data_of(value))
    return data


def _join(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """Rows of the left table with columns of the right one."""
    right = data_of(arguments.get(0, "right", "other"))
    return touched(data, right._replace(copies=frozenset())) if data.rows else right


def _append(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    more = data_of(arguments.get(0, "other"))
    return touched(data._replace(rows=data.rows | more.rows), more)


def _align(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Thing:
    """Both tables, each with its own rows."""
    return Items([Box(data), Box(data_of(arguments.get(0, "other")))])


def _iterrows(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Thing:
    return Stream(Items([Box(), Box(data._replace(element=True))]))


def _columns(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Thing:
    """One column after the other, with its name."""
    return Stream(Items([Box(), Box(data._replace(series=True, literal=NOTHING))]))


def _filter_items(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    items = arguments.keyword_nodes.get("items") or (arguments.nodes[0] if arguments.nodes else None)
    return selected(data, read_key(machine, items)) if items is not None else data


def _no_data(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    return NO_DATA


def _backward(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    machine.backward(data)
    return NO_DATA


METHODS: dict[str, Handler] = {
    **CHOOSING,
    **dict.fromkeys(("shift", "diff", "pct_change", "cumsum", "cumcount"), _shifted),
    "fillna": _fillna,
    "apply": _apply,
    "applymap": _apply,
    "map": _apply,
    "transform": _apply,
    "pipe": _pipe,
    "groupby": _groupby,
    "resample": _groupby,
    "rolling": _window,
    "expanding": _window,
    "ewm": _window,
    "assign": _assign,
    "merge": _join,
    "join": _join,
    "append": _append,
    "align": _align,
    "iterrows": _iterrows,
    "itertuples": _iterrows,
    "items": _columns,
    "iteritems": _columns,
    "filter": _filter_items,
    "info": _no_data,
    "plot": _no_data,
    "hist": _no_data,
    "keys": _no_data,
    "backward": _backward,
}
"""Methods with a meaning of their own; any other changes each row by itself."""
