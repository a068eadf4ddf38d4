"""A real test of a function, where it can be worked out what the function gives."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nb2prod.render.tests_of import frame_case
from nb2prod.render.tests_of.assertions import NUMPY, PYTEST, call_arguments, equal, variable
from nb2prod.render.tests_of.evaluate import Evaluator, defaults_of
from nb2prod.render.tests_of.inputs import literal_inputs, made_inputs
from nb2prod.render.tests_of.model import Made, TestText
from nb2prod.render.tests_of.subject import Subject
from nb2prod.render.tests_of.values import Array, UnknowableError, UserFunction
from nb2prod.render.tests_of.world import World

_MUTABLE = (list, dict, set, Array)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call gives.

    Attributes:
        given: Arguments.
        before: Their values before the call.
        result: What it returns.
        printed: What it prints.
        numpy: Whether numbers may be NumPy's.
    """

    given: Mapping[str, Made]
    before: Mapping[str, object]
    result: object
    printed: str
    numpy: bool


def real_test(subject: Subject, world: World) -> TestText | None:
    """Write a test that calls a function, if it is known what that gives.

    Args:
        subject: The function.
        world: All modules.

    Returns:
        The test; `None` where the call might fail, or gives nothing to assert on.
    """
    if not subject.plain or not isinstance(subject.node, ast.FunctionDef):
        return None
    for given in _inputs(subject):
        try:
            outcome = _outcome(subject, world, given)
            lines, imports = _assertions(outcome)
        except UnknowableError:
            continue
        if lines:
            return _written(subject, outcome, lines, imports)
    return frame_case.frame_test(subject, world)


def _inputs(subject: Subject) -> Iterable[dict[str, Made]]:
    arguments = subject.node.args  # type: ignore[union-attr]
    positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    yield from literal_inputs(subject.calls, positional)
    optional = defaults_of(arguments)
    types = {n: t for n, t in subject.types.items() if n not in optional}
    yield from made_inputs(types)


def _outcome(subject: Subject, world: World, given: Mapping[str, Made]) -> Outcome:
    assert isinstance(subject.node, ast.FunctionDef)
    fresh = {name: Made(made.text, copy.deepcopy(made.value)) for name, made in given.items()}
    before = {name: copy.deepcopy(made.value) for name, made in given.items()}
    evaluator = Evaluator(world)
    evaluator.module = subject.module
    evaluator.numpy = any(isinstance(m.value, Array) for m in fresh.values())
    result = evaluator.run(UserFunction(subject.node, subject.module), {n: m.value for n, m in fresh.items()})
    return Outcome(fresh, before, result, "".join(evaluator.printed), evaluator.numpy)


def _assertions(outcome: Outcome) -> tuple[list[str], set[str]]:
    imports: set[str] = set()
    lines: list[str] = []
    if outcome.result is not None:
        lines.append(equal("result", outcome.result, imports, numpy=outcome.numpy))
    changed = False
    for name, made in outcome.given.items():
        if isinstance(made.value, _MUTABLE):
            changed = changed or not same(made.value, outcome.before[name])
            lines.append(equal(variable(name), made.value, imports, numpy=outcome.numpy))
    if outcome.printed:
        lines.append(f"assert capsys.readouterr().out == {outcome.printed!r}")
    says_something = outcome.result is not None or changed or outcome.printed
    return (lines if says_something else []), imports


def same(left: object, right: object) -> bool:
    """Whether two values are equal, arrays by their elements."""
    if isinstance(left, Array) and isinstance(right, Array):
        return left.values == right.values
    return left == right


def _written(subject: Subject, outcome: Outcome, lines: list[str], imports: set[str]) -> TestText:
    assert isinstance(subject.node, ast.FunctionDef)
    kept = {n for n, m in outcome.given.items() if isinstance(m.value, _MUTABLE)}
    arrange = [f"{variable(n)} = {outcome.given[n].text}" for n in outcome.given if n in kept]
    passed = {n: variable(n) if n in kept else m.text for n, m in outcome.given.items()}
    call = f"{subject.module}.{subject.name}({call_arguments(subject.node, passed)})"
    act = f"result = {call}" if outcome.result is not None else call
    body = [*arrange, "", act, "", *lines] if arrange else [act, "", *lines]
    parameters = "capsys: pytest.CaptureFixture[str]" if outcome.printed else ""
    imports |= {PYTEST} if parameters else set()
    imports |= {NUMPY} if any(isinstance(m.value, Array) for m in outcome.given.values()) else set()
    doc = '"""The result is the one worked out from its code for this input."""'
    text = "\n".join(
        [f"def test_{subject.name}({parameters}) -> None:", *(f"    {x}" if x else "" for x in [doc, *body])]
    )
    return TestText(text, frozenset(imports))
