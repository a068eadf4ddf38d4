"""What attributes give."""

from __future__ import annotations

import ast
from dataclasses import replace

from nb2prod.rules.leakage.walk.data import NO_DATA, Data
from nb2prod.rules.leakage.walk.keys import Key
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Function, Instance, Items, Named, Thing, data_of
from nb2prod.rules.leakage.walk.subscripts import selected

SHAPES = frozenset("columns dtypes dtype shape size ndim name names feature_names target_names axes categories".split())
"""Attributes that say how data is laid out and nothing of its values."""

SAME = frozenset("values T iloc loc at iat ix str dt cat array data flat real sparse target images text".split())
"""Attributes with the same rows and values."""

ITSELF = frozenset({"best_estimator_", "base_estimator", "estimator", "estimator_", "named_steps", "module", "model"})
"""Attributes of an estimator that are an estimator, too: what that learned it learned from the same rows."""


def attribute(machine: Machine, node: ast.Attribute) -> Thing:
    """What an attribute gives."""
    owner = machine.evaluate(node.value)
    match owner:
        case Named(path=path):
            return Named(f"{path}.{node.attr}")
        case Box(data=data):
            return Box(of_data(data, node.attr))
        case Estimator(fits=fits):
            return owner if node.attr in ITSELF else Box(Data(fits=fits))
        case Instance():
            return field_of(owner, node.attr)
        case Items():
            return Box(data_of(owner))
    return Box()


def of_data(data: Data, attr: str) -> Data:
    """An attribute of data: a column where it is nothing else."""
    if attr in SHAPES:
        return NO_DATA
    if attr == "index":
        return Data(rows=data.rows, labels=True) if data.rows else NO_DATA
    if attr in SAME:
        return data
    return selected(data, Key((attr,)))


def field_of(owner: Instance, name: str) -> Thing:
    """What an object of the notebook's own class holds under a name."""
    if name in owner.fields:
        return owner.fields[name]
    method = owner.cls.methods.get(name)
    if isinstance(method, Function):
        return replace(method, owner=owner)
    return Box()
