"""Methods of tables that are neither statistics nor plain changes of each row."""

from __future__ import annotations

import ast
from collections.abc import Callable

from nb2prod.rules.leakage.model import Fits, Part, SplitKind, Strength
from nb2prod.rules.leakage.rows import narrow, without
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.inlining import enter
from nb2prod.rules.leakage.walk.keys import Key, read_key
from nb2prod.rules.leakage.walk.learning import copied, learned
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.masks import complement
from nb2prod.rules.leakage.walk.objects import (
    NO_DATA,
    NOTHING,
    Box,
    Data,
    Function,
    Items,
    Stream,
    Thing,
    data_of,
    touched,
)
from nb2prod.rules.leakage.walk.subscripts import selected
from nb2prod.rules.leakage.walk.targets import dropped, stored

Handler = Callable[[Machine, ast.Call, Data, Arguments], "Data | Thing"]


def _drop(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """Without columns, or without rows that were split off."""
    given = arguments.get(0, "labels", "columns", "index")
    what = data_of(given)
    if what.labels and what.rows:
        left = without(data.rows, what.rows)
        return data._replace(rows=left) if left is not None else data
    fits = what.all_fits - data.fits
    match what.literal:
        case str(name):
            return dropped(data, (name,))
        case tuple(names):
            return dropped(data, tuple(map(str, names)))
    return data._replace(fits=data.fits | fits, table=None)


def _pop(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """One column, which the table loses."""
    name = arguments.literal(0, "item")
    if not isinstance(name, str) or not isinstance(node.func, ast.Attribute):
        return touched(data)
    owner = machine.evaluate(node.func.value)
    if isinstance(owner, Box):
        owner.data = dropped(data, (name,))
    return selected(data, Key((name,)))


def _shifted(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """Values of other rows, mostly earlier ones: what they tell of the target was known."""
    return touched(data, *arguments.data)._replace(made_of=frozenset(), fits=data.fits | _earlier(machine, node, data))


def _earlier(machine: Machine, node: ast.Call, data: Data) -> Fits:
    """That values of earlier rows go in."""
    assert isinstance(node.func, ast.Attribute), "a method is an attribute"
    return learned(machine, node, data, node.func.attr, Strength.EARLIER)


def _sample(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    """Some rows, all of them in another order, or copies."""
    what = arguments.literal(0, "n")
    share = arguments.literal(-1, "frac")
    if arguments.literal(2, "replace") is True:
        return data._replace(copies=copied(machine, node, data, "sample(replace=True)"))
    if share == 1 or (what is NOTHING and share is NOTHING):
        return data
    return data._replace(rows=narrow(data.rows, Part(machine.split(node, SplitKind.HOLD_OUT), "in")))


def _head(machine: Machine, node: ast.Call, data: Data, arguments: Arguments, side: str = "head") -> Data:
    if not arguments.nodes:
        return data
    literal = arguments.literal(0)
    key = ("slice", literal if isinstance(literal, int | float | str) else ast.unparse(arguments.nodes[0]))
    return data._replace(rows=narrow(data.rows, Part(machine.split(node, SplitKind.SLICE, key), side)))


def _skip(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    return _head(machine, node, data, arguments, "tail")


def _query(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    text = arguments.text(0, "expr")
    return data._replace(rows=narrow(data.rows, Part(machine.split(node, SplitKind.MASK, text), "in")))


def _isin(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    given = data_of(arguments.get(0, "values"))
    if data.labels and given.labels and given.rows:
        extra = [p for origin in given.rows for p in origin.parts if all(p not in o.parts for o in data.rows)]
        if extra:
            return data._replace(part=extra[0])
    part = Part(machine.split(node, SplitKind.MASK, ast.unparse(node)), "in")
    return data._replace(part=part, labels=False, literal=NOTHING)


def _missing(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    assert isinstance(node.func, ast.Attribute), "a method is an attribute"
    part = Part(machine.split(node, SplitKind.MASK, ("missing", ast.unparse(node.func.value))), "in")
    return data._replace(part=part, faint=True)


def _present(machine: Machine, node: ast.Call, data: Data, arguments: Arguments) -> Data:
    return complement(_missing(machine, node, data, arguments))


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
    "drop": _drop,
    "pop": _pop,
    **dict.fromkeys(("shift", "diff", "pct_change", "cumsum", "cumcount"), _shifted),
    "sample": _sample,
    "head": _head,
    "take": _head,
    "skip": _skip,
    "query": _query,
    "isin": _isin,
    "isnull": _missing,
    "isna": _missing,
    "notnull": _present,
    "notna": _present,
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
