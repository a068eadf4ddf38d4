"""model-6, model-7: quality on slices, and inclusion."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.repository.model import Function, Place
from nb2prod.rubric.documents import sections_about
from nb2prod.rubric.metrics import comparisons
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.stored import shown_calls
from nb2prod.rubric.survey import Survey

_SLICED = re.compile(
    r"fairlearn\.metrics\.MetricFrame(\..*)?|tensorflow_model_analysis\.SlicingSpec|deepchecks\..*(Segment|Weak)\w*|"
    r"(.*\.)?(evaluate_slices?|slice_metrics|metrics_by_\w+|metrics_per_\w+|score_by_\w+|weak_segments_performance)"
)
_FAIRNESS = re.compile(
    r"fairlearn\.metrics\.(?!MetricFrame)\w+|fairlearn\.\w+\.\w+|aif360\..*|aequitas\..*|responsibleai\..*|"
    r"raiwidgets\..*|fairness_indicators\..*|(.*\.)?(demographic_parity\w*|equalized_odds\w*|equal_opportunity\w*|"
    r"disparate_impact\w*|statistical_parity\w*)"
)
_GROUPS = re.compile(r"\.groupby\(|\.unique\(\)|slices?\b|segments?\b|cohorts?\b")
_FAIR_SECTION = re.compile(r"\b(fairness|bias(es)?|inclusion|ethic\w*|disparate|discrimination)\b", re.I)
_STATISTICAL = re.compile(r"\bbias[- ]variance|bias term|bias correction|inductive bias|selection bias", re.I)


class SlicedQuality:
    """Metrics by slice of the data, with a test that asserts on them."""

    test = "model-6"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find metrics by slice: of libraries, and in loops over groups."""
        found = [*survey.calls(_SLICED)]
        for function, call in found:
            yield _on(survey, function, call.place, f"`{call.name.strip('.')}` measures by slice")
        for function in survey.functions:
            for line, group in _grouped_metrics(function, survey):
                place = Place(function.place.path, line, function.place.cell)
                yield _on(survey, function, place, f"a metric for each `{group}`")
        for call in shown_calls(survey, _SLICED):
            yield Evidence(call.place, "metrics by slice with their output", State.DOCUMENTED)


class FairnessTest:
    """Fairness metrics with a test that asserts on them."""

    test = "model-7"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find calls of fairness metrics."""
        for function, call in survey.calls(_FAIRNESS):
            yield _on(survey, function, call.place, f"`{call.name.strip('.')}` measures fairness")
        for call in shown_calls(survey, _FAIRNESS):
            yield Evidence(call.place, "a fairness metric with its output", State.DOCUMENTED)


class FairnessSection:
    """A section on fairness, bias or ethics in a model card or another document."""

    test = "model-7"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find such sections."""
        for section in sections_about(survey, _FAIR_SECTION):
            if not _STATISTICAL.search(section.title):
                yield Evidence(section.place, f"a section on it: {section.title}", State.DOCUMENTED)


def _on(survey: Survey, function: Function, place: Place, shows: str) -> Evidence:
    """Automated only where a test leads to it that compares: measuring alone holds nothing."""
    for test in survey.live_tests:
        reaches = any(f is function for f in survey.graph.reached(test.function))
        if reaches and any(comparisons(test.function, survey.purposes)):
            return Evidence(place, f"{shows}; {test.function.short} asserts on it", State.AUTOMATED)
    return Evidence(place, shows, State.CODE_ONLY)


def _grouped_metrics(function: Function, survey: Survey) -> Iterator[tuple[int, str]]:
    """Loops over the groups of data that compute a metric."""
    evaluating = {id(c.node) for c in function.calls if survey.purposes.activity(c) == "evaluate"}
    for node in function.of(ast.For) if evaluating else ():
        source = ast.unparse(node.iter)
        if _GROUPS.search(source) and any(id(inner) in evaluating for inner in ast.walk(node)):
            yield node.lineno, source
