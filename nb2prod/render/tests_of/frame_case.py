"""Tests of functions on frames: a small frame is made, column by column as the code asks for them."""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Mapping

from nb2prod.render.tests_of.assertions import call_arguments, equal, variable
from nb2prod.render.tests_of.evaluate import Evaluator, defaults_of
from nb2prod.render.tests_of.frames import NUMBERS, copied, is_frame
from nb2prod.render.tests_of.inputs import SURE, made_inputs
from nb2prod.render.tests_of.model import Made, TestText
from nb2prod.render.tests_of.subject import Subject
from nb2prod.render.tests_of.tables import Column, Frame, WantedError
from nb2prod.render.tests_of.values import UnknowableError, UserFunction
from nb2prod.render.tests_of.world import World

MOST_ROUNDS = 30
MOST_CHANGES = 3
Wishes = dict[str, dict[str, tuple[object, ...]]]


def frame_inputs(subject: Subject, world: World) -> dict[str, Made] | None:
    """Make arguments of a function that takes frames.

    Args:
        subject: The function.
        world: All modules.

    Returns:
        Arguments with which it surely succeeds; `None` if there are none to be sure of.
    """
    frames = [n for n, t in subject.types.items() if t.type in _MAKERS and t.confidence >= SURE]
    optional = defaults_of(subject.node.args) if isinstance(subject.node, ast.FunctionDef) else {}
    others = {n: t for n, t in subject.types.items() if n not in frames and n not in optional}
    rest = next(iter(made_inputs(others)), None)
    if not frames or rest is None:
        return None
    wishes: Wishes = {n: {} for n in frames}
    changes: dict[tuple[str, str], int] = {}
    for _ in range(MOST_ROUNDS):
        given = {
            n: _MAKERS[subject.types[n].type](n, wishes[n]) if n in frames else rest[n]
            for n in subject.types
            if n not in optional
        }
        try:
            _evaluate(subject, world, {n: fresh(m.value) for n, m in given.items()})
        except WantedError as wanted:
            key = (wanted.parameter, wanted.column)
            changes[key] = changes.get(key, 0) + 1
            if changes[key] > MOST_CHANGES:
                return None
            wishes[wanted.parameter][wanted.column] = wanted.values
        except UnknowableError:
            return None
        else:
            return given if all(wishes[n] for n in frames if subject.types[n].type != _SERIES) else None
    return None


def made_frame(parameter: str, wished: Mapping[str, tuple[object, ...]]) -> Made:
    """A frame with the columns that are wished for."""
    columns = {name: list(values) for name, values in wished.items()}
    index = list(range(4))
    return Made(frame_text(columns, index), Frame(columns, index, parameter, set(columns)))


def made_series(parameter: str, wished: Mapping[str, tuple[object, ...]]) -> Made:
    """A column that stands alone."""
    values = list(wished.get("", NUMBERS[0]))
    return Made(f"pd.Series({values!r})", Column(values, list(range(len(values))), (parameter, "")))


_SERIES = "pandas.Series"
_MAKERS: Mapping[str, Callable[[str, Mapping[str, tuple[object, ...]]], Made]] = {
    "pandas.DataFrame": made_frame,
    _SERIES: made_series,
}


def frame_text(columns: Mapping[str, list[object]], index: list[int]) -> str:
    """Source that makes a frame."""
    labels = "" if index == list(range(len(index))) else f", index={index!r}"
    return f"pd.DataFrame({dict(columns)!r}{labels})"


def _evaluate(subject: Subject, world: World, values: Mapping[str, object]) -> object:
    assert isinstance(subject.node, ast.FunctionDef)
    evaluator = Evaluator(world)
    evaluator.module, evaluator.numpy = subject.module, True
    return evaluator.run(UserFunction(subject.node, subject.module), values)


def fresh(value: object) -> object:
    """A copy of an argument."""
    return copied(value) if isinstance(value, Frame) else copy.deepcopy(value)


