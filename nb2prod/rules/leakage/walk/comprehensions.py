"""Comprehensions."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.walk.data import NOTHING, Data, touched
from nb2prod.rules.leakage.walk.iteration import elements, is_known
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Items, Scope, Thing, data_of
from nb2prod.rules.leakage.walk.targets import assign

MOST_ITEMS = 12

Comprehension = ast.ListComp | ast.SetComp | ast.GeneratorExp


def comprehension(machine: Machine, node: Comprehension) -> Thing:
    """A list: of known things, if it goes through known things, otherwise of data alike."""
    values = _each(machine, node.generators, node.elt)
    first, *others = node.generators
    if not values:
        return Box()
    if others or not is_known(machine.evaluate(first.iter)):
        return Box(data_of(values[-1])._replace(element=False, literal=NOTHING))
    texts = tuple(data_of(value).literal for value in values)
    if not all(isinstance(text, str) for text in texts):
        return Items(values)
    return Box(Data(literal=NOTHING if first.ifs else texts))


def dict_comprehension(machine: Machine, node: ast.DictComp) -> Thing:
    """A dictionary, as data."""
    values = _each(machine, node.generators, node.value)
    return Box(data_of(values[-1])._replace(element=False)) if values else Box()


def _each(machine: Machine, generators: list[ast.comprehension], element: ast.expr) -> list[Thing]:
    """What the element is in each turn of the first loop."""
    outer = machine.scope
    first, *others = generators
    found = []
    for item in elements(machine, machine.evaluate(first.iter), MOST_ITEMS):
        machine.scope = Scope(outer)
        assign(machine, first.target, item)
        for generator in others:
            assign(machine, generator.target, elements(machine, machine.evaluate(generator.iter), 1)[0])
        chosen = [data_of(machine.evaluate(condition)) for condition in first.ifs]
        value = machine.evaluate(element)
        fits = frozenset().union(*[data.all_fits for data in chosen])
        found.append(Box(touched(data_of(value), Data(fits=fits))) if fits and isinstance(value, Box) else value)
        machine.scope = outer
    return found
