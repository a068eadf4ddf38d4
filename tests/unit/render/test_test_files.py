"""Tests of a generated project: they pass as they are, notice a change, and never pretend."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import time
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.pipeline import analyze, convert, prepare
from nb2prod.render import test_files as subject
from nb2prod.render.model import ProjectFile
from nb2prod.render.tests_of.evaluate import Evaluator
from nb2prod.render.tests_of.pipeline_tests import base_variable, in_order
from nb2prod.render.tests_of.values import UnknowableError, UserFunction
from nb2prod.render.tests_of.world import World

SALES = (
    "import os\nimport pandas as pd",
    "sales = pd.read_csv('sales.csv')",
    "RATE = 0.5\ndef discounted(price, count):\n    return price * count * (1 - RATE)",
    "print(discounted(4.0, 3))",
    "sales = sales.copy()\nsales['total'] = sales['price'] * sales['count']\nsales['shop'] = sales['shop'].str.lower()",
    "def strange(thing):\n    return thing.frobnicate()",
    "sales.to_csv('totals.csv')",
)


def _notebook(folder: Path, *cells: str, name: str = "sales") -> Path:
    shown: list[dict[str, object]] = [
        {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
        for source in cells
    ]
    path = folder / f"{name}.ipynb"
    path.write_text(json.dumps({"cells": shown, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}), encoding="utf-8")
    return path


def _files(folder: Path, *cells: str) -> dict[str, str]:
    conversion = prepare(_notebook(folder, *cells), folder / "sales_out")
    return {f.path.name: f.text for f in conversion.project.files if f.path.parts[0] == "tests"}


def _all(folder: Path, *cells: str) -> str:
    return "\n".join(_files(folder, *cells).values())


def _test(folder: Path, *cells: str) -> str:
    """The test of the function `f` that the cells define."""
    for node in ast.parse(_all(folder, *cells)).body:
        if isinstance(node, ast.FunctionDef) and node.name == "test_f":
            return ast.unparse(node)
    raise AssertionError("there is no test of f")


def _suite(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project / "src"), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.fixture(scope="module")
def sales(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A converted project."""
    folder = tmp_path_factory.mktemp("sales")
    convert(_notebook(folder, *SALES), folder / "shop")
    return folder / "shop"


def test_the_suite_passes_as_generated(sales: Path) -> None:
    done = _suite(sales)

    assert done.returncode == 0, done.stdout
    assert "skipped" in done.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("RATE = 0.5", "RATE = 0.25"),
        ("price * count", "price + count"),
        ('sales["price"] * sales["count"]', 'sales["price"] - sales["count"]'),
        (".str.lower()", ".str.upper()"),
        ('"sales.csv"', '"other.csv"'),
    ],
)
def test_a_change_of_the_code_is_noticed(sales: Path, old: str, new: str) -> None:
    place = next(p for p in (sales / "src").rglob("*.py") if old in p.read_text(encoding="utf-8"))
    before = place.read_text(encoding="utf-8")
    place.write_text(before.replace(old, new), encoding="utf-8")
    try:
        done = _suite(sales, PYTHONDONTWRITEBYTECODE="1")
    finally:
        place.write_text(before, encoding="utf-8")

    assert done.returncode == 1, done.stdout


def test_a_step_that_is_left_out_is_noticed(sales: Path) -> None:
    place = sales / "src" / "shop" / "pipeline.py"
    before = place.read_text(encoding="utf-8")
    lines = before.split("\n")
    calls = [i for i, line in enumerate(lines) if "output." in line]
    place.write_text("\n".join(line for i, line in enumerate(lines) if i != calls[-1]), encoding="utf-8")
    try:
        done = _suite(sales, PYTHONDONTWRITEBYTECODE="1")
    finally:
        place.write_text(before, encoding="utf-8")

    assert done.returncode == 1, done.stdout


def test_what_cannot_be_known_becomes_one_stub(tmp_path: Path) -> None:
    written = _test(tmp_path, "def f(thing, threshold):\n    return thing.go(threshold)", "f(open('x'), 0.5)")

    assert "@pytest.mark.skip(reason='supply: thing" in written
    assert "threshold (float)" in written
    assert "sales" not in written


def test_a_stub_names_the_columns_that_are_needed(tmp_path: Path) -> None:
    cells = (
        "import pandas as pd\ndf = pd.read_csv('a.csv')",
        "def f(df):\n    df['c'] = df['a'] + df['b']\n    return df['c'].frobnicate()",
        "f(df)",
    )

    assert "supply: df (pd.DataFrame with columns a, b)" in _test(tmp_path, *cells)


