"""Tests of steps whose inputs earlier steps of the same package make, without anything from outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.plan.model import Plan, Step
from nb2prod.plan.supply import Supply, needed_by_run, supply_of
from nb2prod.render.tests_of.model import TestText
from nb2prod.render.tests_of.properties.catalogue import RULES
from nb2prod.render.tests_of.properties.model import Case
from nb2prod.render.tests_of.subject import Subject
from nb2prod.render.tests_of.supplied_text import Act, call_of, line_of, made_by, words_of, written
from nb2prod.render.tests_of.surroundings import Surroundings
from nb2prod.render.tests_of.tracing.pipeline import traced

MOST_STEPS = 12
_OWN = frozenset(
    {
        "tmp_path",
        "monkeypatch",
        "settings",
        "Settings",
        "np",
        "plt",
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
    found = step_of(subject, around.plan)
    if found is None or not isinstance(subject.node, ast.FunctionDef):
        return "it is no step"
    place, step = found
    supply = supply_of(place, around.plan.steps, around.outside)
    if reason := obstacle_of(step, supply, around):
        return reason
    case = case_of(step, subject.node, supply, around)
    claims = [claim for rule in RULES for claim in rule(case)]
    if not claims:
        return "nothing is known of what it gives"
    act = Act(
        f"test_{subject.name}", line_of(step, words_of(claims)), frozenset(v for _, v in step.arguments), subject.module
    )
    return written(act, supply, claims, around)


def is_closed(around: Surroundings) -> bool:
    """Whether the pipeline needs nothing from outside of the package.

    Args:
        around: What all tests share.
    """
    plan = around.plan
    secrets = any(not s.value for s in plan.settings)
    return not secrets and not needed_by_run(plan.steps, around.outside)


def step_of(subject: Subject, plan: Plan) -> tuple[int, Step] | None:
    """The step that a function of a module is, with its place in the pipeline.

    Args:
        subject: The function.
        plan: The plan.
    """
    for place, step in enumerate(plan.steps):
        if step.function and step.function.name == subject.name and step.function.module == subject.module:
            return place, step
    return None


def obstacle_of(step: Step, supply: Supply, around: Surroundings) -> str:
    """Why a test can't run what comes before a step; empty if it can.

    Args:
        step: The step.
        supply: What comes before it.
        around: What all tests share.
    """
    if supply.obstacle and not supply.data:
        return supply.obstacle
    plan = around.plan
    if plan.shared is not None or plan.prologue or plan.searches_here or plan.awaits:
        return "its names are variables of the pipeline"
    if len(supply.steps) > MOST_STEPS:
        return "many steps come before it"
    names = {n for s in (*supply.steps, step) for n in _names(s)}
    modules = {s.function.module for s in (*supply.steps, step) if s.function}
    if names & (_OWN | modules):
        return "its names are those of modules"
    made = {n for s in supply.steps for n in made_by(s)}
    if any(v not in made and not v.startswith("settings.") for _, v in step.arguments):
        return "no step makes what it takes"
    if any(not s.value for s in plan.settings):
        return "a secret has to be given"
    return ""


def _names(step: Step) -> Iterator[str]:
    yield from (v for _, v in step.arguments if v.isidentifier())
    yield from made_by(step)


def case_of(step: Step, node: ast.FunctionDef, supply: Supply, around: Surroundings) -> Case:
    """A step whose arguments are there.

    Args:
        step: The step.
        node: Its definition.
        supply: What comes before it.
        around: What all tests share.
    """
    assert step.function is not None
    return Case(
        step.function,
        node,
        call_of(step),
        dict(step.arguments),
        around.world,
        around.knowledge,
        changed=supply.changed,
        draws=bool(supply.random),
        leaves=supply.leaves,
        plots=around.outside.surely_plots(step),
        begins_figure=around.outside.surely_begins_figure(step),
        prints=around.outside.surely_prints(step),
        values=traced((*supply.steps, step), around),
    )
