"""Calls that make something of a type that depends on their arguments."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arguments import Arguments, text_argument
from nb2prod.types.arrays import array, part_of
from nb2prod.types.figures import AXES
from nb2prod.types.model import TypeSource
from nb2prod.types.shapes import CLASS, FUNCTION, STR
from nb2prod.types.values import Bound, Class, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine


def partial(machine: Machine, arguments: Arguments) -> Value | None:
    """`functools.partial(f, a)`: a callable with arguments fixed."""
    if not arguments.positional or arguments.spread or arguments.keywords:
        return None
    function, *fixed = arguments.positional
    regions = machine.heap.new(r for value in arguments.positional for r in value.regions)
    machine.record.callees.append("functools.partial")
    return Value(FUNCTION, regions, TypeSource.PROPAGATION, 0.5, refers=Bound(function, tuple(fixed)))


def dataclass_field(machine: Machine, arguments: Arguments) -> Value | None:
    """`field(default_factory=f)`: what making an instance calls."""
    factory = arguments.keywords.get("default_factory")
    if factory is None or factory.refers is None:
        return None
    machine.record.callees.append("dataclasses.field")
    return Value(regions=factory.regions, refers=Bound(factory, ()))


def path_join(machine: Machine, arguments: Arguments) -> Value | None:
    """`os.path.join` of texts that are known."""
    texts = [text_argument(value) for value in arguments.positional]
    if arguments.spread or not texts or None in texts:
        return None
    machine.record.callees.append("os.path.join")
    joined = posixpath.join(*(text for text in texts if text is not None))
    return Value(STR, source=TypeSource.TABLE, confidence=0.95, literal=joined)


def subplots(machine: Machine, arguments: Arguments) -> Value | None:
    """`plt.subplots()`: one axes object, or an array of them."""
    entry = machine.knowledge.call("matplotlib.pyplot.subplots")
    if entry is None:
        return None
    axes = _grid(arguments)
    machine.record.callees.append(entry.name)
    machine.change("<figures>")
    figure = TypeExpression("matplotlib.figure.Figure")
    items = tuple(
        Value(kind, machine.heap.new(), TypeSource.TABLE, 0.95 if kind.head != "?" else 0.0) for kind in (figure, axes)
    )
    for item in items:
        for region in item.regions:
            machine.heap.channels[region] = "<figures>"
    machine.heap.hold(items[0].regions, items[1].regions)
    held = machine.heap.new(region for item in items for region in item.regions)
    return Value(TypeExpression("tuple", (figure, axes)), held, TypeSource.TABLE, 0.95, items=items)


def _grid(arguments: Arguments) -> TypeExpression:
    """One axes object or an array of them, as the numbers of rows and columns say."""
    squeeze = arguments.keywords.get("squeeze")
    if arguments.spread or (squeeze is not None and squeeze.literal is None):
        return part_of(array(AXES))
    if squeeze is not None and not squeeze.literal:
        return array(AXES, 2)
    grid = [*arguments.positional[:2], *(arguments.keywords[k] for k in ("nrows", "ncols") if k in arguments.keywords)]
    lengths = [value.literal for value in grid if isinstance(value.literal, int)]
    if len(lengths) == len(grid):
        return array(AXES, sum(length > 1 for length in lengths))
    return array(AXES) if any(length > 1 for length in lengths) else part_of(array(AXES))


def namedtuple(machine: Machine, arguments: Arguments) -> Value | None:
    """`namedtuple("P", …)`: a class of the notebook."""
    name = text_argument(arguments.positional[0]) if arguments.positional else None
    if name is None or not name.isidentifier():
        return None
    owner = Class(name, {}, (), plain=True)
    machine.classes.setdefault(name, []).insert(0, owner)
    machine.record.callees.append("collections.namedtuple")
    return Value(CLASS, machine.heap.new(), TypeSource.TABLE, 0.95, refers=owner)
