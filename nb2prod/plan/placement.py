"""Where a definition goes, and what that is decided on. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

from nb2prod.facts.model import Definition
from nb2prod.plan.imports import Imports
from nb2prod.plan.unit import Bindings, Unit
from nb2prod.plan.uses import Uses


class Placement(Enum):
    """Where a definition goes."""

    MODULE = "module"
    LOCAL = "local"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Placed:
    """A definition with its place.

    Attributes:
        position: Position of its statement.
        definition: The definition.
        placement: Where it goes.
        name: Its name in the package; another one than the notebook's where the notebook defines it twice.
        extra: Names of the notebook that it takes as parameters (a function at module level), or that it captures.
        reason: Why it does not go to a module.
        same_as: Position of an equal, earlier definition that stands for it.
    """

    position: int
    definition: Definition
    placement: Placement
    name: str
    extra: tuple[str, ...] = ()
    reason: str = ""
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """What places are decided on.

    Attributes:
        units: All statements.
        bindings: Who binds and reads what.
        imports: How imports are reached.
        constants: Constants of modules, with their position.
        uses: Where code that a name stands for may run.
        stored: Functions and classes that may be stored by their name.
    """

    units: Sequence[Unit]
    bindings: Bindings
    imports: Imports
    constants: Mapping[str, int]
    uses: Uses
    stored: frozenset[str]


def version_at(positions: Sequence[int], use: int) -> int:
    """Position of the version that a use sees: the last one before it, or the first if there is none."""
    before = [p for p in positions if p < use]
    return before[-1] if before else positions[0]
