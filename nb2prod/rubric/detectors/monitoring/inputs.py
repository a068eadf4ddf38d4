"""monitor-2, monitor-3, monitor-5: inputs, features and numbers are the same and sound in training and in serving."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.repository.model import Function, Place
from nb2prod.rubric.documents import sections_about
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.purposes import feature_functions
from nb2prod.rubric.schemas import schema_calls
from nb2prod.rubric.survey import Survey

_RANGES = re.compile(r"\b(data|input|schema|feature) (invariants?|ranges?|expectations?|validation|dictionary)\b", re.I)
_FINITE = re.compile(
    r"(.*\.)?(isfinite|isnan|isinf|check_numerics|enable_check_numerics|assert_all_finite|_assert_all_finite|"
    r"check_array|TerminateOnNaN|set_detect_anomaly|detect_anomaly)"
)
_CHECKED = re.compile(
    r"(.*\.)?(check_numerics|enable_check_numerics|assert_all_finite|check_array|TerminateOnNaN|set_detect_anomaly|"
    r"detect_anomaly)"
)
_SMALLEST_COPY = 3
"""Statements of a function that may be called a copy; shorter ones are alike by chance."""


class SharedSchema:
    """One schema that is called both in training and in serving."""

    test = "monitor-2"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find schemas, and on which side they are called."""
        training = {id(f) for f in survey.purposes.training}
        serving = {id(f) for f in survey.purposes.serving}
        sides: dict[str, dict[str, tuple[Function, Place]]] = {}
        for function, call in schema_calls(survey):
            owner = call.name.rpartition(".")[0].rpartition(".")[2] or call.name
            for side, members in (("training", training), ("serving", serving)):
                if id(function) in members:
                    sides.setdefault(owner, {}).setdefault(side, (function, call.place))
        for owner, found in sides.items():
            if len(found) > 1:
                yield Evidence(found["serving"][1], f"`{owner}` checks inputs of training and serving", State.AUTOMATED)
            else:
                side, (_, place) = next(iter(found.items()))
                yield Evidence(place, f"`{owner}` checks inputs of {side} alone", State.CODE_ONLY)
        for section in sections_about(survey, _RANGES, re.compile(r"\d|categor|null", re.I)):
            yield Evidence(section.place, f"a section on it: {section.title}", State.DOCUMENTED)


class SharedFeatures:
    """One function for features that training and serving call, or a test of parity; copies count against it."""

    test = "monitor-3"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find functions for features on both sides."""
        serving = {id(f) for f in survey.purposes.serving}
        features = list(feature_functions(survey.purposes, survey.repository))
        copies = list(_copies(features, survey.purposes.serving))
        for function in features:
            if id(function) in serving:
                shows = f"`{function.short}` makes features for training and serving"
                yield Evidence(function.place, shows, State.CODE_ONLY if copies else State.AUTOMATED)
        for one, other in copies:
            shows = f"`{other.short}` in {other.place.path} is a copy: both sides can drift apart"
            yield Evidence(one.place, shows, State.ABSENT)
        for test in survey.live_tests:
            reached = {id(f) for f in survey.graph.reached(test.function)}
            if re.search(r"parity|skew|same_features|train.*serv", test.function.short) and reached & serving:
                yield Evidence(test.function.place, f"{test.function.short} compares both sides", State.AUTOMATED)


class FiniteNumbers:
    """Checks that numbers are finite, in training and in serving."""

    test = "monitor-5"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find checks that stop, and on which side they are."""
        sides: dict[str, Place] = {}
        groups = (("training", survey.purposes.training), ("serving", survey.purposes.serving))
        for side, members in groups:
            for function in members:
                for call in function.calls:
                    if _FINITE.fullmatch(call.name) and (_CHECKED.fullmatch(call.name) or _stops(function, call.node)):
                        sides.setdefault(side, call.place)
        for side, place in sides.items():
            shows = f"numbers are checked in {side}"
            yield Evidence(place, shows, State.AUTOMATED if len(sides) > 1 else State.CODE_ONLY)


def _copies(features: list[Function], serving: tuple[Function, ...]) -> Iterator[tuple[Function, Function]]:
    bodies = {_shape(f): f for f in features if len(f.statements) >= _SMALLEST_COPY}
    for function in serving:
        other = bodies.get(_shape(function))
        if other is not None and other is not function:
            yield other, function


def _shape(function: Function) -> str:
    return "\n".join(ast.dump(statement) for statement in function.statements)


def _stops(function: Function, call: ast.Call) -> bool:
    """Whether what a call finds leads to an exception: it is asserted, or tested before a `raise`."""
    if any(n is call for stated in function.of(ast.Assert) for n in ast.walk(stated.test)):
        return True
    tested = [branch for branch in function.of(ast.If) if any(n is call for n in ast.walk(branch.test))]
    return any(isinstance(n, ast.Raise) for branch in tested for s in branch.body for n in ast.walk(s))
