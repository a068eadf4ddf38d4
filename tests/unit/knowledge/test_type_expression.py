"""The language in which tables write types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.finding import UsageError
from nb2prod.knowledge.type_expression import TypeExpression, expression_names, matches, parse_type_expression

HEADS = st.sampled_from(["int", "pandas.DataFrame", "same:0", "?", "none", "twice:*", "self"])
EXPRESSIONS = st.recursive(
    HEADS.map(TypeExpression),
    lambda inner: st.builds(
        TypeExpression, st.sampled_from(["list", "tuple", "dict"]), st.lists(inner, min_size=1, max_size=3).map(tuple)
    ),
    max_leaves=6,
)


def written(expression: TypeExpression) -> str:
    inner = ", ".join(map(written, expression.arguments))
    return f"{expression.head}[{inner}]" if inner else expression.head


@given(EXPRESSIONS)
def test_parsing_reads_what_was_written(expression: TypeExpression) -> None:
    assert parse_type_expression(written(expression)) == expression
    assert matches(expression, expression)
    assert matches(TypeExpression("*"), expression)


def test_a_union_has_members() -> None:
    parsed = parse_type_expression("list[int | none]|str")
    assert parsed.head == "|"
    assert expression_names(parsed) == {"list", "int", "none", "str"}


@pytest.mark.parametrize("text", ["", "list[", "list[]", "int]", "a b", "tuple[int,,str]", "|int", "$"])
def test_what_is_malformed_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        parse_type_expression(text)


@pytest.mark.parametrize(
    ("pattern", "key", "fits"),
    [
        ("list", "list[str]", True),
        ("list[str]", "list[int]", False),
        ("slice|list", "list", True),
        ("tuple[slice|list, str]", "tuple[slice, str]", True),
        ("tuple[slice, str]", "tuple[slice]", False),
        ("str", "*", False),
    ],
)
def test_patterns(pattern: str, key: str, fits: bool) -> None:
    assert matches(parse_type_expression(pattern), parse_type_expression(key)) is fits
