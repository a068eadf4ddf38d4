"""Stored outputs beside what was worked out."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.facts import Facts, gather_facts
from nb2prod.notebook import Cell, CellKind, Notebook, parse_cells
from nb2prod.notebook.model import Output, OutputKind
from nb2prod.types import Interpretation, TypeSource, interpret
from nb2prod.types.stored_outputs import Confirmation, confirmations, hints
from tests.unit.types.support import knowledge

FIRST = "import numpy as np\nimport pandas as pd\nfrom sklearn.svm import SVC\nfrom unheard import Model, load\n"
TABLE = "   a  b\n0  1  2\n1  3  4"
INFO = """<class 'pandas.core.frame.DataFrame'>
RangeIndex: 2 entries, 0 to 1
Data columns (total 2 columns):
 #   Column     Non-Null Count  Dtype
---  ------     --------------  -----
 0   a          2 non-null      int64
 1   long name  2 non-null      object
dtypes: int64(1), object(1)
memory usage: 160.0+ bytes
"""


def read(code: str, *outputs: Output) -> tuple[tuple[Cell, ...], tuple[Facts, ...], Interpretation]:
    """A notebook whose second cell has outputs."""
    first, _, last = code.rpartition("\n\n")
    cells = (
        Cell(1, None, CellKind.CODE, f"{FIRST}{first}"),
        Cell(2, None, CellKind.CODE, last, outputs=outputs),
    )
    parsed = parse_cells(Notebook(Path("a.ipynb"), "python", cells))
    facts = tuple(map(gather_facts, parsed.statements))
    return cells, facts, interpret(facts, knowledge())


def result(text: str) -> Output:
    return Output(OutputKind.RESULT, text, mimes=("text/plain",))


def printed(text: str) -> Output:
    return Output(OutputKind.STREAM, text, "stdout")


def said(code: str, *outputs: Output) -> Confirmation | None:
    """What outputs say of `x`."""
    found = confirmations(*read(code, *outputs))
    return next((each for (_, name), each in found.items() if name == "x"), None)


@pytest.mark.parametrize(
    ("code", "text", "verdict"),
    [
        # the value itself
        ("x = pd.read_csv('a')\n\nx", TABLE, "confirms"),
        ("x = pd.read_csv('a')\n\nx", f"{TABLE}\n\n[2 rows x 2 columns]", "confirms"),
        ("x = pd.read_csv('a')\n\nx.head(2)", TABLE, "confirms"),
        ("x = pd.read_csv('a')['b']\n\nx", "0    1\n1    3\nName: b, dtype: int64", "confirms"),
        ("x = pd.read_csv('a')\n\nx", "0    1\n1    3\nName: b, dtype: int64", "contradicts"),
        ("x = np.zeros((1, 2))\n\nx", "array([[0., 0.]])", "confirms"),
        ("x = np.zeros((1, 2))\n\nx", "array([0., 0.])", "contradicts"),
        ("x = SVC()\n\nx", "SVC()", "confirms"),
        ("x = SVC()\n\nx.fit(1, 2)", "SVC(C=1.0)", "confirms"),
        ("x = 1\n\nx", "1", "confirms"),
        ("x = 1\n\nx", "'a'", "contradicts"),
        ("x = np.zeros(3).sum()\n\nx", "0.0", "confirms"),
        ("x = np.zeros(3).sum()\n\nx", "np.float64(0.0)", "confirms"),
        ("x = {'a': 1}\n\nx", "{'a': 1}", "confirms"),
        # what is asked of it
        ("x = pd.read_csv('a')\n\ntype(x)", "pandas.core.frame.DataFrame", "confirms"),
        ("x = pd.read_csv('a')\n\nx.shape", "(150, 4)", "confirms"),
        ("x = np.zeros((1, 2))\n\nx.shape", "(1, 2)", "confirms"),
        ("x = np.zeros((1, 2))\n\nx.shape", "(2,)", "contradicts"),
        ("x = pd.DataFrame({'a': [1], 'b': [2]})\n\nx.columns", "Index(['a', 'b'], dtype='object')", "confirms"),
        ("x = pd.DataFrame({'a': [1], 'b': [2]})\n\nx.columns", "Index(['a', 'c'], dtype='object')", "contradicts"),
        # what only an output tells
        ("x = load()\n\nx", TABLE, "adds"),
        ("x = Model()\n\nx", "Model(a=1)", "confirms"),
        ("x = load()\n\ntype(x)", "unheard.Model", "adds"),
        # nothing to be told
        ("x = load()\n\nx.head()", TABLE, None),
        ("x = load()\n\nx", "3", None),
        ("x = load()\n\nx.fit(1)", "<keras.callbacks.History at 0x7f>", None),
        ("x = load()\n\nx", "array('i', [0, 1])", "adds"),
        ("x = SVC()\n\nx", "a text of its own", None),
    ],
)
def test_what_an_output_says(code: str, text: str, verdict: str | None) -> None:
    found = said(code, result(text))

    assert (found.verdict if found is not None else None) == verdict


def test_printed_lines_are_told_apart() -> None:
    code = "x = pd.read_csv('a')\n\nprint(type(x))\nprint(x.shape)"

    assert (found := said(code, printed("<class 'pandas.core.frame.DataFrame'>\n(2,)\n"))) is not None
    assert (found.verdict, found.says) == ("contradicts", "x.shape: (2,)")
    assert said(code, printed("warning\n<class 'int'>\n(2,)\n")) is None


def test_kinds_of_columns_are_read() -> None:
    code = "x = pd.read_csv('a')\n\nx.info()"

    found = said(code, printed(INFO))

    assert found is not None
    assert (found.verdict, dict(found.shown.kinds)) == ("confirms", {"a": "int64", "long name": "object"})
    found = said("x = pd.read_csv('a')\n\nx.dtypes", result("a      int64\nb    float64\ndtype: object"))
    assert found is not None
    assert dict(found.shown.kinds) == {"a": "int64", "b": "float64"}


def test_an_output_speaks_of_the_statement_that_changed_the_name_last() -> None:
    cells, facts, found = read("x = 1\nx = np.zeros(3)\n\nx", result("array([0., 0., 0.])"))

    ((place, name),) = confirmations(cells, facts, found)
    assert (place, name) == (facts[5].id, "x")


def test_a_hint_is_given_only_where_nothing_is_known() -> None:
    cells, facts, found = read("x = load()\ny = pd.read_csv('a')\n\nx", result(TABLE))

    (hint,) = [guess for told in hints(cells, facts, found).values() for guess in told.values()]
    assert (hint.type, hint.source) == ("pandas.DataFrame", TypeSource.STORED_OUTPUT)
    assert found.after[facts[4].id]["x"].type == "?"
    cells, facts, found = read("x = pd.read_csv('a')\n\nx", result("1"))
    assert not hints(cells, facts, found)


@pytest.mark.parametrize("text", ["", "(", "\n\n", "x" * 30_000, "[1 rows x 1 columns", "Index([...", "array(["])
def test_any_text_can_stand_there(text: str) -> None:
    for asked in ("x", "x.shape", "x.dtypes", "x.columns", "type(x)", "x.fit()", "x.head()"):
        said(f"x = pd.read_csv('a')\n\n{asked}", result(text))
    said("x = pd.read_csv('a')\n\nx.info()", printed(text))
