"""What a name stands for where two ways through the code meet."""

from __future__ import annotations

from nb2prod.rules.leakage.walk.data import united
from nb2prod.rules.leakage.walk.objects import Box, Estimator, Items, Scope, Stream, Thing, data_of


def joined(several: list[Thing]) -> Thing:
    """A thing that may be any of several."""
    first, *others = several
    for other in others:
        first = _join(first, other)
    return first


def _join(first: Thing, second: Thing) -> Thing:
    if first is second:
        return first
    match first, second:
        case Box(data=a), Box(data=b):
            return Box(united([a, b]))
        case Items(values=a), Items(values=b) if len(a) == len(b) and first.keys == second.keys:
            return Items([_join(x, y) for x, y in zip(a, b, strict=True)], first.keys)
        case Estimator(), Estimator():
            second.fits |= first.fits
            return second
        case Box(), Estimator() | Stream():
            return second
        case (Estimator() | Stream()), Box():
            return first
        case (Box() | Items()), (Box() | Items()):
            return Box(united([data_of(first), data_of(second)]))
    return second


def merge_names(scope: Scope, ways: list[dict[str, Thing]]) -> None:
    """Bind each name to what it may stand for after any of several ways.

    Args:
        scope: The scope.
        ways: Names as each way left them.
    """
    names = dict(ways[0])
    for way in ways[1:]:
        for name, thing in way.items():
            names[name] = _join(names[name], thing) if name in names else thing
    scope.names = names
