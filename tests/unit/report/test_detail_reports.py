"""What reports say of values beside the names of their types."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nb2prod import pipeline
from nb2prod.analysis import Analysis
from nb2prod.knowledge import load_knowledge
from nb2prod.notebook.model import Cell, CellKind, Notebook
from nb2prod.report.analysis_json import analysis_record
from nb2prod.report.analysis_text import analysis_text
from nb2prod.report.model import View

CODE = """
import pandas as pd
import numpy as np
df = pd.read_csv("a.csv")[["a", "b"]]
def clean(frame, password="tr0ub4dor&3xyz", n=2):
    frame["n"] = frame["a"] * n
    return frame.drop(columns=["b"])
done = clean(df)
class Net:
    def run(self, x):
        return x
grid = np.zeros((3, 4))
names = ["a", "b"]
found = {"model": Net(), "n": 3}
"""


def _analysis() -> Analysis:
    cells = (Cell(1, None, CellKind.CODE, CODE.strip()),)
    return pipeline.analyze_notebook(Notebook(Path("made.ipynb"), "python", cells), load_knowledge())


def _types() -> dict[str, dict[str, Any]]:
    return {record["name"]: record for record in analysis_record(_analysis())["types"]}


def test_a_function_has_a_signature_with_columns_and_no_secret() -> None:
    signature = _types()["clean"]["signature"]

    frame, password, number = signature["parameters"]
    assert (frame["type"], frame["kind"]) == ("pandas.DataFrame", "positional or keyword")
    assert frame["columns"] == {"read": ["a"], "added": ["n"], "dropped": ["b"]}
    assert "tr0ub4dor" not in password["default"]
    assert (number["default"], number["type"]) == ("2", "int")
    assert "columns" not in number
    assert signature["returns"]["type"] == "pandas.DataFrame"


def test_arrays_classes_and_dictionaries_have_their_parts() -> None:
    types = _types()

    assert (types["grid"]["dimensions"], types["grid"]["element"]) == (2, "numpy.float64")
    assert [method["name"] for method in types["Net"]["class"]["methods"]] == ["run"]
    assert types["found"]["parts"] == [{"key": "model", "type": "Net"}, {"key": "n", "type": "int"}]


def test_only_frames_have_columns() -> None:
    types = _types()

    assert types["df"]["columns"] == ["a", "b"]
    assert types["names"]["columns"] == []
    assert "parts" not in types["names"]


def test_people_are_told_in_a_few_words() -> None:
    text = analysis_text(_analysis(), View(verbose=True, width=200, version="1"))

    assert "grid: numpy.ndarray (table, 95%, 2 dimensions)" in text
    assert "(frame: pandas.DataFrame, password: str='•••', n: int=2) -> pandas.DataFrame" in text
    assert "methods run" in text
    assert "'model': Net, 'n': int" in text
