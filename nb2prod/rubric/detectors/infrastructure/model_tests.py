"""infra-2, infra-3, infra-5: tests of the model's code, of the whole pipeline, and of one example."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.repository.model import CallSite, Function, Place, TestFunction
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey, how

_SHAPE = re.compile(r"\b(shape|size|ndim|len)\b")
_SAVES = re.compile(
    r"(.*\.)?(save|dump|save_model|save_pretrained|save_weights|log_model)|torch\.save|joblib\.dump|pickle\.dumps?"
)
_LOADS = re.compile(
    r"(.*\.)?(load_model|from_pretrained|load_weights|load_state_dict|load_from_checkpoint)|torch\.load|joblib\.load|pickle\.loads?"
)
_FORWARD = frozenset({"predict", "train"})
_PIPELINES = re.compile(r"^(dvc repro|dvc exp run|kedro run|zenml pipeline run|snakemake|mlflow run|metaflow)\b")
_LOG = re.compile(r"(.*/)?(logs?|runs?)/.+\.(log|txt)|(.*/)?(training|pipeline|run)[\w-]*\.log", re.I)


class ModelSpecTest:
    """Tests that check shapes of predictions, that the loss decreases, or that a saved model reloads."""

    test = "infra-2"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find tests that run the model and assert on what it gives."""
        for test in survey.repository.tests:
            if test.counts and (what := _what_is_checked(test, survey)):
                shows = f"{test.function.short} checks {what}"
                yield survey.judged(test.function, test.function.place, shows)


def _what_is_checked(test: TestFunction, survey: Survey) -> str:
    reached = survey.graph.reached(test.function)
    calls = [call for function in reached for call in function.calls]
    activities = survey.purposes.all(test.function)
    asserted = [ast.unparse(node.test) for node in _asserts(test.function)]
    if (
        any(_SAVES.fullmatch(c.name) for c in calls)
        and any(_LOADS.fullmatch(c.name) for c in calls)
        and activities & _FORWARD
    ):
        return "that a saved model reloads"
    if not activities & _FORWARD and not _runs_network(calls):
        return ""
    if any(re.search(r"loss", text) and re.search(r"[<>]", text) for text in asserted):
        return "that the loss decreases"
    if any(_SHAPE.search(text) for text in asserted):
        return "the shape of what the model gives"
    if "predict" in activities and asserted:
        return "predictions"
    return ""


def _runs_network(calls: list[CallSite]) -> bool:
    return any(call.name.endswith((".forward", "Module.__call__")) for call in calls)


class PipelineTest:
    """A test, or a command of continuous integration, that runs from data to predictions."""

    test = "infra-3"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find tests that load, train and predict, and pipelines that run by themselves."""
        for test in survey.repository.tests:
            if test.counts and _whole(survey.purposes.all(test.function)):
                shows = f"{test.function.short} runs from data to predictions"
                yield survey.judged(test.function, test.function.place, shows)
        for invocation in survey.repository.invocations:
            if _PIPELINES.match(invocation.text) and not invocation.forgiven:
                yield Evidence(invocation.place, f"`{invocation.text}` runs the pipeline", State.AUTOMATED)
        for run in survey.runs.values():
            if run.test is None and run.function.node is None and _whole(survey.purposes.all(run.function)):
                yield Evidence(run.function.place, f"the whole pipeline runs; {how(run)}", State.AUTOMATED)


class RunLog:
    """The log of a run of the pipeline."""

    test = "infra-3"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find logs."""
        for path in survey.repository.files:
            if _LOG.fullmatch(path):
                yield Evidence(Place(path), "the log of a run", State.DOCUMENTED)


def _whole(activities: frozenset[str]) -> bool:
    return bool(activities & {"load", "query"}) and "train" in activities and bool(activities & {"predict", "evaluate"})


class OneExample:
    """A test that takes one row through the stages."""

    test = "infra-5"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find tests that make one row and give it to the repository's own stages."""
        for test in survey.repository.tests:
            stages = [f for f in survey.graph.callees(test.function) if _is_stage(f, survey)]
            if test.counts and _one_row(test.function) and (len(stages) > 1 or _predicts(test, survey)):
                through = ", ".join(stage.short for stage in stages[:3]) or "the model"
                shows = f"{test.function.short} takes one row through {through}"
                yield survey.judged(test.function, test.function.place, shows)


def _is_stage(function: Function, survey: Survey) -> bool:
    return bool(survey.purposes.all(function))


def _predicts(test: TestFunction, survey: Survey) -> bool:
    return survey.purposes.predicts(test.function) and any(True for _ in survey.graph.callees(test.function))


def _one_row(function: Function) -> bool:
    for node in (n for s in function.statements for n in ast.walk(s)):
        match node:
            case ast.Call(func=ast.Attribute(attr="DataFrame"), args=[ast.List(elts=[ast.Dict()]), *_]):
                return True
            case ast.Call(
                func=ast.Attribute(attr="DataFrame"), args=[ast.Dict(values=[*values]), *_]
            ) if values and all(isinstance(v, ast.List) and len(v.elts) == 1 for v in values):
                return True
            case ast.Call(func=ast.Attribute(attr="head" | "sample"), args=[ast.Constant(value=1)]):
                return True
            case ast.Subscript(value=ast.Attribute(attr="iloc"), slice=ast.List(elts=[_])):
                return True
    return False


def _asserts(function: Function) -> Iterator[ast.Assert]:
    return (n for s in function.statements for n in ast.walk(s) if isinstance(n, ast.Assert))
