"""Following the pipeline step by step."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from functools import partial

from nb2prod.plan.model import Step
from nb2prod.plan.supply import changed_but_by_items, changed_by
from nb2prod.render.tests_of.subject import step_node
from nb2prod.render.tests_of.surroundings import Surroundings
from nb2prod.render.tests_of.tracing.expressions import Scope, value_of
from nb2prod.render.tests_of.tracing.plain_calls import UNKNOWN
from nb2prod.render.tests_of.tracing.trace import follow
from nb2prod.render.tests_of.values import Library, UnknowableError
from nb2prod.render.tests_of.world import World


def traced(steps: Sequence[Step], around: Surroundings) -> Mapping[str, object]:
    """What is known of the last step's values, when the steps before it have run.

    Args:
        steps: Steps in the order of the pipeline.
        around: What all tests share.
    """
    settings = {f"settings.{s.name}": literal_of(s.value) for s in around.plan.settings}
    names: dict[str, object] = {}
    inside: Mapping[str, object] = {}
    for step in steps:
        if step.function is None:
            names[step.name] = settings.get(f"settings.{step.setting}", UNKNOWN)
            continue
        node = step_node(step.function)
        assert isinstance(node, ast.FunctionDef)
        known = names | settings
        given = {n: known.get(v, UNKNOWN) for n, v in step.arguments}
        given |= {p.name: literal_of(p.default) for p in step.function.parameters if p.name not in given}
        changed = changed_but_by_items(step, around.outside)
        inside = follow(node, given, changed, partial(_outer, step.function.module, around.world))
        touched = changed_by(step, around.outside)
        touched |= {v for n, v in step.arguments if n in touched}
        names = {n: v for n, v in names.items() if n not in touched and not isinstance(v, list)}
        names |= {r.name: inside.get(r.name, UNKNOWN) for r in step.function.returns}
    return inside


def literal_of(text: str) -> object:
    """The value of a literal."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return UNKNOWN


def _outer(module: str, world: World, name: str) -> object:
    """What a name of a module stands for."""
    try:
        found = world.find(module, name)
    except UnknowableError:
        return UNKNOWN
    if isinstance(found, ast.expr):
        return value_of(found, Scope({}, partial(_outer, module, world)))
    return found if isinstance(found, Library) else Library(name) if found is None else UNKNOWN
