"""data-2, data-3, data-4: features are beneficial, cheap, and allowed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.repository.model import Function, Place, TestFunction
from nb2prod.rubric.documents import sections_about
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.purposes import feature_functions
from nb2prod.rubric.stored import shown_calls
from nb2prod.rubric.survey import Survey

_IMPORTANCE = re.compile(
    r"(.*\.)?permutation_importance|shap\..*Explainer|(.*\.)?(shap_values|summary_plot|plot_importance|get_score|"
    r"get_feature_importance)|eli5\..*|.*\.(RFE|RFECV|SelectFromModel|BorutaPy|mutual_info_\w+|f_classif|chi2)"
)
_CORRELATION = re.compile(r"(.*\.)?(corr|corrwith)")
_IMPORTANCE_FILE = re.compile(r"(.*/)?[\w-]*(importance|shap|ablation)[\w-]*\.(png|svg|pdf|csv|json|html|jpe?g)", re.I)
_FORBIDDEN = re.compile(
    r"(?:^|_)(?:FORBIDDEN|DENYLIST|DENY_LIST|BLOCKLIST|PROTECTED|SENSITIVE|PROHIBITED|DISALLOWED|BANNED|PII)(?:_|$)",
    re.I,
)
_DATA_CARD = re.compile(r"(.*/)?(data[_-]?card|data[_-]?sheet|dataset[_-]?card)[\w-]*\.(md|rst|json|ya?ml)", re.I)
_COST = re.compile(r"\b(?:cost|latency|runtime|compute time|memory)\b", re.I)


class FeatureImportance:
    """Importance of features: by permutation, SHAP, a selection, or ablation."""

    test = "data-2"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find tests on it, outputs of it, and code for it."""
        for test in survey.live_tests:
            reached = survey.graph.reached(test.function)
            if any(_IMPORTANCE.fullmatch(c.name) for f in reached for c in f.calls) or _reads_importances(reached):
                shows = f"{test.function.short} asserts on the importance of features"
                yield Evidence(test.function.place, shows, State.AUTOMATED)
        for call in shown_calls(survey, _IMPORTANCE):
            yield Evidence(call.place, f"`{call.name.strip('.')}` with its output", State.DOCUMENTED)
        for call in shown_calls(survey, _CORRELATION):
            yield Evidence(call.place, "correlations with their output", State.DOCUMENTED)
        for path in survey.repository.files:
            if _IMPORTANCE_FILE.fullmatch(path):
                yield Evidence(Place(path), "a result on the importance of features", State.DOCUMENTED)
        for _, call in survey.calls(_IMPORTANCE):
            yield Evidence(call.place, f"`{call.name.strip('.')}` is called", State.CODE_ONLY)


def _reads_importances(functions: tuple[Function, ...]) -> bool:
    named = (node.attr for function in functions for node in function.of(ast.Attribute))
    return not {"feature_importances_", "coef_"}.isdisjoint(named)


class FeatureCost:
    """Benchmarks of the functions that make features, and notes on what features cost."""

    test = "data-3"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find benchmarks of feature functions, and sections on their cost."""
        features = {id(f) for f in feature_functions(survey.purposes, survey.repository)}
        for test in survey.repository.tests:
            if _benchmarks(test) and any(id(f) in features for f in _passed(survey, test)):
                yield survey.judged(test.function, test.function.place, f"{test.function.short} times a feature")
        for section in sections_about(survey, re.compile(r"feature", re.I), _COST):
            if _COST.search(section.title):
                yield Evidence(section.place, f"a section on the cost of features: {section.title}", State.DOCUMENTED)


def _benchmarks(test: TestFunction) -> bool:
    node = test.function.node
    return node is not None and any(argument.arg == "benchmark" for argument in node.args.args)


def _passed(survey: Survey, test: TestFunction) -> Iterator[Function]:
    """Functions that a test calls, or gives to its benchmark by name."""
    yield from survey.graph.reached(test.function)
    names = {n.id for s in test.function.statements for n in ast.walk(s) if isinstance(n, ast.Name)}
    yield from (f for f in survey.functions if f.node is not None and f.short in names)


class ForbiddenColumns:
    """A list of columns that must not be used, and tests that features exclude them."""

    test = "data-4"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find lists of forbidden columns, and the tests that use them."""
        for place, name in _lists(survey):
            users = [t for t in survey.live_tests if name in _names(survey.graph.reached(t.function))]
            for test in users:
                shows = f"{test.function.short} asserts on `{name}`"
                yield Evidence(test.function.place, shows, State.AUTOMATED)
            if not users:
                yield Evidence(place, f"`{name}` lists columns; no test that runs uses it", State.CODE_ONLY)


class DataCard:
    """A data card or datasheet with content."""

    test = "data-4"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find data cards."""
        for path, text in survey.repository.texts.items():
            if _DATA_CARD.fullmatch(path) and len(text.split()) >= 50:  # noqa: PLR2004 - less is a template's head
                yield Evidence(Place(path), "a data card", State.DOCUMENTED)
        for section in sections_about(survey, re.compile(r"\b(data ?card|data ?sheet)\b", re.I)):
            yield Evidence(section.place, f"a data card: {section.title}", State.DOCUMENTED)


def _lists(survey: Survey) -> Iterator[tuple[Place, str]]:
    for file in survey.repository.python:
        for statement in file.body.statements:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) | ast.AnnAssign(
                    target=ast.Name(id=name), value=ast.expr() as value
                ) if _FORBIDDEN.search(name) and _holds_texts(value):
                    yield Place(file.path, statement.lineno), name


def _holds_texts(value: ast.expr) -> bool:
    return any(isinstance(node, ast.Constant) and isinstance(node.value, str) for node in ast.walk(value))


def _names(functions: tuple[Function, ...]) -> set[str]:
    nodes = (node for f in functions for s in f.statements for node in ast.walk(s))
    return {n.id if isinstance(n, ast.Name) else n.attr for n in nodes if isinstance(n, ast.Name | ast.Attribute)}
