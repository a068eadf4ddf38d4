"""Tests of functions that the notebook defines: called as a step calls them, with what earlier steps make."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nb2prod.plan.model import Function, Parameter, ParameterKind, Returned, Step
from nb2prod.plan.supply import Supply, supply_of
from nb2prod.render.tests_of.model import TestText
from nb2prod.render.tests_of.properties.catalogue import RULES
from nb2prod.render.tests_of.properties.model import Case, straight
from nb2prod.render.tests_of.properties.results import KINDS
from nb2prod.render.tests_of.subject import Subject, step_node
from nb2prod.render.tests_of.supplied import case_of, obstacle_of
from nb2prod.render.tests_of.supplied_text import Act, written
from nb2prod.render.tests_of.surroundings import Surroundings
from nb2prod.types.model import TypeGuess

RESULT = "outcome"


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of a function in a step, said with what the step is given.

    Attributes:
        step: The step.
        supply: What runs before it.
        passed: What is passed for each parameter.
        text: The call.
    """

    step: Step
    supply: Supply
    passed: dict[str, str]
    text: str


def called_test(subject: Subject, around: Surroundings) -> TestText | str:
    """Write a test that calls a function as the notebook does.

    Args:
        subject: The function.
        around: What all tests share.

    Returns:
        The test, or why there can be none.
    """
    if not isinstance(subject.node, ast.FunctionDef) or not subject.plain or RESULT in _names(subject.node):
        return "it is no plain function"
    reason = "no step calls it with what it is given"
    for call in _calls(subject, around):
        reason = obstacle_of(call.step, call.supply, around)
        if reason:
            continue
        case = _case(subject, call, around)
        claims = [claim for rule in RULES for claim in rule(case)]
        # Of any code at all a class alone proves little, and it may take for ever to get one.
        if any(claim.says != KINDS for claim in claims):
            gives = f"{RESULT} = " if case.results else ""
            act = Act(f"test_{subject.name}", gives + call.text, frozenset(call.passed.values()), subject.module)
            return written(act, call.supply, claims, around)
        reason = "nothing is known of what it gives"
    return reason


def _names(node: ast.FunctionDef) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name)}


def _calls(subject: Subject, around: Surroundings) -> Iterator[_Call]:
    for place, step in enumerate(around.plan.steps):
        if step.function is None or not any(subject.name in p.statement.source for p in step.function.pieces):
            continue
        node = step_node(step.function)
        if not isinstance(node, ast.FunctionDef) or subject.name in {a.arg for a in node.args.args}:
            continue
        supply = supply_of(place, around.plan.steps, around.outside)
        # The step itself does not run, so what it would give is not there.
        ahead = replace(step, function=replace(step.function, returns=()))
        case = case_of(ahead, node, supply, around)
        for call in _in_body(node, subject.name):
            passed = _passed(call, subject, case)
            if passed is not None:
                first = [text for _, text in passed[: len(call.args)]]
                shown = ", ".join([*first, *(f"{n}={t}" for n, t in passed[len(call.args) :])])
                yield _Call(step, supply, dict(passed), f"{subject.module}.{subject.name}({shown})")


def _in_body(node: ast.FunctionDef, name: str) -> Iterator[ast.Call]:
    """Calls that surely happen."""
    for statement in straight(node.body):
        for inner in ast.walk(statement) if isinstance(statement, ast.Expr | ast.Assign | ast.Return) else ():
            match inner:
                case ast.Call(func=ast.Name(id=called)) if called == name:
                    yield inner


def _passed(call: ast.Call, subject: Subject, case: Case) -> list[tuple[str, str]] | None:
    """Parameters with what is passed for them; `None` if that is more than the step is given."""
    assert isinstance(subject.node, ast.FunctionDef)
    positional = [a.arg for a in (*subject.node.args.posonlyargs, *subject.node.args.args)]
    if len(call.args) > len(positional) or any(k.arg is None for k in call.keywords):
        return None
    given = [*zip(positional, call.args, strict=False), *((str(k.arg), k.value) for k in call.keywords)]
    found: list[tuple[str, str]] = []
    for name, node in given:
        known = case.literal(node)
        text = known[0] if known is not None else case.expression(node)
        if not text:
            return None
        found.append((name, text))
    return found


def _case(subject: Subject, call: _Call, around: Surroundings) -> Case:
    assert isinstance(subject.node, ast.FunctionDef)
    guess = around.analysis.interpretation.returns.get(subject.name, TypeGuess())
    gives = any(isinstance(n, ast.Return) and n.value is not None for n in ast.walk(subject.node))
    function = Function(
        name=subject.name,
        module=subject.module,
        parameters=tuple(Parameter(n, ParameterKind.VALUE, t) for n, t in subject.types.items()),
        returns=(Returned(RESULT, guess),) if gives else (),
        pieces=(),
        prologue=(),
        cells=(),
        title="",
        activity="",
    )
    changed = {n for n, text in call.passed.items() if not _is_constant(text)} & _touched(subject.node)
    return Case(
        function,
        subject.node,
        call.text,
        call.passed,
        around.world,
        around.knowledge,
        changed=frozenset(changed),
        draws=True,
    )


def _is_constant(text: str) -> bool:
    return isinstance(ast.parse(text, mode="eval").body, ast.Constant)


def _touched(node: ast.FunctionDef) -> set[str]:
    """Names whose values a body may change in place: stored into, or with methods called on them."""
    found: set[str] = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store() | ast.Del()):
                found.add(name)
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                found.add(name)
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
                found.add(name)
    return found
