"""The estimate of a statement's lines, against black itself."""

from __future__ import annotations

import ast

import black
import pytest

from nb2prod.plan.height import FITS, lengthened_lines, written_lines

MODE = black.Mode(line_length=FITS)
STATEMENTS = [
    "x = 1",
    "values = compute(first_argument, second_argument, third_argument, fourth_argument, fifth_argument)",
    "values = compute(" + ", ".join(f"argument_{n}=some_value_{n}" for n in range(9)) + ")",
    "names = [" + ", ".join(f'"column_{n}"' for n in range(30)) + "]",
    "names = [" + ",".join(f'"c{n}"' for n in range(12)) + "]",
    "table = {" + ", ".join(f'"key_{n}": [{n}, {n}]' for n in range(12)) + "}",
    'df = df.groupby("customer").agg({"amount": "sum"}).reset_index().rename(columns={"amount": "total"}).head()',
    "total = first_value_of_all + second_value_of_all + third_value_of_all + fourth_value_of_all + fifth",
    "chosen = [transform(element) for element in a_long_name_of_elements if condition(element) and other(element)]",
    "x = f(\n    1,\n    2\n)",
    'text = """a\nb\nc"""',
    "for i in xs:\n    y = compute(first_argument, second_argument, third_argument, fourth_argument, fifth)\n    z",
    'df["a long name of a column"] = df["a long name of a column"].fillna(df["a long name of a column"].median())',
    "a_result_with_a_name = a_module.a_function_of_it(first_argument, second_argument, third=3, fourth=4)",
    "total = " + " + ".join(f"some_name_{n}" for n in range(300)),
]


@pytest.mark.parametrize("code", STATEMENTS)
def test_the_estimate_is_near(code: str) -> None:
    written = black.format_str(code, mode=MODE).rstrip("\n").count("\n") + 1

    assert abs(written_lines(code, ast.parse(code).body[0]) - written) <= max(1, written // 6)


def test_a_statement_without_code_has_its_source_lines() -> None:
    assert written_lines("a\nb", None) == len(["a", "b"])


@pytest.mark.parametrize(("gained", "lines"), [(1, 0), (5, 8), (9, 12)])
def test_values_that_a_call_gains_lengthen_it(gained: int, lines: int) -> None:
    code = "result = work(first, second)"

    assert lengthened_lines(code, ast.parse(code).body[0], {"work": gained}) == lines