def frame_equal(name: str, value: Frame | Column) -> str:
    """An assertion that a variable is a frame or column with these values.

    Raises:
        UnknowableError: It can't be said in a way that holds for every version of pandas.
    """
    lists = list(value.columns.values()) if isinstance(value, Frame) else [value.values]
    if not lists or not value.index:
        raise UnknowableError("an empty frame")
    if any(None in values and any(isinstance(v, str) for v in values) for values in lists):
        raise UnknowableError("missing text")
    if isinstance(value, Frame):
        expected = frame_text({n: _short(v) for n, v in value.columns.items()}, value.index)
        return f"pd.testing.assert_frame_equal({name}, {expected}, check_dtype=False)"
    expected = f"pd.Series({_short(value.values)!r}, index={value.index!r})"
    return f"pd.testing.assert_series_equal({name}, {expected}, check_dtype=False, check_names=False)"


def _short(values: list[object]) -> list[object]:
    """Values with no more digits than are compared."""
    return [float(f"{v:.8g}") if isinstance(v, float) else v for v in values]


def frame_test(subject: Subject, world: World) -> TestText | None:
    """Write a test of a function that takes frames or columns.

    Args:
        subject: The function.
        world: All modules.

    Returns:
        The test; `None` where the call might fail, or gives nothing to assert on.
    """
    given = frame_inputs(subject, world)
    if given is None:
        return None
    values = {n: fresh(m.value) for n, m in given.items()}
    try:
        result = _evaluate(subject, world, values)
        lines, imports = _assertions(result, values, given)
    except (UnknowableError, WantedError):
        return None
    return _written(subject, given, lines, imports, has_result=result is not None) if lines else None


def _assertions(result: object, after: Mapping[str, object], given: Mapping[str, Made]) -> tuple[list[str], set[str]]:
    imports = {"import pandas as pd"}
    parts = list(result) if isinstance(result, tuple) else [result]
    names = [f"result[{i}]" for i in range(len(parts))] if isinstance(result, tuple) else ["result"]
    lines: list[str] = []
    for name, part in zip(names, parts, strict=True) if result is not None else ():
        same = next((n for n, v in after.items() if v is part and is_frame(v)), None)
        lines.append(f"assert {name} is {variable(same)}" if same else _line(name, part, imports))
    changed = [n for n, v in after.items() if _values(v) != _values(given[n].value)]
    for name, value in after.items():
        if isinstance(value, Frame | Column):
            lines.append(frame_equal(variable(name), value) if name in changed else _unchanged(name, value))
    return (lines if changed or result is not None else []), imports


def _values(value: object) -> object:
    match value:
        case Frame(columns, index):
            return list(columns.items()), index
        case Column(values, index):
            return values, index
    return None


def _unchanged(name: str, value: Frame | Column) -> str:
    kind = "frame" if isinstance(value, Frame) else "series"
    return f"pd.testing.assert_{kind}_equal({variable(name)}, {variable(name)}_before)"


def _line(name: str, value: object, imports: set[str]) -> str:
    if isinstance(value, Frame | Column):
        return frame_equal(name, value)
    return equal(name, value, imports, numpy=True)


def _written(
    subject: Subject, given: Mapping[str, Made], lines: list[str], imports: set[str], *, has_result: bool
) -> TestText:
    assert isinstance(subject.node, ast.FunctionDef)
    plain = (bool, int, float, str)
    kept = {n for n, m in given.items() if not isinstance(m.value, plain)}
    arrange = [f"{variable(n)} = {m.text}" for n, m in given.items() if n in kept]
    arrange += [
        f"{variable(n)}_before = {variable(n)}.copy()" for n in given if f" {variable(n)}_before)" in "".join(lines)
    ]
    passed = {n: variable(n) if n in kept else m.text for n, m in given.items()}
    call = f"{subject.module}.{subject.name}({call_arguments(subject.node, passed)})"
    body = [*arrange, "", f"result = {call}" if has_result else call, "", *lines]
    doc = '"""The rows and columns are those worked out from its code for this input."""'
    text = "\n".join([f"def test_{subject.name}() -> None:", *(f"    {x}" if x else "" for x in [doc, *body])])
    imports |= {"import numpy as np"} if any("np." in given[n].text for n in kept) else set()
    return TestText(text, frozenset(imports))
