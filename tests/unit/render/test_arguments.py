"""What a docstring tells of arguments: columns where there are any, and only names that can stand in a line."""

from __future__ import annotations

import pytest

from nb2prod.plan.functions import Function, Parameter, ParameterKind, Returned
from nb2prod.render.arguments import argument_facts, result_facts
from nb2prod.types.model import ColumnUse, TypeGuess


def _facts(*parameters: Parameter) -> dict[str, str]:
    return argument_facts(Function("work", "features", parameters, (), (), (), (1,), "", ""))


def _frame(use: ColumnUse, *, fact: str = "") -> Parameter:
    return Parameter("df", ParameterKind.VALUE, TypeGuess("pandas.DataFrame"), columns=use, fact=fact)


@pytest.mark.parametrize(
    ("use", "text"),
    [
        (ColumnUse(("a",)), "Frame with the column `a`."),
        (ColumnUse(("a", "b"), ("c",)), "Frame with the columns `a` and `b`; `c` is added."),
        (ColumnUse(("a",), (), ("a", "b")), "Frame with the column `a`; `a` and `b` are dropped."),
        (ColumnUse((), ("a",)), "Frame; `a` is added."),
        (ColumnUse(tuple("abcdefgh")), "Frame with the columns `a`, `b`, `c`, `d`, `e`, `f` and 2 more."),
    ],
)
def test_columns_are_told_in_one_sentence(use: ColumnUse, text: str) -> None:
    assert _facts(_frame(use)) == {"df": text}


@pytest.mark.parametrize(
    "use",
    [
        ColumnUse(("*",)),
        ColumnUse(("new\nline", "tick`", 'quote"', "back\\slash", " ", "x" * 99)),
        ColumnUse(),
    ],
)
def test_what_is_not_known_is_not_told(use: ColumnUse) -> None:
    assert _facts(_frame(use, fact="From `preparation.load`.")) == {}


def test_where_one_is_told_of_all_are() -> None:
    seed = Parameter("seed", ParameterKind.SETTING, TypeGuess("int"), setting="seed", fact="Seed (`sample`).")
    given = _frame(ColumnUse(), fact="From `preparation.load`.")
    other = Parameter("other", ParameterKind.VALUE, TypeGuess())

    assert _facts(given, other, seed) == {
        "df": "From `preparation.load`.",
        "other": "The notebook's `other`.",
        "seed": "Seed (`sample`).",
    }


def test_results_are_told_where_they_are_frames_with_known_columns() -> None:
    frame = Returned("df", TypeGuess("pandas.DataFrame", columns=("a", "b")))
    others = (Returned("d", TypeGuess("dict[str, bool]", columns=("a",))), Returned("x", TypeGuess("int")))

    assert result_facts((frame, *others)) == {"df": "Frame with the columns `a` and `b`."}
