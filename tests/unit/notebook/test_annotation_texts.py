"""Annotations that are looked at, written out."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nb2prod.notebook import StatementId, parse_cells
from nb2prod.notebook.settle import settle_statements
from tests.unit.making import notebook_of

TYPES = "Number = int\ndef add(a: 'Number', b: int = 1) -> 'list[Number]': ..."


def _settled(*cells: str) -> list[str]:
    return [s.source for s in settle_statements(parse_cells(notebook_of(*cells))).statements]


@pytest.mark.parametrize(
    ("call", "written"),
    [
        ("get_type_hints(add)", 'get_type_hints(add, localns={"Number": Number})'),
        ("typing.get_type_hints(add,)", 'typing.get_type_hints(add,localns={"Number": Number})'),
        ("f(get_type_hints(add))", 'f(get_type_hints(add, localns={"Number": Number}))'),
        (
            "inspect.signature(add, eval_str=True)",
            'inspect.signature(add, eval_str=True, locals={"Number": Number})',
        ),
        ("inspect.signature(add)", "inspect.signature(add)"),
        ("get_type_hints(add, globals())", "get_type_hints(add, globals())"),
        ("get_type_hints(add, localns={})", "get_type_hints(add, localns={})"),
        ("'é', get_type_hints(add)", "'é', get_type_hints(add, localns={\"Number\": Number})"),
    ],
)
def test_calls_that_resolve_texts_say_what_the_names_mean(call: str, written: str) -> None:
    assert _settled(TYPES, call)[-1] == written


def test_names_that_come_later_are_not_given() -> None:
    assert _settled("def add(a: 'Late'): ...", "get_type_hints(add)", "Late = 1")[1] == "get_type_hints(add)"


def test_a_future_import_makes_all_annotations_texts() -> None:
    cells = ("from __future__ import annotations", "N = int\ndef f(a: N): ...", "get_type_hints(f)")
    assert _settled(*cells)[-1] == 'get_type_hints(f, localns={"N": N})'


@pytest.mark.parametrize(
    ("cells", "sources"),
    [
        (
            ("x: int = 1\ny: str", "print(__annotations__)"),
            [
                "__annotations__ = {}",
                "x: int = 1",
                '__annotations__["x"] = int',
                "y: str",
                '__annotations__["y"] = str',
                "print(__annotations__)",
            ],
        ),
        (("x: int = 1", "print(f.__annotations__)"), ["x: int = 1", "print(f.__annotations__)"]),
        (("x.y: int = 1", "__annotations__"), ["__annotations__ = {}", "x.y: int = 1", "__annotations__"]),
    ],
)
def test_annotated_variables_are_kept_where_the_notebook_asks(cells: Sequence[str], sources: list[str]) -> None:
    assert _settled(*cells) == sources


def test_statements_are_numbered_anew() -> None:
    made = settle_statements(parse_cells(notebook_of("x: int = 1\ny = 2", "print(__annotations__)"))).statements
    assert [s.id for s in made] == [*(StatementId(1, n) for n in range(4)), StatementId(2, 0)]
