"""infra-4: model quality is validated before serving."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import Function, Place
from nb2prod.rubric.metrics import Comparison, comparisons
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey

_SAVES = re.compile(
    r"(.*\.)?(save_model|log_model|register_model|set_registered_model_alias|transition_model_version_stage|"
    r"create_model_version|save_pretrained|push_to_hub|upload_model|deploy)|joblib\.dump|pickle\.dump|torch\.save|"
    r"(.*\.)?(Sequential|Model|model)\.save|bentoml\..*\.save_model"
)
_DIFFERENCE = re.compile(r"^(dvc metrics diff|cml (comment|send-comment)|dvc exp diff)\b")


class QualityGate:
    """A threshold on a metric that stops the run before a model is saved or registered."""

    test = "infra-4"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find comparisons of metrics that raise or exit, and what is saved after them."""
        tests = {id(test.function) for test in survey.repository.tests}
        for function in survey.functions:
            if id(function) in tests:
                continue
            for one in comparisons(function, survey.purposes):
                if saving := _saved_after(function, one, survey):
                    place = Place(function.place.path, one.line, function.place.cell)
                    shows = f"`{one.text}` decides before `{saving}`"
                    yield survey.judged(function, place, shows)


class MetricDifference:
    """The metric beside that of the model before, in each proposed change."""

    test = "infra-4"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find commands that compare metrics."""
        for invocation in survey.repository.invocations:
            if _DIFFERENCE.match(invocation.text):
                yield Evidence(invocation.place, f"`{invocation.text}` shows both metrics", State.DOCUMENTED)


def _saved_after(function: Function, one: Comparison, survey: Survey) -> str:
    """What saves the model later than the comparison: in the function, or in a function that calls it."""
    for call in function.calls:
        if call.place.line > one.line and _leads_to_saving(call.name, survey.graph.called(call, function), survey):
            return call.name.strip(".")
    for caller in survey.graph.callers(function):
        at = next((c.place.line for c in caller.calls if survey.graph.called(c, caller) is function), 0)
        for call in caller.calls:
            if at and call.place.line > at and _leads_to_saving(call.name, survey.graph.called(call, caller), survey):
                return call.name.strip(".")
    return ""


def _leads_to_saving(name: str, called: Function | None, survey: Survey) -> bool:
    if _SAVES.fullmatch(name):
        return True
    return called is not None and any(_SAVES.fullmatch(c.name) for f in survey.graph.reached(called) for c in f.calls)
