"""What all tests of a package share. Frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from nb2prod.analysis import Analysis
from nb2prod.knowledge import Knowledge
from nb2prod.plan.model import Plan
from nb2prod.plan.outside import Outside
from nb2prod.render.tests_of.world import World


@dataclass(frozen=True)
class Surroundings:
    """What all tests of a package share.

    Attributes:
        plan: The plan.
        analysis: The notebook.
        package: Import name of the package.
        world: All modules.
        knowledge: The tables.
    """

    plan: Plan
    analysis: Analysis
    package: str
    world: World
    knowledge: Knowledge

    @cached_property
    def outside(self) -> Outside:
        """Knows what steps need from outside of the package."""
        return Outside(self.analysis.interpretation.effects, self.plan.imports)
