"""Names and what they stand for: the notebook's scope and those of functions, classes and comprehensions."""

from __future__ import annotations

from collections.abc import Iterable

from nb2prod.types.heap import Regions
from nb2prod.types.join import join_values
from nb2prod.types.values import Class, Value

Names = dict[str, Value]


class Scope:
    """The names of one scope.

    Attributes:
        names: What each name stands for at this point of the interpretation.
        parent: Scope in which other names are looked up; `None` for the notebook's.
        outer: Names that the scope binds elsewhere (`global`, `nonlocal`), and whether in the notebook's scope.
        jumped: Names at each `break` and `continue` of the loop that is interpreted.
        returned: Values that the function may return.
        yielded: Values that it may yield.
        hidden: Whether inner functions cannot see its names, as with a class body.
        owner: Class whose method it belongs to.
        passing: Whether `:=` binds in the scope around it, as in a comprehension.
        receiver: What that method is called on.
    """

    __slots__ = ("hidden", "jumped", "names", "outer", "owner", "parent", "passing", "receiver", "returned", "yielded")

    def __init__(self, parent: Scope | None = None, *, hidden: bool = False, passing: bool = False) -> None:
        self.names: Names = {}
        self.parent = parent
        self.outer: dict[str, bool] = {}
        self.jumped: list[Names] = []
        self.returned: list[Value] = []
        self.yielded: list[Value] = []
        self.hidden = hidden
        self.passing = passing
        self.owner: Class | None = None
        self.receiver: Value | None = None

    def lexical_parent(self) -> Scope | None:
        """Nearest enclosing scope whose names can be seen."""
        scope = self.parent
        while scope is not None and scope.hidden:
            scope = scope.parent
        return scope


def join_names(left: Names, right: Names) -> Names:
    """Names after a branch: a name that one side does not bind keeps the other side's value."""
    if left is right:
        return left
    found = dict(left)
    for name, value in right.items():
        mine = found.get(name)
        if mine is None:
            found[name] = value
        elif mine is not value:
            found[name] = join_values(mine, value)
    return found


def lookup(scope: Scope, name: str) -> tuple[Scope, Value] | None:
    """The scope that binds a name, and what the name stands for there."""
    current: Scope | None = scope
    while current is not None:
        found = current.names.get(name)
        if found is not None and not current.outer.get(name):
            return current, found
        current = current.lexical_parent()
    return None


def captured(scope: Scope, names: Iterable[str], *, but: Scope | None = None) -> Regions:
    """Objects that code keeps through names that it takes from outside.

    Args:
        scope: Scope in which the code stands.
        names: Names that it takes from there.
        but: Scope whose names it looks up again each time, so that it keeps nothing of them.
    """
    found: set[int] = set()
    for name in names:
        known = lookup(scope, name)
        if known is not None and known[0] is not but:
            found |= known[1].regions
    return frozenset(found)
