"""model-4, model-5: staleness is known, and a simpler model is not better."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import PythonFile
from nb2prod.rubric.documents import sections_about
from nb2prod.rubric.metrics import comparisons
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.stored import shown_calls
from nb2prod.rubric.survey import Survey, how

_BACKTEST = re.compile(
    r"(.*\.)?(\w*backtest\w*|walk_forward\w*|TimeSeriesSplit(\.split)?|cross_validation_by_time)", re.I
)
_STALE = re.compile(r"\b(stale(ness)?|model (age|decay)|backtest(ing)?|freshness)\b", re.I)
_DUMMY = re.compile(r"(.*\.)?(DummyClassifier|DummyRegressor|NaiveForecaster|SeasonalNaive|ZeroR)(\.\w+)?")
_SIMPLE = re.compile(
    r"(.*\.)?(LogisticRegression|LinearRegression|Ridge|Lasso|DummyClassifier|DummyRegressor|GaussianNB|MultinomialNB|"
    r"NaiveForecaster|SeasonalNaive)(\.fit)?"
)
_COMPLEX = re.compile(
    r"(.*\.)?(RandomForest\w+|GradientBoosting\w+|HistGradientBoosting\w+|XGB\w+|LGBM\w+|CatBoost\w*|MLP\w+|Sequential|"
    r"SVC|SVR|ExtraTrees\w+|AdaBoost\w+|Stacking\w+|Voting\w+|KNeighbors\w+)(\.fit)?"
)


class StalenessKnown:
    """Evaluations of older models on newer data: a backtest on a schedule, or a section on it."""

    test = "model-4"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find backtests and sections."""
        for function, call in survey.calls(_BACKTEST):
            run = survey.scheduled.get(id(function))
            shows = f"`{call.name.strip('.')}` splits by time"
            state = State.AUTOMATED if run else State.CODE_ONLY
            yield Evidence(call.place, f"{shows}; {how(run)}" if run else shows, state)
        for section in sections_about(survey, _STALE, re.compile(r"\d")):
            yield Evidence(section.place, f"a section on it, with figures: {section.title}", State.DOCUMENTED)


class BaselineTest:
    """Tests that the model beats a dummy or a simpler model."""

    test = "model-5"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find tests that lead to a baseline and compare scores."""
        for test in survey.repository.tests:
            reached = survey.graph.reached(test.function)
            calls = [call for function in reached for call in function.calls]
            dummy = any(_DUMMY.fullmatch(call.name) for call in calls)
            both = any(_SIMPLE.fullmatch(c.name) for c in calls) and any(_COMPLEX.fullmatch(c.name) for c in calls)
            if test.counts and (dummy or both) and any(comparisons(test.function, survey.purposes)):
                shows = f"{test.function.short} compares the model with a baseline"
                yield survey.judged(test.function, test.function.place, shows)


class BaselineScore:
    """A baseline's score beside the model's, in the outputs of a notebook or in a document."""

    test = "model-5"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find notebooks that show scores of a simple and of another model."""
        for call in shown_calls(survey, _DUMMY):
            yield Evidence(call.place, f"`{call.name.strip('.')}` is scored as a baseline", State.DOCUMENTED)
        for file in survey.repository.python:
            if file.is_notebook and _scores_both(file, survey):
                yield Evidence(file.body.place, "a simple and a complex model are scored", State.DOCUMENTED)
        for section in sections_about(survey, re.compile(r"\bbaseline", re.I), re.compile(r"\b0?\.\d+|\d+ ?%")):
            yield Evidence(section.place, f"a baseline's score: {section.title}", State.DOCUMENTED)
        for _, call in survey.calls(_DUMMY):
            yield Evidence(call.place, f"`{call.name.strip('.')}` is used", State.CODE_ONLY)


def _scores_both(file: PythonFile, survey: Survey) -> bool:
    names = [call.name for call in file.body.calls]
    with_output = {cell for cell, _ in file.outputs}
    scored = [c for c in file.body.calls if survey.purposes.activity(c) == "evaluate" and c.place.cell in with_output]
    simple = any(_SIMPLE.fullmatch(name) for name in names)
    return simple and any(_COMPLEX.fullmatch(name) for name in names) and len(scored) > 1
