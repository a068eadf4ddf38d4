"""infra-6, infra-7: canaries and rollbacks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import Place
from nb2prod.rubric.documents import sections_about
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey

_CANARY = re.compile(
    r"^\s*canaryTrafficPercent:\s*\d+|^kind:\s*['\"]?Canary\b|^\s*canary:\s*$|^\s*trafficPercent:\s*\d+|"
    r"InitialVariantWeight|CanarySize|^\s*shadowDeployment|nginx\.ingress\.kubernetes\.io/canary",
    re.MULTILINE,
)
_ROLLOUT = re.compile(
    r"^kind:\s*['\"]?(Rollout|Canary|InferenceService|SeldonDeployment|VirtualService|Ingress)\b", re.M
)
_WEIGHTS = re.compile(r"^\s*weight:\s*(\d+)", re.MULTILINE)
_ROLLBACK_COMMAND = re.compile(
    r"\b(kubectl rollout undo|helm rollback|argo rollouts? undo|kubectl argo rollouts undo)\b"
)
_ALIAS = re.compile(
    r"(.*\.)?(set_registered_model_alias|transition_model_version_stage|set_model_alias|update_endpoint)"
)
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b|\b\d{1,2} \w+ 20\d\d\b|\b\w+ \d{1,2}, 20\d\d\b")


class CanaryConfiguration:
    """A canary in the configuration of serving: KServe, Argo Rollouts, Flagger, Istio weights, endpoint variants."""

    test = "infra-6"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find manifests that send part of the traffic to a new model."""
        for path, text in survey.texts(".yaml", ".yml", ".json"):
            if found := _canary(text):
                line = text.count("\n", 0, found.start() + 1) + 1
                yield Evidence(Place(path, line), f"`{found[0].strip()}` sends part of the traffic", State.AUTOMATED)
        for section in sections_about(survey, re.compile(r"\bcanar(y|ies)\b|\bgradual rollout\b", re.I)):
            yield Evidence(section.place, f"a section on it: {section.title}", State.DOCUMENTED)


class ServingImageTest:
    """A test that starts the serving image and asks it, in continuous integration."""

    test = "infra-6"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find commands that run an image and then call it."""
        built = [
            i
            for i in survey.repository.invocations
            if re.match(r"docker (compose )?(build|run|up)|uses docker/build", i.text)
        ]
        for invocation in survey.repository.invocations:
            asks = re.match(r"(curl|http|wget)\b.*(predict|invocations|score|infer)", invocation.text)
            if asks and any(b.place.path == invocation.place.path for b in built) and not invocation.forgiven:
                yield Evidence(invocation.place, f"`{invocation.text}` asks the serving image", State.AUTOMATED)


class Rollback:
    """A rollback that is scripted over the alias of a registry, or that a workflow offers."""

    test = "infra-7"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find rollbacks in code and in workflows, and runbooks."""
        tested = {id(f) for test in survey.live_tests for f in survey.graph.reached(test.function)}
        for function, call in survey.calls(_ALIAS):
            if re.search(r"roll_?back|revert", function.name.rpartition(".")[2] + function.place.path, re.I):
                state = (
                    State.AUTOMATED
                    if id(function) in tested or _is_script(function.place.path, survey)
                    else State.CODE_ONLY
                )
                yield Evidence(call.place, f"`{function.short}` points the alias at another version", state)
        for path, text in survey.texts(".yml", ".yaml", ".sh", "makefile"):
            if found := _ROLLBACK_COMMAND.search(text):
                place = Place(path, text.count("\n", 0, found.start()) + 1)
                yield Evidence(place, f"`{found[0]}` goes back to the version before", State.AUTOMATED)
        for section in sections_about(survey, re.compile(r"\broll(ing)?[- ]?back\b", re.I), _DATE):
            yield Evidence(section.place, f"a runbook with the date of a drill: {section.title}", State.DOCUMENTED)


def _canary(text: str) -> re.Match[str] | None:
    if not _ROLLOUT.search(text) and "InitialVariantWeight" not in text:
        return None
    if found := _CANARY.search(text):
        return found
    weights = [int(m[1]) for m in _WEIGHTS.finditer(text)]
    split = "kind: VirtualService" in text and len(weights) > 1 and min(weights) > 0
    return _WEIGHTS.search(text) if split else None


def _is_script(path: str, survey: Survey) -> bool:
    """Whether a module can be run by name: it has a part for being run."""
    return "__main__" in survey.repository.texts.get(path, "")
