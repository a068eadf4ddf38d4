"""Tests of steps whose inputs earlier steps of the same package make, without anything from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nb2prod.plan.model import Plan, Step, StepKind
from nb2prod.plan.supply import Supply, needed_by_run, supply_of
from nb2prod.render.functions import is_keyword_only
from nb2prod.render.tests_of.model import TestText
from nb2prod.render.tests_of.properties.catalogue import RULES
from nb2prod.render.tests_of.properties.model import Case, Claim
from nb2prod.render.tests_of.properties.prints import CAPSYS
from nb2prod.render.tests_of.subject import Subject
from nb2prod.render.tests_of.surroundings import Surroundings
from nb2prod.render.tests_of.tracing.pipeline import traced
from nb2prod.render.words import join_words

MOST_STEPS = 12
WIDTH = 78
_SETTINGS = "settings"
MONKEYPATCH, TMP_PATH = "monkeypatch: pytest.MonkeyPatch", "tmp_path: Path"
_OWN = frozenset(
    {
        "tmp_path",
        "monkeypatch",
        _SETTINGS,
        "Settings",
        "np",
        "pd",
        "pytest",
        "capsys",
        "drawn",
        "printed",
        "chosen",
        "label",
        "check_is_fitted",
    }
)


def supplied_test(subject: Subject, around: Surroundings) -> TestText | str:
    """Write a test that takes the arguments of a step from the steps before it.

    Args:
        subject: The step.
        around: What all tests share.

    Returns:
        The test, or why there can be none.
    """
    found = _step_of(subject, around.plan)
    if found is None or not isinstance(subject.node, ast.FunctionDef):
        return "it is no step"
    place, step = found
    supply = supply_of(place, around.plan.steps, around.outside)
    if reason := _obstacle(step, supply, around):
        return reason
    case = _case(step, subject, supply, around)
    claims = [claim for rule in RULES for claim in rule(case)]
    if not claims:
        return "nothing is known of what it gives"
    return _written(case, supply, claims, around)


def is_closed(around: Surroundings) -> bool:
    """Whether the pipeline needs nothing from outside of the package.

    Args:
        around: What all tests share.
    """
    plan = around.plan
    secrets = any(not s.value for s in plan.settings)
    return not secrets and not needed_by_run(plan.steps, around.outside)


def _step_of(subject: Subject, plan: Plan) -> tuple[int, Step] | None:
    for place, step in enumerate(plan.steps):
        if step.function and step.function.name == subject.name and step.function.module == subject.module:
            return place, step
    return None


def _obstacle(step: Step, supply: Supply, around: Surroundings) -> str:
    plan = around.plan
    if supply.obstacle:
        return supply.obstacle
    if plan.shared is not None or plan.prologue or plan.searches_here or plan.awaits:
        return "its names are variables of the pipeline"
    if len(supply.steps) > MOST_STEPS:
        return "many steps come before it"
    names = {n for s in (*supply.steps, step) for n in _names(s)}
    modules = {s.function.module for s in (*supply.steps, step) if s.function}
    if names & (_OWN | modules):
        return "its names are those of modules"
    made = {n for s in supply.steps for n in _made(s)}
    if any(v not in made and not v.startswith("settings.") for _, v in step.arguments):
        return "no step makes what it takes"
    if any(not s.value for s in plan.settings):
        return "a secret has to be given"
    return ""


def _names(step: Step) -> Iterator[str]:
    yield from (v for _, v in step.arguments if v.isidentifier())
    yield from _made(step)


def _made(step: Step) -> set[str]:
    return {r.name for r in step.function.returns} if step.function else {step.name}


def _case(step: Step, subject: Subject, supply: Supply, around: Surroundings) -> Case:
    assert step.function is not None
    assert isinstance(subject.node, ast.FunctionDef)
    return Case(
        step.function,
        subject.node,
        _call(step),
        dict(step.arguments),
        around.world,
        around.knowledge,
        changed=supply.changed,
        draws=bool(supply.random),
        leaves=supply.leaves,
        plots=around.outside.surely_plots(step),
        values=traced((*supply.steps, step), around),
    )


def _call(step: Step) -> str:
    function = step.function
    assert function is not None
    values = dict(step.arguments)
    given = [(p, values[p.name]) for p in function.parameters if p.name in values]
    parts = [f"{p.name}={v}" if is_keyword_only(p, function) else v for p, v in given]
    return f"{function.module}.{function.name}({', '.join(parts)})"


def _line(step: Step, used: set[str]) -> str:
    """A step's line, with `_` for what nobody asks for."""
    if step.kind is StepKind.SETTING or step.function is None:
        return f"{step.name} = {_SETTINGS}.{step.setting}"
    names = [r.name if r.name in used else "_" for r in step.function.returns]
    call = _call(step)
    return f"{', '.join(names)} = {call}" if set(names) - {"_"} else call


def _arranged(steps: Sequence[Step], used: set[str]) -> list[str]:
    lines: list[str] = []
    for step in reversed(steps):
        lines.append(_line(step, used))
        used = (used - _made(step)) | {v for _, v in step.arguments}
    return lines[::-1]


def _written(case: Case, supply: Supply, claims: Sequence[Claim], around: Surroundings) -> TestText:
    step = next(s for s in around.plan.steps if s.function is case.function)
    after = [line for claim in claims for line in claim.after]
    before = [line for claim in claims for line in claim.before]
    used = {v for _, v in step.arguments} | _words([*after, *before])
    arrange = [*_arranged(supply.steps, used), *before]
    fixtures = {f for claim in claims for f in claim.fixtures} | ({MONKEYPATCH, TMP_PATH} if supply.writes else set())
    if CAPSYS in fixtures and supply.steps:
        arrange.append("capsys.readouterr()")
    act = _line(step, _words(after))
    modules = {s.function.module for s in (*supply.steps, step) if s.function}
    imports = {f"from {around.package} import {m}" for m in modules}.union(*(c.imports for c in claims))
    if any(f"{_SETTINGS}." in line for line in (*arrange, act, *after)):
        arrange.insert(0, f"{_SETTINGS} = Settings()")
        imports.add(f"from {around.package}.settings import Settings")
    if supply.writes:
        arrange.insert(0, "monkeypatch.chdir(tmp_path)")
        imports |= {"from pathlib import Path", "import pytest"}
    body = [*arrange, *([""] if arrange else []), act, "", *after]
    doc = f'"""{_summary(claims)}"""'
    head = f"def test_{case.function.name}({', '.join(sorted(fixtures))}) -> None:"
    text = "\n".join([head, *(f"    {x}" if x else "" for x in [doc, *body])])
    return TestText(text, frozenset(imports))


def _summary(claims: Sequence[Claim]) -> str:
    says = list(dict.fromkeys(c.says for c in claims))
    while len(text := f"It {join_words(says)}.") > WIDTH:
        says = [*says[:-1], "more"] if says[-1] != "more" else [*says[:-2], "more"]
    return text


def _words(lines: Sequence[str]) -> set[str]:
    return {n.id for line in lines for n in ast.walk(ast.parse(_whole(line))) if isinstance(n, ast.Name)}


def _whole(line: str) -> str:
    """A line of a block as a statement of its own."""
    return f"{line} pass" if line.startswith("for ") else line.strip()
