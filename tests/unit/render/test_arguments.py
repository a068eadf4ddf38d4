"""The `Args:` section of a step tells columns where there are any, and only names that can stand in a line."""

from __future__ import annotations

import pytest

from nb2prod.plan.functions import Function, Parameter, ParameterKind
from nb2prod.render.arguments import arguments_section
from nb2prod.types.model import ColumnUse, TypeGuess

WIDTH = 75


def _section(use: ColumnUse, name: str = "df") -> str:
    parameter = Parameter(name, ParameterKind.VALUE, TypeGuess("pandas.DataFrame"), columns=use)
    function = Function("work", "features", (parameter,), (), (), (), (1,), "", "")
    return " ".join(arguments_section(function, WIDTH).split())


@pytest.mark.parametrize(
    ("use", "text"),
    [
        (ColumnUse(("a",)), "Args: df: Frame with the column `a`."),
        (ColumnUse(("a", "b"), ("c",)), "Args: df: Frame with the columns `a` and `b`; `c` is added."),
        (ColumnUse(("a",), (), ("a", "b")), "Args: df: Frame with the column `a`; `a` and `b` are dropped."),
        (ColumnUse((), ("a",)), "Args: df: Frame; `a` is added."),
        (
            ColumnUse(tuple("abcdefgh")),
            "Args: df: Frame with the columns `a`, `b`, `c`, `d`, `e`, `f` and 2 more.",
        ),
        (ColumnUse(("*",)), ""),
        (ColumnUse(("new\nline", "tick`", 'quote"', "back\\slash", " ", "x" * 99)), ""),
        (ColumnUse(), ""),
    ],
)
def test_columns_are_told_in_one_sentence(use: ColumnUse, text: str) -> None:
    assert _section(use) == text


def test_lines_are_not_too_long() -> None:
    parameter = Parameter(
        "df", ParameterKind.VALUE, TypeGuess(), columns=ColumnUse(tuple(f"a long column {i}" for i in range(6)))
    )
    function = Function("work", "features", (parameter,), (), (), (), (1,), "", "")
    lines = arguments_section(function, WIDTH).splitlines()
    assert lines[0] == "Args:"
    assert max(map(len, lines)) <= WIDTH
    assert lines[1].startswith("    df: ")
    assert all(line.startswith(" " * 8) for line in lines[2:])
