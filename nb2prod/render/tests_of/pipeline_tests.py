"""`test_pipeline.py`: the steps are wired as the plan says, and the whole runs where its data is."""

from __future__ import annotations

from collections.abc import Sequence

from nb2prod.plan.model import Function, Plan, Returned, Setting, Step
from nb2prod.render.code import variable_of
from nb2prod.render.functions import is_keyword_only
from nb2prod.render.pipeline_module import names_of
from nb2prod.templates import fill

SURE = 0.9


def pipeline_tests(plan: Plan, package: str, *, is_closed: bool = False) -> str:
    """Write the tests of the pipeline.

    Args:
        plan: The plan.
        package: Import name of the package that holds it.
        is_closed: Whether it needs nothing from outside of the package, and so can run anywhere.

    Returns:
        Source text, not formatted yet.
    """
    steps = [(s, s.function) for s in plan.steps if s.function is not None]
    tests = [_run_alone(plan) if is_closed else _run(plan, package)]
    own = ["from {0} import pipeline"]
    other = {"import pytest", "from pathlib import Path" if is_closed else "import os"}
    if steps:
        tests = [fill("tests/pipeline_calls.py.tmpl", calls="\n".join(_call(s, f) for s, f in steps)), *tests]
        own += [f"from {{0}} import {m}" for m in sorted({f.module for _, f in steps})]
        other |= {"import inspect", "from dataclasses import dataclass, field", "from types import ModuleType"}
    if steps and in_order(plan):
        tests.insert(1, fill("tests/pipeline_order.py.tmpl", settings=_settings(plan.settings)))
        own.append("from {0}.settings import Settings")
    imports = [*sorted(other), *(line.format(package) for line in own)]
    return fill(
        "tests/test_module.py.tmpl",
        purpose=f"Tests of `{package}.pipeline`.",
        imports="\n".join(imports),
        tests="\n\n\n".join(tests),
    )


def in_order(plan: Plan) -> bool:
    """Whether stand-ins can take the place of all steps: every value that is passed comes from a step or a setting."""
    if plan.awaits or plan.prologue or any(s.function is None for s in plan.steps):
        return False
    bound: set[str] = set()
    for step in plan.steps:
        if any(v not in bound and not v.startswith("settings.") for _, v in step.arguments):
            return False
        bound |= {r.name for r in step.function.returns} if step.function else set()
    return all(o.name in bound for o in plan.outputs)


def _call(step: Step, function: Function) -> str:
    values = dict(step.arguments)
    passed = [p for p in function.parameters if p.name in values]
    named = {p.name: values[p.name] for p in passed if is_keyword_only(p, function)}
    positional = {p.name: values[p.name] for p in passed if not is_keyword_only(p, function)}
    parts = [function.module, repr(function.name)]
    parts += [f"positional={positional!r}"] if positional else []
    parts += [f"named={named!r}"] if named else []
    gives = tuple(r.name for r in function.returns)
    parts += [f"gives={gives!r}"] if gives else []
    return f"    Call({', '.join(parts)}),"


def _settings(settings: Sequence[Setting]) -> str:
    others = {"int": "7", "float": "0.125", "str": '"a value"'}
    return ", ".join(f"{s.name}={others[s.type]}" for s in settings if not s.value)


def _run_alone(plan: Plan) -> str:
    kinds, expected = _expected(plan)
    return fill("tests/pipeline_alone.py.tmpl", kinds=kinds, expected=expected)


def _run(plan: Plan, package: str) -> str:
    variable = base_variable(plan.settings, package)
    secrets = [variable_of(s, package) for s in plan.settings if not s.value]
    reason = f"supply: {variable}, the folder that the notebook runs in, with the files that it reads"
    reason += f"; {', '.join(secrets)}, which {'has' if len(secrets) == 1 else 'have'} no default" if secrets else ""
    kinds, expected = _expected(plan)
    needed = [variable, *secrets]
    return fill(
        "tests/pipeline_run.py.tmpl",
        kinds=kinds,
        condition=" or ".join(f'"{v}" not in os.environ' for v in needed),
        reason=repr(reason),
        variable=variable,
        expected=expected,
    )


def _expected(plan: Plan) -> tuple[str, str]:
    """A table of the classes of outputs, and the assertion on what the pipeline gives."""
    kinds = dict(k for o in plan.outputs if (k := _kind(o)) is not None)
    if not kinds:
        return "", f"assert isinstance(outputs, pipeline.{names_of(plan, ()).outputs_class})"
    found = "{name: type(value).__name__ for name, value in vars(outputs).items() if name in KINDS}"
    return f"KINDS = {kinds!r}\n\n\n", f"assert {found} == KINDS"


def base_variable(settings: Sequence[Setting], package: str) -> str:
    """Environment variable that names the notebook's folder: none of those that a setting has."""
    taken = {variable_of(s, package) for s in settings}
    variable = f"{package.rpartition('.')[0] or package}_base".upper().replace(".", "_")
    while variable in taken:
        variable += "_FOLDER"
    return variable


def _kind(output: Returned) -> tuple[str, str] | None:
    """Name of the class of an output, where that is sure."""
    module, _, name = output.guess.type.rpartition(".")
    sure = output.guess.confidence >= SURE and module and "[" not in output.guess.type and "|" not in output.guess.type
    plain = name[:1].isupper() or name == "ndarray"
    return (output.name, name) if sure and plain else None
