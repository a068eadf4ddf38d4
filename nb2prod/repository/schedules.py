"""Python that an orchestrator runs on a schedule: DAGs of Airflow, flows of Prefect, jobs of Dagster."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.repository.model import CallSite, Function, Invocation, PythonFile, Repository

_SCHEDULERS = re.compile(
    r"airflow\..*\b(DAG|dag)|airflow\.DAG|dagster\.(ScheduleDefinition|schedule|build_schedule_from_partitioned_job)|"
    r"prefect\..*(CronSchedule|IntervalSchedule|serve|deploy)|schedule\.every.*|apscheduler\..*\.add_job|kfp\..*create_recurring_run"
)
_KEYWORDS = frozenset(
    {"schedule", "schedule_interval", "timetable", "cron_schedule", "cron", "interval", "cron_expression"}
)
_UNSCHEDULED = frozenset({"None", "'@once'", "''"})
_TASKS = re.compile(r"airflow\..*\btask|prefect\.(task|flow)|dagster\.(op|asset|job|graph)")


def scheduled_functions(repository: Repository) -> Iterator[tuple[list[Function], Invocation]]:
    """The functions that each file of an orchestrator starts on its schedule.

    Args:
        repository: The repository.

    Yields:
        For each file with a schedule: the functions that it starts, and what stands for the command.
    """
    for file in repository.python:
        if schedule := _schedule(file):
            invocation = Invocation((schedule.name, file.path), schedule.place, "schedule")
            yield [file.body, *_started(file, repository)], invocation


def _schedule(file: PythonFile) -> CallSite | None:
    for function in (file.body, *file.functions):
        for call in function.calls:
            if _SCHEDULERS.fullmatch(call.name) and _is_set(call.node):
                return call
        for node in _decorator_calls(function):
            if _is_set(node) and any(_SCHEDULERS.fullmatch(name) for name in function.decorators):
                return CallSite(function.decorators[0], function.place, node)
    return None


def _is_set(node: ast.Call) -> bool:
    values = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg in _KEYWORDS]
    return any(value not in _UNSCHEDULED for value in values)


def _decorator_calls(function: Function) -> Iterator[ast.Call]:
    if function.node is not None:
        yield from (one for one in function.node.decorator_list if isinstance(one, ast.Call))


def _started(file: PythonFile, repository: Repository) -> Iterator[Function]:
    """Tasks of the file, and functions that it hands to an operator by name."""
    handed = {
        keyword.value.id
        for function in (file.body, *file.functions)
        for call in function.calls
        for keyword in call.node.keywords
        if keyword.arg in {"python_callable", "fn", "func", "job"} and isinstance(keyword.value, ast.Name)
    }
    imported = {file.imports.get(name, f"{file.module}.{name}") for name in handed}
    for function in file.functions:
        if any(_TASKS.fullmatch(name) for name in function.decorators):
            yield function
    yield from (f for f in repository.functions() if f.node is not None and f.name in imported)
