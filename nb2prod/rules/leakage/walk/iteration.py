"""What a loop goes through."""

from __future__ import annotations

from nb2prod.rules.leakage.walk.data import NO_DATA, Data
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Items, Stream, Thing

TWICE = 2
"""How often the body of a loop is run whose items aren't known: what one turn leaves is there in the next."""


def elements(machine: Machine, thing: Thing, most: int) -> list[Thing]:
    """The things that a loop goes through, as far as they are known.

    Args:
        machine: The state.
        thing: What is iterated.
        most: How many known items are told apart.

    Returns:
        The items themselves, or what an item is like, once for each turn.
    """
    if isinstance(thing, Items) and thing.keys is None and 0 < len(thing.values) <= most:
        return list(thing.values)
    if isinstance(thing, Items) and thing.keys and len(thing.keys) <= most:
        return [Box(Data(literal=key)) for key in thing.keys]
    if isinstance(thing, Box) and isinstance(thing.data.literal, tuple) and len(thing.data.literal) <= most:
        return [Box(Data(literal=text, fits=thing.data.fits)) for text in thing.data.literal]
    return [element_of(thing)] * TWICE


def is_known(thing: Thing) -> bool:
    """Whether a loop goes through items that are known one by one."""
    return isinstance(thing, Items) or (isinstance(thing, Box) and isinstance(thing.data.literal, tuple))


def element_of(thing: Thing) -> Thing:
    """What one item is like."""
    match thing:
        case Stream(element=element):
            return element
        case Items(values=[first, *_], keys=None):
            return first
        case Box(data=data) if data.grouped:
            return Items([Box(), Box(data._replace(grouped=False))])
        case Box(data=data) if data.rows or data.fits:
            return Box(data._replace(element=True, literal=NO_DATA.literal))
    return Box()
