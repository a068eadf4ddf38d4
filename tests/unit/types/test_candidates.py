"""Values that may be of one of several classes."""

from __future__ import annotations

import importlib

import pytest

from nb2prod.knowledge.type_expression import TypeExpression, parse_type_expression
from nb2prod.types.candidates import CLOSED, that_have
from nb2prod.types.shapes import join_types, text_of
from nb2prod.types.values import UNKNOWN_TYPE

from .support import interpreted, knowledge, last_effects, type_of

GRID = "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(n, m)\n"


def _joined(*texts: str) -> TypeExpression:
    first, *others = map(parse_type_expression, texts)
    for other in others:
        first = join_types(first, other)
    return first


def test_what_is_one_of_several_is_unknown_and_remembers_which() -> None:
    either = _joined("pandas.DataFrame", "pandas.Series")
    assert text_of(either) == "?"
    assert either.arguments == _joined("pandas.Series", "pandas.DataFrame").arguments
    assert join_types(either, TypeExpression("pandas.Series")) == either
    assert join_types(either, UNKNOWN_TYPE) == UNKNOWN_TYPE


def test_too_many_classes_and_those_of_the_notebook_are_not_told_apart() -> None:
    assert _joined("int", "str", "list", "dict", "set") == UNKNOWN_TYPE
    assert _joined("Model", "pandas.DataFrame") == UNKNOWN_TYPE


def test_a_method_belongs_to_those_that_have_it() -> None:
    either = _joined("matplotlib.axes.Axes", "numpy.ndarray")
    assert [kind.head for kind in that_have(either, "set_title", knowledge())] == ["matplotlib.axes.Axes"]
    assert [kind.head for kind in that_have(either, "flatten", knowledge())] == ["numpy.ndarray"]
    assert that_have(_joined("botocore.response.StreamingBody", "numpy.ndarray"), "flatten", knowledge()) == ()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x = df[k].fillna(0).shape", "tuple"),
        ("x = df[k].iloc[0:3].index", "pandas.Index"),
        ("x = df['a'].apply(f).to_frame()", "pandas.DataFrame"),
        ("x = df['a'].unique().tolist()", "list"),
        ("import json\nx = json.loads(s).keys()", "dict_keys"),
        (GRID + "x = axes.shape", "tuple"),
        (GRID + "x = axes.flatten()[0].get_ylim()", "tuple[float, float]"),
        (GRID + "x = axes[0, 1].set_title('a')", "matplotlib.text.Text"),
        ("from collections import defaultdict\nd = defaultdict(list)\nx = d[k]", "list"),
        ("from collections import defaultdict\nd = defaultdict(list)\nd[k] = 1\nx = d[k]", "?"),
        ("x = df[k]", "?"),
    ],
)
def test_what_all_of_them_agree_on_is_known(code: str, expected: str) -> None:
    assert type_of(code).type == expected


def test_a_change_of_one_of_several_is_seen() -> None:
    code = "y = df[k]\ny.fillna(0, inplace=True)"
    assert "y" in last_effects(code).mutates
    assert not last_effects(code).unknown


def test_what_is_read_of_one_of_several_changes_nothing() -> None:
    facts, found = interpreted("import pandas as pd\ndf = pd.read_csv('a.csv')", "y = df[k]\ny.describe()")
    assert found.effects[facts[-1].id].harmless


@pytest.mark.parametrize("name", sorted(CLOSED - {"none"}))
def test_tables_have_all_that_closed_classes_have(name: str) -> None:
    module, _, last = name.rpartition(".")
    if module:
        pytest.importorskip(module)
    owner = getattr(importlib.import_module(module or "builtins"), last)
    tables = knowledge()
    missing = [
        each
        for each in dir(owner)
        if not each.startswith("_")
        and tables.attribute(name, each) is None
        and ((entry := tables.method(name, each)) is None or entry.unlisted)
    ]
    assert missing == []
