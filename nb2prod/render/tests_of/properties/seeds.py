"""Steps that start NumPy's random numbers anew."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.render.tests_of.properties.model import Case, Claim, straight

_SEED = "numpy.random.seed"


def seeds(case: Case) -> Iterator[Claim]:
    """Claim that the same random numbers follow on a step that calls nothing but the seed.

    Args:
        case: The step.

    Yields:
        One claim, if the step does that alone.
    """
    calls = [c for s in straight(case.node.body) for c in ast.walk(s) if isinstance(c, ast.Call)]
    seeding = [c for c in calls if case.qualified(c.func) == _SEED]
    if not seeding or len(seeding) < len(calls):
        return
    lines = (
        "drawn_first = np.random.random_sample(3)",
        case.call,
        "np.testing.assert_array_equal(np.random.random_sample(3), drawn_first)",
    )
    yield Claim("starts random numbers anew", lines, imports=frozenset({"import numpy as np"}))
