"""What the command that measures generated code counts."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
shapes: Any = importlib.import_module("measuring.shapes")


def _measured(text: str, **steps: str) -> dict[str, Any]:
    found = shapes.shapes_of("m", text, {f"m.{name}": activity for name, activity in steps.items()}, {"own"})
    return {shape.name.partition(".")[2]: shape for shape in found}


@pytest.mark.parametrize(
    ("body", "wrapper"),
    [
        ("return clean(df)", True),
        ("df = df.dropna()\n    return df", True),
        ("df.reset_index()\n    return df", True),
        ('"""Say."""\n    pd.show(df, title=x)', True),
        ("return clean(df, how='any')", False),
        ("return clean(df[x])", False),
        ("y = clean(df)\n    return x", False),
        ("return clean(df)(x)", False),
        ("df = clean(df)\n    df = clean(df)\n    return df", False),
    ],
)
def test_a_wrapper_is_one_call_on_unchanged_parameters(body: str, wrapper: bool) -> None:
    assert _measured(f"def step(df, x):\n    {body}\n")["step"].wrapper is wrapper


def test_fits_and_the_notebooks_own_functions_are_no_wrappers() -> None:
    text = "def fit_it(model, X):\n    model.fit(X)\n    return model\ndef own(df):\n    return clean(df)\n"

    measured = _measured(text, fit_it="train")

    assert not measured["fit_it"].wrapper
    assert not measured["own"].wrapper


def test_a_number_is_a_fallback_only_where_it_tells_a_function_from_another() -> None:
    names = ["plot_age", "plot_age_2", "load_2019", "compute_values", "own"]

    measured = _measured("".join(f"def {name}():\n    pass\n" for name in names))

    assert [name for name in names if measured[name].fallback] == ["plot_age_2", "compute_values"]


def test_bodies_are_compared_as_they_are_and_without_names_and_literals() -> None:
    text = (
        "def first(df):\n    x = df.head(3)\n    return x\n"
        "def second(df):\n    x = df.head(3)\n    return x\n"
        "def third(data):\n    y = data.head(8)\n    return y\n"
        "def fourth(data):\n    y = data.tail(8)\n    return y\n"
    )

    same, alike = shapes.repeated(list(_measured(text).values()))

    assert same == ["m.first", "m.second"]
    assert alike == ["m.first", "m.second", "m.third"]