@pytest.mark.parametrize(
    ("code", "call", "expected"),
    [
        ("def f(a, b=2):\n    return a ** b", "f(7)", "assert result == 49"),
        ("def f(words):\n    return sorted(set(words))", "f(['b', 'a', 'b'])", "assert result == ['a', 'b']"),
        ("def f(xs):\n    xs.append(len(xs))", "f([5, 6])", "assert xs == [5, 6, 2]"),
        ("def f(x):\n    print(f'{x:.1f}!')", "f(2.25)", "assert capsys.readouterr().out == '2.2!\\n'"),
        ("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)", "f(9)", "assert result == 34"),
        ("def f(x):\n    return x > 3", "f(2)", "assert result is False"),
        (
            "import numpy as np\ndef f(x):\n    return 1 / (1 + np.exp(-x))",
            "f(0)",
            "assert result == pytest.approx(0.5)",
        ),
    ],
)
def test_a_pure_function_is_called_as_the_notebook_calls_it(
    tmp_path: Path, code: str, call: str, expected: str
) -> None:
    assert expected in _test(tmp_path, code, f"y = {call}")


@pytest.mark.parametrize(
    "body",
    [
        "    return open(x).read()",
        "    import os\n    return os.getcwd() + x",
        "    return compile(x, 'a', 'eval')",
        "    return x.__class__.__name__",
        "    return [c for c in {x, 'q'}]",
        "    return str({x, 'q'})",
        "    return hash(x)",
        "    return x / 0",
        "    return (yield x)",
        "    return input(x)",
        "    return x * 10 ** 9",
        "    while True:\n        pass",
        "    return f(x)",
    ],
)
def test_what_may_fail_or_reach_outside_is_never_called(tmp_path: Path, body: str) -> None:
    assert "pytest.mark.skip" in _test(tmp_path, f"def f(x):\n{body}", "y = f('ab')")


@pytest.mark.parametrize(
    "bomb",
    [
        "    return [[[[0] * 500] * 500] * 500] * 500",
        "    x = 9\n    for _ in range(400):\n        x = x * x\n    return x",
        "    x = 'a'\n    while True:\n        x = x + x",
        "    x = []\n    x.append(x)\n    return str(x)",
        "    return 9 ** 9 ** 9",
        "    return f'{n:999999999}'",
        "    return '%999999999d' % n",
        "    return 'a'.ljust(10 ** 11)",
        "    import re\n    return re.sub('(a+)+$', '', 'a' * 60 + 'b')",
        "    return sum(range(10 ** 12))",
    ],
)
def test_code_that_would_not_end_or_not_fit_costs_nothing(tmp_path: Path, bomb: str) -> None:
    path = _notebook(tmp_path, f"def f(n):\n{bomb}", "y = f(3)")
    start = time.process_time()

    prepared = prepare(path, tmp_path / "out")

    assert "pytest.mark.skip(" in "".join(f.text for f in prepared.project.files if f.path.name.startswith("test_"))
    assert time.process_time() - start < 5


def test_a_frame_gets_the_columns_and_kinds_that_the_code_asks_for(tmp_path: Path) -> None:
    cells = (
        "import pandas as pd\ndf = pd.read_csv('a.csv')",
        """
def f(df):
    df = df[df['kind'] == 'new']
    df['paid'] = pd.to_numeric(df['paid'], errors='coerce')
    df['age'] = df['age'].fillna(df['age'].median())
    return df
""",
        "df = f(df)",
    )

    written = _test(tmp_path, *cells)

    assert "'kind': ['new'" in written
    assert "pd.testing.assert_frame_equal(result," in written
    assert "pd.testing.assert_frame_equal(df," in written


def test_a_secret_is_never_written_and_its_absence_is_an_error(tmp_path: Path) -> None:
    key = "api_key = 'sk-1234567890abcdefABCDEF1234'"
    cells = (f"import requests\n{key}", "requests.get('http://x', params={'k': api_key})")

    files = _files(tmp_path, *cells)

    assert "sk-1234567890" not in "".join(files.values())
    assert "pytest.raises(KeyError, match=variable)" in files["test_settings.py"]


def test_without_settings_there_is_nothing_to_test_of_them(tmp_path: Path) -> None:
    assert "test_settings.py" not in _files(tmp_path, "x = [1, 2]\nx.append(3)")


def test_several_notebooks_keep_their_tests_apart(tmp_path: Path) -> None:
    first = _notebook(tmp_path, "def f(a):\n    return a + 1\nprint(f(1))", name="first")
    second = _notebook(tmp_path, "def f(a):\n    return a + 2\nprint(f(1))", name="second")
    convert([first, second], tmp_path / "both")

    done = _suite(tmp_path / "both")

    assert done.returncode == 0, done.stdout
    assert (tmp_path / "both" / "tests" / "first" / "test_pipeline.py").is_file()


