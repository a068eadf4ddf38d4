"""data-7: all input feature code is tested."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.repository.model import Function
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.purposes import feature_functions
from nb2prod.rubric.survey import Survey

_MANY = 3
"""Names that are listed; of more the number is said."""


class TestedFeatures:
    """Tests that run by themselves and lead to every function that makes features for training."""

    test = "data-7"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find the functions that make features, and which of them tests reach."""
        features = tuple(feature_functions(survey.purposes, survey.repository))
        if not features:
            return
        live = _tested(survey, live=True)
        untested = [f for f in features if id(f) not in live]
        if not untested:
            shows = f"tests that run by themselves reach all {len(features)} functions that make features"
            yield Evidence(features[0].place, shows, State.AUTOMATED)
            return
        some = [f for f in features if id(f) in _tested(survey, live=False)]
        if some:
            shows = f"tests reach {len(some)} of {len(features)} functions that make features; not {_listed(untested)}"
            yield Evidence(some[0].place, shows, State.CODE_ONLY)


def _tested(survey: Survey, *, live: bool) -> set[int]:
    tests = survey.live_tests if live else tuple(t for t in survey.repository.tests if t.counts)
    return {id(f) for test in tests for f in survey.graph.reached(test.function)}


def _listed(functions: list[Function]) -> str:
    names = ", ".join(f.short for f in functions[:_MANY])
    return f"{names} and {len(functions) - _MANY} more" if len(functions) > _MANY else names
