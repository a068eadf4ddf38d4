"""Methods of lists and dictionaries whose items are known."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NOTHING, Data
from nb2prod.rules.leakage.walk.join import joined
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Items, Thing, data_of

MOST_ITEMS = 40
CHANGING = frozenset("append extend insert remove pop clear sort reverse".split())
"""Methods that change a list."""


def change_texts(box: Box, method: str, arguments: Arguments) -> None:
    """Change a list of texts that is known; what isn't understood makes it unknown."""
    texts, given = box.data.literal, arguments.literal(0)
    match method, texts:
        case "remove", tuple() if given in texts:
            left: object = tuple(text for text in texts if text != given)
        case "append", tuple() if isinstance(given, str):
            left = (*texts, given)
        case "sort" | "reverse", _:
            left = texts
        case _:
            left = NOTHING
    box.data = box.data._replace(literal=left)


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
