"""Modules as text."""

from __future__ import annotations

import ast
import re

import pytest

from nb2prod.notebook.model import StatementId
from nb2prod.plan.model import Import, Setting
from nb2prod.render.code import bootstrap_text, import_lines, settings_text, shown_value, variable_of
from nb2prod.render.functions import with_local_imports
from tests.unit.making import package_texts, plan_of

HERE = StatementId(1, 0)


def _settings(*settings: Setting) -> type:
    names: dict[str, type] = {"__name__": "made"}  # type: ignore[dict-item]
    import sys
    import types

    sys.modules["made"] = types.ModuleType("made")
    exec(settings_text(settings, "pack.part"), names)
    return names["Settings"]


def test_settings_have_the_values_of_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _settings(
        Setting("path", "str", "'a.csv'", "PATH", "Where", HERE), Setting("seed", "int", "3", "SEED", "Seed", HERE)
    )
    monkeypatch.delenv("PACK_PATH", raising=False)
    assert vars(made()) == {"path": "a.csv", "seed": 3}
    assert vars(made.from_environment()) == {"path": "a.csv", "seed": 3}  # type: ignore[attr-defined]


def test_settings_come_from_the_environment_in_their_type(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _settings(
        Setting("path", "str", "'a.csv'", "PATH", "Where", HERE), Setting("seed", "int", "3", "SEED", "Seed", HERE)
    )
    monkeypatch.setenv("PACK_PATH", "b.csv")
    monkeypatch.setenv("PACK_SEED", "9")
    assert vars(made.from_environment()) == {"path": "b.csv", "seed": 9}  # type: ignore[attr-defined]


def test_a_secret_has_no_default(monkeypatch: pytest.MonkeyPatch) -> None:
    made = _settings(Setting("token", "str", "", "TOKEN", "Secret", HERE), Setting("n", "int", "3", "N", "N", HERE))
    monkeypatch.delenv("PACK_TOKEN", raising=False)
    with pytest.raises(KeyError, match="PACK_TOKEN"):
        made.from_environment()  # type: ignore[attr-defined]
    monkeypatch.setenv("PACK_TOKEN", "t")
    assert made.from_environment().token == "t"  # type: ignore[attr-defined]


def test_variables_carry_the_name_of_the_package() -> None:
    setting = Setting("a", "str", "''", "A", "", HERE)
    assert variable_of(setting, "pack") == "PACK_A"
    assert variable_of(setting, "pack.part") == "PACK_A"


def test_imports_stand_once_and_blocks_come_last() -> None:
    block = "try:\n    import a\nexcept ImportError:\n    a = None"
    lines = import_lines(
        [Import("a", block), Import("z", "import z"), Import("b", "import b", keep=True), Import("z", "import z")],
        ["import typing"],
        "pack",
    )
    assert lines == ["import b  # noqa: F401", "import typing", "import z", block]
    assert import_lines([Import("f", "from {package}.constants import f")], (), "pack") == [
        "from pack.constants import f"
    ]


def test_local_imports_stand_behind_the_docstring() -> None:
    function = "@deco\ndef f(p):\n    '''Say.'''\n    return p"
    method = "def m(self):\n        def n():\n            pass\n        return n"
    text = f"{function}\nclass C:\n    {method}"
    made = with_local_imports(text, ("import a", "import b"))
    tree = ast.parse(made)
    first, class_ = tree.body
    assert isinstance(first, ast.FunctionDef)
    assert isinstance(class_, ast.ClassDef)
    assert ast.get_docstring(first) == "Say."
    assert [type(n).__name__ for n in first.body] == ["Expr", "Import", "Import", "Return"]
    (second,) = class_.body
    assert isinstance(second, ast.FunctionDef)
    assert [type(n).__name__ for n in second.body] == ["Import", "Import", "FunctionDef", "Return"]


def test_nothing_runs_early_if_nothing_has_to() -> None:
    assert bootstrap_text(plan_of("x = 1\nprint(x)"), "pack") == ""


def test_every_module_parses_and_says_what_it_is() -> None:
    made = plan_of(
        "import numpy as np\nK = 3\ndef f(p):\n    return p * K", "x = np.zeros(2)\nprint(f(x))", "print(f(1))"
    )
    for name, text in package_texts(made, "pack").items():
        assert name == "pack" or ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(x):\n    return y", "def f(x):\n    import y\n    return y"),
        ('def f(x):\n    """Doc."""\n    return y', 'def f(x):\n    """Doc."""\n    import y\n    return y'),
        ("def größe(x) -> int: return y", "def größe(x) -> int:\n    import y\n    return y"),
        ('def f(x): "Doc."; return y', 'def f(x):\n    "Doc."\n    import y\n    return y'),
        ('def f(x):\n    "Doc."; return y', 'def f(x):\n    "Doc."\n    import y\n    return y'),
        ("class A:\n    def f(self): return y", "class A:\n    def f(self):\n        import y\n        return y"),
        ("@a\ndef f(x):\n    @b\n    def g(): pass", "@a\ndef f(x):\n    import y\n    @b\n    def g(): pass"),
    ],
)
def test_imports_stand_at_the_start_of_a_body(text: str, expected: str) -> None:
    assert with_local_imports(text, ["import y"]) == expected


def test_imports_of_annotations_stand_in_one_order_where_a_star_import_leaves_the_lines_unsorted() -> None:
    notes = frozenset(f"from library.part{n} import Kind{n}" for n in range(9))
    lines = import_lines([Import("*", "from numpy import *")], notes, "pack")
    assert lines == ["from numpy import *", *sorted(notes)]


def test_a_comment_that_the_docstring_tells_is_not_told_again() -> None:
    source = "# drop who left early\n# months are counted from the contract\ndf = df[df.months > 2]"
    made = plan_of("import pandas as pd\ndf = pd.read_csv('a.csv')", source, "df.to_csv('b.csv')")

    text = "\n".join(package_texts(made, "pack").values())

    assert text.lower().count("drop who left early") == 1
    assert "# months are counted from the contract" in text


def test_results_say_which_step_they_come_from() -> None:
    made = plan_of("import pandas as pd\ndf = pd.read_csv('a.csv')", "n = len(df)\nprint(n)")

    text = package_texts(made, "pack")["pack.pipeline"]

    assert re.search(r"Attributes:\n +n: From `\w+\.\w+`\.", text)


def test_what_python_wants_first_comes_before_a_star_import() -> None:
    star, future = Import("*", "from numpy import *"), "from __future__ import annotations"

    assert import_lines([star], [future], "pack") == [future, star.text]


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        ("\nselect a\nfrom b\n", 4),
        ("select a\nfrom b", 3),
        ("select a\\n\nfrom b", 1),
        ('select "a"\nfrom "b"', 1),
        ("a.csv", 1),
        ("\n", 1),
        (7, 1),
    ],
)
def test_a_default_of_several_lines_is_written_line_by_line(value: str | int, lines: int) -> None:
    shown = shown_value(repr(value))

    assert ast.literal_eval(shown) == value
    assert shown.count("\n") + 1 == lines
