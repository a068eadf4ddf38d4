"""How many lines a call takes once black has written it: it breaks the right side first, then the left one."""

from __future__ import annotations

from collections.abc import Collection, Sequence

# Widths that fit on a line in the body of a function, and inside the brackets of a call there.
BODY, INSIDE = 84, 80
NAME = 30


def call_lines(targets: Sequence[str], callee: int, passed: Sequence[str]) -> int:
    """Lines of `targets = callee(passed)`.

    Args:
        targets: Names that are assigned.
        callee: Width of what is called.
        passed: Arguments as they are written.
    """
    left = len(", ".join(targets)) + 3 if targets else 0
    right = len(", ".join(passed))
    if left + callee + right + 2 <= BODY:
        return 1
    if left + callee + 1 <= BODY:
        return 3 if right <= INSIDE else 2 + len(passed)
    own = 2 + len(targets)
    if callee + right + 4 <= BODY:
        return own
    return own + (2 if right <= INSIDE else 1 + len(passed))


def header_lines(parameters: Collection[str]) -> int:
    """Lines of the header of a section with these parameters."""
    return call_lines((), NAME, [*parameters, "settings: Settings", "*", "explore: bool"])


def return_lines(values: int) -> int:
    """Lines of a `return` of so many values."""
    return 0 if not values else 1 if values * 12 <= BODY else 2 + values
