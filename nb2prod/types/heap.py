"""Objects that values may be, and which of them hold which.

An object is a number. One that holds another one changes, for whoever looks at it, when the other one changes. Edges
are only ever added: that an object was once put into a list is remembered, which errs on the side of more changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nb2prod.knowledge.type_expression import TypeExpression
    from nb2prod.types.values import Value

Regions = frozenset[int]
EMPTY: Regions = frozenset()

MANY = 12
"""More objects than this in one place are not told apart any more."""


class Heap:
    """Objects and edges between them.

    Attributes:
        count: Number of the newest object.
        holds: Objects that an object holds.
        held_by: The reverse of that.
        pending: What runs when an object is iterated.
        channels: Channel that stands behind an object.
        kept: Function that an object was given when it was made.
        seeded: Objects that draw from a source of their own.
        iterators: Objects that iterating uses up.
        lazy: Objects whose elements are those of what they hold.
        entries: What a dictionary holds under keys that are known; replaced, never changed.
        callables: What the elements of an object stand for, where that is a callable.
        blurred: Objects that stand for all that some others hold.
        instances: Instances of the notebook's own classes.
        owner: Object that an object was made the content of.
        origins: Frames that a frame was made of, with their columns.
        outputs: What transformers were told to give.
        log: Edges that were added later than their object.
    """

    def __init__(self) -> None:
        self.count = 0
        self.holds: dict[int, set[int]] = {}
        self.held_by: dict[int, set[int]] = {}
        self.pending: dict[int, Callable[[], object]] = {}
        self.channels: dict[int, str] = {}
        self.kept: dict[int, Value] = {}
        self.seeded: set[int] = set()
        self.iterators: set[int] = set()
        self.lazy: set[int] = set()
        self.entries: dict[int, Mapping[str, TypeExpression]] = {}
        self.callables: dict[int, Value] = {}
        self.blurred: set[int] = set()
        self.instances: set[int] = set()
        self.owner: dict[int, int] = {}
        self.origins: dict[int, Regions] = {}
        self.outputs: dict[int, TypeExpression] = {}
        self.log: list[tuple[int, frozenset[int]]] = []

    def new(self, held: Iterable[int] = ()) -> Regions:
        """Make an object that holds others."""
        self.count += 1
        fresh = self.count
        parts = set(held)
        if parts:
            self.holds[fresh] = parts
            for inner in parts:
                self.held_by.setdefault(inner, set()).add(fresh)
        return frozenset((fresh,))

    def blur(self, held: Regions) -> Regions:
        """Make an object that stands for any of some objects and of all that they hold."""
        fresh = self.new(held)
        (region,) = fresh
        self.holds.setdefault(region, set()).add(region)
        self.blurred.add(region)
        return fresh

    def compact(self, regions: Regions) -> Regions:
        """Let one object stand for many, so that sets stay small."""
        return self.blur(regions) if len(regions) > MANY else regions

    def hold(self, outer: Iterable[int], inner: Iterable[int]) -> None:
        """Remember that objects may now hold others."""
        inner = set(inner)
        if len(inner) > MANY:
            inner = set(self.compact(frozenset(inner)))
        for region in outer:
            known = self.holds.setdefault(region, set())
            added = inner - known - {region}
            if added:
                known |= added
                self.log.append((region, frozenset(added)))
                for each in added:
                    self.held_by.setdefault(each, set()).add(region)

    def within(self, region: int, first: int, last: int) -> bool:
        """Whether an object was made between two others; the content of an older one was not."""
        while region in self.owner:
            region = self.owner[region]
        return first < region <= last

    def parts(self, regions: Iterable[int]) -> Regions:
        """What objects hold directly."""
        found: set[int] = set()
        for region in regions:
            found |= self.holds.get(region, EMPTY)
        return frozenset(found)

    def reach(self, regions: Iterable[int]) -> set[int]:
        """Objects and all that they hold, through any number of steps."""
        return _closure(regions, self.holds)

    def holders(self, regions: Iterable[int]) -> set[int]:
        """Objects and all that hold them, through any number of steps."""
        return _closure(regions, self.held_by)

    def content(self, regions: Regions) -> Regions:
        """What stands inside of objects as one part each: the columns of a frame, the items of an unknown container."""
        found: set[int] = set()
        for region in regions:
            held = self.holds.get(region)
            if not held:
                (inner,) = self.new()
                self.owner[inner] = region
                held = self.holds[region] = {inner}
                self.held_by[inner] = {region}
            found |= held
        return frozenset(found)


def _closure(start: Iterable[int], edges: dict[int, set[int]]) -> set[int]:
    found = set(start)
    stack = list(found)
    while stack:
        for other in edges.get(stack.pop(), ()):
            if other not in found:
                found.add(other)
                stack.append(other)
    return found
