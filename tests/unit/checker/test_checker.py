"""What an installed checker is asked, and what becomes of its answers."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from nb2prod.analysis import Analysis
from nb2prod.checker import check_types, run
from nb2prod.checker.environment import defining_modules
from nb2prod.checker.programs import PROGRAMS, Answer
from nb2prod.checker.script import script_of
from nb2prod.checker.translate import Names, translated
from nb2prod.config import Config
from nb2prod.knowledge import load_knowledge
from nb2prod.notebook.model import Cell, CellKind, Notebook
from nb2prod.pipeline import analyze_notebook, prepare, with_checker
from nb2prod.types.model import TypeSource

CODE = """
import pandas as pd
from unheard import of
from shapes import Circle
class Own:
    pass
df = pd.DataFrame({"a": [1]})
x = of(df)
if df.empty:
    y = of(1)
print(x, y)
unread = of(1)
"""


def _analysis(code: str = CODE) -> Analysis:
    return analyze_notebook(
        Notebook(Path("a.ipynb"), "python", (Cell(1, None, CellKind.CODE, code.strip()),)), load_knowledge()
    )


def _fake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Put a program in the place of pyrefly."""
    program = tmp_path / "bin" / "pyrefly"
    program.parent.mkdir()
    program.write_text(f"#!{PYTHON}\nimport json, pathlib, sys, time\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(sys, "executable", "/nowhere/python")


PYTHON = Path(sys.executable)

ANSWERS = """
errors = []
for file in sys.argv[1:]:
    if file.endswith(".py"):
        for number, line in enumerate(pathlib.Path(file).read_text().splitlines(), 1):
            if line.startswith("reveal_type"):
                errors.append({"path": file, "line": number, "description": "revealed type: Circle"})
print(json.dumps({"errors": errors}))
"""


def test_only_what_crosses_a_border_and_is_not_known_is_asked() -> None:
    script = script_of(_analysis())

    lines = script.text.splitlines()
    assert [(lines[number - 1], name) for number, (_, name) in script.asked.items()] == [
        ("reveal_type(x)", "x"),
        ("reveal_type(y)", "y"),
    ]
    assert lines[lines.index("reveal_type(x)") - 1] == "x = of(df)"
    compile(script.text, "script", "exec")


def test_answers_become_hints_on_which_nothing_rests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _fake(tmp_path, monkeypatch, ANSWERS)
    analysis = _analysis()

    checked = check_types([analysis, _analysis("a = 1")], load_knowledge(), "pyrefly", PYTHON)

    assert not checked.failure
    found = checked.analyses[0].interpretation
    (place,) = [facts.id for facts in analysis.facts if facts.must_bind == {"x"}]
    assert found.after[place]["x"].type == "?"
    assert (found.said(place, "x").type, found.said(place, "x").source) == ("shapes.Circle", TypeSource.CHECKER)
    assert checked.analyses[1].interpretation.hints == {}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("sys.exit(3)", "failed"),
        ("print('no JSON')", "can't be read"),
        ("print(json.dumps({'errors': [{}]}))", "can't be read"),
        ("time.sleep(60)", "longer than"),
    ],
)
def test_a_checker_that_fails_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, reason: str) -> None:
    _fake(tmp_path, monkeypatch, body)
    monkeypatch.setattr(run, "LIMIT", 2.0)
    analysis = _analysis()

    checked = check_types([analysis], load_knowledge(), "pyrefly", PYTHON)

    assert reason in checked.failure
    assert checked.analyses == (analysis,)


def test_one_that_is_not_installed_is_a_warning_and_a_note(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    config = Config(checker="ty")

    (analysis,), failure = with_checker([_analysis()], config)

    assert "ty is not installed" in failure
    assert failure in analysis.notebook.warnings
    notebook = tmp_path / "a.py"
    notebook.write_text(CODE)
    assert failure in prepare(notebook, tmp_path / "out", config).request.parts[0].plan.notes


def test_without_a_checker_nothing_is_asked() -> None:
    analysis = _analysis()

    assert with_checker([analysis], Config()) == ((analysis,), "")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("int", "int"),
        ("Literal[2]", "int"),
        ("Literal[-1, 2]", "int"),
        ("Literal['a', 1]", "?"),
        ("Literal[2] | None", "int | none"),
        ("int | str", "?"),
        ("DataFrame", "pandas.DataFrame"),
        ("DataFrame | Any", "?"),
        ("Series[float]", "pandas.Series"),
        ("ndarray[tuple[int, int], dtype[float64]]", "numpy.ndarray"),
        ("list[DataFrame]", "list[pandas.DataFrame]"),
        ("list[Any]", "list"),
        ("dict[str, list[int]]", "dict[str, list[int]]"),
        ("tuple[int, Unknown]", "tuple[int, ?]"),
        ("tuple[int, ...]", "tuple"),
        ("Circle", "shapes.Circle"),
        ("Own", "Own"),
        ("Square", "?"),
        ("type[Circle]", "type"),
        ("Module[numpy]", "module"),
        ("(a: Unknown) -> Literal[1]", "?"),
        ("Unknown", "?"),
        ("", "?"),
    ],
)
def test_types_of_checkers_as_ours(text: str, kind: str) -> None:
    assert translated(text, Names(_analysis(), load_knowledge())) == kind


def test_classes_are_found_where_one_module_defines_them(tmp_path: Path) -> None:
    packages = tmp_path / "lib" / "python3.11" / "site-packages" / "shapes"
    (packages / "tests").mkdir(parents=True)
    (packages / "__init__.py").write_text("class Top: ...\nclass Twice: ...\n")
    (packages / "round.py").write_text("raise SystemExit\nclass Circle(Top):\n    class Inner: ...\nclass Twice: ...\n")
    (packages / "tests" / "test_a.py").write_text("class Circle: ...\n")

    found = defining_modules(tmp_path / "bin" / "python", {"shapes"}, {"Circle", "Top", "Twice", "Inner", "Other"})

    assert found == {"Circle": "shapes.round.Circle", "Top": "shapes.Top"}


def test_what_ty_reveals_is_read() -> None:
    issues = [
        {"description": "undefined-reveal: …", "location": {"path": "a.py", "positions": {"begin": {"line": 2}}}},
        {
            "description": "revealed-type: Revealed type: `list[int]`",
            "location": {"path": "a.py", "positions": {"begin": {"line": 3, "column": 1}}},
        },
        {"description": "Revealed type: `int`", "location": {"path": "a.py", "lines": {"begin": 4}}},
    ]

    assert PROGRAMS["ty"].answers(json.dumps(issues)) == [Answer("a.py", 3, "list[int]"), Answer("a.py", 4, "int")]


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_the_real_checker_is_understood_and_runs_nothing(name: str, tmp_path: Path) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")
    (tmp_path / "helper.py").write_text(
        f"open({str(tmp_path / 'ran')!r}, 'w')\ndef make() -> dict[str, int]:\n    return {{}}\n"
    )
    code = "from helper import make\nx = make()\nprint(x)"
    notebook = Notebook(tmp_path / "a.ipynb", "python", (Cell(1, None, CellKind.CODE, code),))
    analysis = analyze_notebook(notebook, load_knowledge())

    checked = check_types([analysis], load_knowledge(), name, PYTHON)

    assert not checked.failure
    assert checked.analyses[0].interpretation.said(analysis.facts[1].id, "x").type == "dict[str, int]"
    assert not (tmp_path / "ran").exists()
