"""Methods of lists and dictionaries whose items are known."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.join import joined
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Data, Items, Thing, data_of

MOST_ITEMS = 40


def method_of_items(machine: Machine, node: ast.Call, receiver: Items, method: str, arguments: Arguments) -> Thing:
    """What a method of a list or dictionary gives."""
    keys, values = receiver.keys, receiver.values
    given = arguments.positional
    match method:
        case "append" | "add" if given and keys is None:
            if len(values) < MOST_ITEMS:
                values.append(given[0])
        case "extend" if given and isinstance(given[0], Items) and keys is None:
            values.extend(given[0].values[:MOST_ITEMS])
        case "items" if keys is not None:
            return Items([Items([Box(Data(literal=k)), v]) for k, v in zip(keys, values, strict=True)])
        case "values" if keys is not None:
            return Items(values)
        case "keys" if keys is not None:
            return Items([Box(Data(literal=key)) for key in keys])
        case "get" | "pop" if values:
            key = data_of(given[0]).literal if given else None
            return values[keys.index(key)] if keys is not None and key in keys else joined(values)
        case "copy":
            return Items(list(values), list(keys) if keys is not None else None)
    return Box()
