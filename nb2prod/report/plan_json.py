"""The plan of a package, for programs. `docs/json.md` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from nb2prod.plan.model import Function, Hoisted, Module, Returned, Setting, Step
from nb2prod.render.record import count_dispositions, function_record, functions_of
from nb2prod.report.excerpt import first_line, mask_secrets
from nb2prod.report.formats import to_json
from nb2prod.report.left_out import find_remarks
from nb2prod.report.model import PlannedNotebook, View

SCHEMA = 1


def write(values: Iterable[PlannedNotebook], view: View) -> Iterator[str]:
    """Write each plan as a JSON document."""
    yield from (to_json(plan_record(value, view.version)) for value in values)


def plan_record(planned: PlannedNotebook, version: str) -> dict[str, Any]:
    """Describe a plan as plain data.

    Args:
        planned: A notebook and its plan.
        version: Version of nb2prod.

    Returns:
        Plain data with a schema version.
    """
    plan = planned.plan
    return {
        "schema": SCHEMA,
        "nb2prod": version,
        "path": str(planned.analysis.notebook.path),
        "title": plan.title,
        "modules": [_module_record(module) for module in plan.modules],
        "functions": [_function_record(function) for function in functions_of(plan)],
        "settings": [_setting_record(setting) for setting in plan.settings],
        "steps": [_step_record(step) for step in plan.steps],
        "outputs": [_returned_record(value) for value in plan.outputs],
        "statements": len(plan.dispositions),
        "dispositions": count_dispositions(plan),
        "left_out": _left_out(planned),
        "requirements": list(plan.requirements),
        "imports": sorted(plan.imports),
        "notes": list(plan.notes),
    }


def _module_record(module: Module) -> dict[str, Any]:
    return {
        "name": module.name,
        "definitions": [_definition_record(hoisted) for hoisted in module.hoisted],
        "functions": [function.name for function in module.functions],
    }


def _definition_record(hoisted: Hoisted) -> dict[str, Any]:
    return {"name": hoisted.name, "constant": hoisted.constant, "cell": hoisted.piece.statement.id.cell}


def _function_record(function: Function) -> dict[str, Any]:
    return {**function_record(function), "title": function.title, "activity": function.activity}


def _setting_record(setting: Setting) -> dict[str, Any]:
    return {
        "name": setting.name,
        "type": setting.type,
        "default": setting.value or None,
        "env": setting.env,
        "doc": setting.doc,
        "cell": setting.statement.cell,
        "ordinal": setting.statement.ordinal,
    }


def _step_record(step: Step) -> dict[str, Any]:
    record: dict[str, Any] = {"kind": step.kind.value, "cell": step.cell}
    if step.function is not None:
        record |= {"function": step.function.name, "module": step.function.module, "arguments": dict(step.arguments)}
    if step.piece is not None:
        record["source"] = mask_secrets(first_line(step.piece.statement.source))
    return record | {key: text for key in ("reason", "name", "setting") if (text := getattr(step, key))}


def _returned_record(value: Returned) -> dict[str, str]:
    return {"name": value.name, "type": value.guess.type, "source": value.guess.source.value}


def _left_out(planned: PlannedNotebook) -> list[dict[str, Any]]:
    return [
        {
            "cell": place.cell,
            "line": place.line,
            "source": place.source,
            "disposition": remark.kind.value,
            "reason": remark.reason,
        }
        for remark in find_remarks(planned.analysis, planned.plan)
        for place in remark.places
    ]
