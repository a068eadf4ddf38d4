"""Assertions and calls as text."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from nb2prod.render.code import PURPOSES
from nb2prod.render.tests_of.values import Array, UnknowableError, parts_of, unordered

NUMPY = "import numpy as np"
PYTEST = "import pytest"
_TAKEN = frozenset({"result", "capsys", "np", "pd", "pytest", *PURPOSES})


def equal(name: str, value: object, imports: set[str], *, numpy: bool) -> str:
    """An assertion that a variable has a value."""
    if isinstance(value, Array):
        imports.add(NUMPY)
        return f"np.testing.assert_allclose({name}, {value.values!r})"
    if value is None or isinstance(value, bool):
        if not numpy:
            return f"assert {name} is {value}"
        return f"assert {name}" if value else f"assert not {name}"
    parts = list(parts_of(value))
    if unordered(value) and not isinstance(value, set | frozenset):
        raise UnknowableError("sets in a value")
    if not all(isinstance(p, bool | int | float | str | list | tuple | dict | set | frozenset | None) for p in parts):
        raise UnknowableError("a value that can't be written down")
    if any(isinstance(p, float) and abs(p) == float("inf") for p in parts):
        raise UnknowableError("an infinite value")
    return _equal_plain(name, value, parts, imports)


def _equal_plain(name: str, value: object, parts: list[object], imports: set[str]) -> str:
    text = f"{{{', '.join(sorted(map(repr, value)))}}}" if isinstance(value, set | frozenset) and value else repr(value)
    if not any(isinstance(p, float) for p in parts):
        return f"assert {name} == {text}"
    nested = any(isinstance(p, list | tuple | dict | set) for p in parts[1:])
    if nested or isinstance(value, set | frozenset):
        raise UnknowableError("fractions deep in a value")
    imports.add(PYTEST)
    return f"assert {name} == pytest.approx({text})"


def variable(parameter: str) -> str:
    """Name of the variable that holds an argument: never one that the test uses otherwise."""
    return f"{parameter}_given" if parameter in _TAKEN else parameter


def call_arguments(node: ast.FunctionDef, passed: Mapping[str, str]) -> str:
    """Arguments of a call as text: by position as long as none is left out, by name from then on."""
    positional = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    parts: list[str] = []
    gap = False
    for name in positional:
        gap = gap or name not in passed
        if name in passed:
            parts.append(f"{name}={passed[name]}" if gap else passed[name])
    return ", ".join([*parts, *(f"{n}={t}" for n, t in passed.items() if n not in positional)])
