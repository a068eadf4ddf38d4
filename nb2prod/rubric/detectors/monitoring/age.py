"""monitor-4: models are not too stale."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import Place
from nb2prod.rubric.documents import sections_about
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.survey import Survey, how

_AGE_ALERT = re.compile(r"model[_-]?(age|staleness|last_trained|trained_at)", re.I)
_TRAIN_COMMAND = re.compile(r"\b(train|retrain|dvc repro|kedro run|mlflow run)\b")
_CRON_JOB = re.compile(r"^kind:\s*['\"]?(CronJob|CronWorkflow|ScheduledSparkApplication)\b", re.MULTILINE)
_POLICY = re.compile(r"\bretrain(ing|ed)?\b|\bmodel (age|staleness|freshness|refresh)\b", re.I)
_PERIOD = re.compile(r"\b(daily|weekly|monthly|quarterly|every \w+|each \w+|\d+ (day|week|month)s?)\b", re.I)


class ScheduledTraining:
    """Training on a schedule: a workflow, a DAG, a CronJob."""

    test = "monitor-4"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find schedules that lead to training."""
        for run in survey.scheduled.values():
            if survey.purposes.own(run.function) & {"train", "tune"}:
                yield Evidence(run.invocation.place, f"training runs on a schedule; {how(run)}", State.AUTOMATED)
        for invocation in survey.repository.invocations:
            if (
                invocation.trigger == "schedule"
                and _TRAIN_COMMAND.search(invocation.text)
                and invocation.words[0] != "uses"
            ):
                yield Evidence(invocation.place, f"`{invocation.text}` runs on a schedule", State.AUTOMATED)
        for path, text in survey.texts(".yaml", ".yml"):
            if (found := _CRON_JOB.search(text)) and _TRAIN_COMMAND.search(text):
                place = Place(path, text.count("\n", 0, found.start()) + 1)
                yield Evidence(place, "training runs on a schedule of the cluster", State.AUTOMATED)


class AgeAlert:
    """An alert on the model's age, or a policy on it."""

    test = "monitor-4"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find alert rules and policies."""
        for path, text in survey.texts(".yaml", ".yml", ".rules"):
            if re.search(r"^\s*-?\s*alert:", text, re.MULTILINE) and (found := _AGE_ALERT.search(text)):
                place = Place(path, text.count("\n", 0, found.start()) + 1)
                yield Evidence(place, "an alert on the model's age", State.AUTOMATED)
        for section in sections_about(survey, _POLICY, _PERIOD):
            yield Evidence(section.place, f"a policy on it: {section.title}", State.DOCUMENTED)