def test_counting_tells_real_tests_from_stubs() -> None:
    text = (
        "import pytest\n@pytest.mark.skip(reason='x')\ndef test_a(): ...\n@pytest.mark.skipif(True, reason='x')\n"
        "def test_b(): ...\n@pytest.mark.parametrize('x', [1])\ndef test_c(x): ...\ndef other(): ...\n"
        "def test_d(): ...\n"
    )
    files = [ProjectFile(PurePosixPath("tests/test_x.py"), text), ProjectFile(PurePosixPath("src/test_y.py"), text)]

    assert subject.count_tests(files) == (2, 2)


def test_the_variable_of_the_folder_is_no_settings_variable() -> None:
    from nb2prod.notebook.model import StatementId
    from nb2prod.plan.model import Setting

    base = Setting("base", "str", "'x'", "BASE", "a folder", StatementId(1, 0))

    assert base_variable([], "shop.first") == "SHOP_BASE"
    assert base_variable([base], "shop") == "SHOP_BASE_FOLDER"


def test_a_pipeline_with_inline_code_is_not_run_on_stand_ins(tmp_path: Path) -> None:
    from nb2prod.pipeline import plan_notebook

    plain = plan_notebook(_notebook(tmp_path, "x = [1]", "x.append(2)", "print(x)"))
    inline = plan_notebook(_notebook(tmp_path, "def f(x):\n    global g\n    g = x", "f(1)", "print(g)", name="inline"))

    assert in_order(plain)
    assert not in_order(inline)


def _evaluate(code: str, **given: object) -> object:
    node = ast.parse(code).body[0]
    assert isinstance(node, ast.FunctionDef)
    return Evaluator(World(())).run(UserFunction(node, ""), given)


SMALL = st.integers(-50, 50) | st.floats(-50, 50, allow_nan=False).map(lambda v: round(v, 3))


@given(SMALL, SMALL, st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "<=", "==", "!=", "and", "or"]))
def test_operators_give_what_python_gives(a: float, b: float, operator: str) -> None:
    code = f"def f(a, b):\n    return a {operator} b"
    names: dict[str, object] = {}
    exec(code, names)
    function = names["f"]
    assert callable(function)
    try:
        expected = function(a, b)
    except ZeroDivisionError:
        with pytest.raises(UnknowableError):
            _evaluate(code, a=a, b=b)
        return

    assert _evaluate(code, a=a, b=b) == expected


PROGRAMS = (
    """
def f(xs):
    total = 0
    for i, x in enumerate(xs):
        if x < 0:
            continue
        total += i * x
    return total
""",
    """
def f(xs):
    return [x * 2 for x in xs if x % 2] + list(reversed(xs))
""",
    """
def f(xs):
    seen = {}
    for x in xs:
        seen[x] = seen.get(x, 0) + 1
    return sorted(seen.items())
""",
    """
def f(xs):
    i = 0
    while i < len(xs):
        if xs[i] == 3:
            break
        i += 1
    else:
        return -1
    return i
""",
    """
def f(xs):
    def g(n):
        return 1 if n <= 0 else n * g(n - 1)
    return [g(min(abs(x), 6)) for x in xs]
""",
    """
def f(xs):
    a = b = 0
    for x in xs:
        a, b = b, a + x
    return (a, b), len(xs)
""",
    """
def f(xs):
    return ", ".join(sorted(map(str, xs), key=lambda t: (len(t), t)))
""",
    """
def f(xs):
    xs.sort(reverse=True)
    some = xs[1:3]
    return xs[-1:] + some
""",
)


@given(st.lists(st.integers(-9, 9), max_size=8), st.sampled_from(PROGRAMS))
def test_programs_give_what_python_gives(xs: list[int], code: str) -> None:
    names: dict[str, object] = {}
    exec(code, names)
    function = names["f"]
    assert callable(function)
    theirs, ours = list(xs), list(xs)

    assert _evaluate(code, xs=ours) == function(theirs)
    assert ours == theirs


def test_analysis_of_a_notebook_without_definitions_has_no_subject(tmp_path: Path) -> None:
    from nb2prod.pipeline import plan_notebook
    from nb2prod.render.tests_of.subject import subjects_of

    path = _notebook(tmp_path, "x = [1]", "x.append(2)")
    modules = plan_notebook(path).modules

    assert [s.name for m in modules for s in subjects_of(m, analyze(path))] == [
        f.name for m in modules for f in m.functions
    ]
