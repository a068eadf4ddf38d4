"""Imports that only annotations need."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.plan.model import Module, Piece
from nb2prod.render.type_imports import contested, guarded_lines, only_for_types
from tests.unit.making import package_output, package_texts, plan_of, script_output

CELLS = (
    'import pandas as pd\npd.DataFrame({"a": [1, 2]}).to_csv("a.csv", index=False)\ndf = pd.read_csv("a.csv")',
    'clean = df.dropna()\nclean["n"] = clean["a"] * 2',
    "from sklearn.linear_model import LinearRegression\nmodel = LinearRegression().fit(clean[['a']], clean['n'])",
    "print(model.coef_.round(3), clean)",
)


def _module(*cells: str) -> str:
    texts = package_texts(plan_of(*cells), "made")
    return next(text for text in texts.values() if "clean = df.dropna" in text)


def test_a_module_that_only_annotates_with_a_library_does_not_load_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = _module(*CELLS)

    assert "from __future__ import annotations\n" in text
    assert "if TYPE_CHECKING:\n    import pandas as pd\n" in text
    assert "df: pd.DataFrame" in text
    assert package_output(*CELLS) == script_output(*CELLS)


def test_what_the_code_needs_is_imported() -> None:
    text = _module(CELLS[0], "clean = df.dropna()\nclean['n'] = pd.to_numeric(clean['a'])", *CELLS[2:])

    assert "TYPE_CHECKING" not in text
    assert "\nimport pandas as pd\n" in text


@pytest.mark.parametrize(
    "own",
    ["def inner(a: int):\n    return a", "def inner() -> int:\n    return 1", "class C:\n    a: int = 1", "b: int = 1"],
)
def test_annotations_of_the_notebook_stay_what_they_are(own: str) -> None:
    plan = plan_of(CELLS[0], f"{own}\n{CELLS[1]}", *CELLS[2:])

    for module in plan.modules:
        texts = [i.text for i in module.imports]
        mentions = any(own.partition("\n")[0] in p.statement.source for p in _pieces(module))
        assert bool(only_for_types(module, {"import one"}, texts)) is not mentions
    assert any(not only_for_types(module, {"import one"}, ()) for module in plan.modules)


def _pieces(module: Module) -> list[Piece]:
    return [h.piece for h in module.hoisted] + [p for f in module.functions for p in f.pieces]


def test_one_name_for_two_classes_is_not_annotated() -> None:
    assert contested({"from a import Session", "from b import Session", "import c.d", "import c"}) == {"Session", "c"}
    assert contested({"import pandas as pd", "import numpy as np"}) == frozenset()


def test_nothing_to_guard_is_no_block() -> None:
    assert guarded_lines(()) == []
    assert guarded_lines({"import b", "import a"}) == ["if TYPE_CHECKING:", "    import a", "    import b", ""]


def test_two_classes_of_one_name_in_a_module() -> None:
    first = "import boto3\nimport sagemaker\na = boto3.Session()"
    texts = package_texts(plan_of(first, "b = sagemaker.Session()\nprint(a)", "print(a, b)\nprint(b)"), "made")

    for text in texts.values():
        assert "import Session" not in text
        assert ": Session" not in text
