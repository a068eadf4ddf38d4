"""Notebooks that are recorded, and whether their tests hold."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from nb2prod.cli import main
from nb2prod.cli.exit_codes import ExitCode
from nb2prod.execution import record
from nb2prod.pipeline import convert
from nb2prod.record.model import Recording
from nb2prod.verify.model import Options
from tests.functional.converted import Converted, convert_cells
from tests.unit.cli.notebooks import write_notebook

OPTIONS = Options(Path(sys.executable), timeout=120)
LARGEST_FIXTURE = 256 * 1024


class Case(Converted):
    """A notebook that is recorded."""

    def record(self) -> Recording:
        """Record it; nothing may be left behind beside it or among temporary files."""
        with self.left_alone():
            return record(self.notebook, self.project, options=OPTIONS)

    def test(self, base: str = "") -> str:
        """Run the recorded tests, as anybody would, and give what pytest says last."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-rfs", "tests/recorded"]
        environment = {**kept, "MADE_BASE": base, "PYTHONHASHSEED": "5"}
        done = subprocess.run(command, cwd=self.project, env=environment, capture_output=True, text=True, check=False)
        return done.stdout

    def failing(self, old: str, new: str) -> set[str]:
        """Names of the tests that fail once the package is changed."""
        path = self.place_of(old)
        text = path.read_text(encoding="utf-8")
        self.edit(old, new)
        said = self.test()
        path.write_text(text, encoding="utf-8")
        lines = [line for line in said.splitlines() if line.startswith("FAILED")]
        return {line.partition("::test_")[2].partition(" ")[0] for line in lines}

    def fixtures(self) -> dict[str, bytes]:
        """Content of all fixtures."""
        folder = self.project / "tests" / "recorded" / "data"
        return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def _case(folder: Path, *cells: str, **files: str) -> Case:
    return Case(*convert_cells(folder, cells, {name.replace("__", "."): text for name, text in files.items()}))


def _reasons(done: Recording) -> dict[str, str]:
    return {left.name.partition(".")[2]: left.reason for left in done.left_out}


SALES = "region,price,pieces\n" + "".join(f"{'north' if n % 3 else 'south'},{n / 4},{n % 7}\n" for n in range(60))
STUDY = (
    "import numpy as np\nimport pandas as pd\n\n\ndef discount(price, rate=0.1):\n    return price * (1 - rate)",
    "df = pd.read_csv('sales.csv')\nprint(df.shape)",
    "df = df[df['pieces'] > 0].copy()\ndf['price'] = discount(df['price'])\ndf['total'] = df['price'] * df['pieces']",
    "by_region = df.groupby('region')['total'].sum()\nbest = by_region.idxmax()",
    "np.random.seed(1)\nnoise = np.random.normal(size=20)\nshifted = np.sort(noise) + by_region.max()",
    "by_region.to_csv('regions.csv')\nprint('best', best, shifted[0])",
)


@pytest.mark.slow
def test_tests_pass_as_generated_and_fail_when_the_logic_changes(folder: Path) -> None:
    case = _case(folder, *STUDY, sales__csv=SALES)

    done = case.record()

    assert done.checked
    assert done.left_out == ()
    assert "failed" not in case.test()
    assert "skipped" not in case.test()
    assert case.failing("> 0", "> 1")
    assert case.failing('df["price"] * df["pieces"]', 'df["price"] + df["pieces"]')
    assert case.failing("rate=0.1", "rate=0.2") >= {"discount"}
    assert case.failing(".sum()", ".mean()")
    assert case.failing("np.sort(noise)", "noise")
    assert case.failing('print("best"', 'print("worst"')
    assert case.failing("idxmax", "idxmin")
    assert "failed" not in case.test()


@pytest.mark.slow
def test_what_is_generated_is_small_clean_and_without_a_trace_of_this_machine(folder: Path) -> None:
    case = _case(folder, *STUDY, sales__csv=SALES)
    case.record()

    ruff = [sys.executable, "-m", "ruff", "check", "--no-cache", "."]
    black = [sys.executable, "-m", "black", "--check", "-q", "src", "tests"]
    assert subprocess.run(ruff, cwd=case.project, capture_output=True, check=False).returncode == 0
    assert subprocess.run(black, cwd=case.project, capture_output=True, check=False).returncode == 0
    assert max(map(len, case.fixtures().values())) <= LARGEST_FIXTURE
    for path in (case.project / "tests" / "recorded").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert str(folder).encode() not in content
        assert b"nb2prod" not in content


@pytest.mark.slow
def test_large_tables_are_recorded_by_rows_and_the_sample_is_always_the_same(folder: Path) -> None:
    case = _case(
        folder,
        "import pandas as pd\ndf = pd.read_csv('big.csv')\nprint(df.shape)\ndf.info()",
        "df = df[df['x'] > 1].copy()\ndf['y'] = df['x'].round(1) * 2\ndf = df.dropna()\ndf = df.reset_index(drop=True)",
        "from sklearn.linear_model import Ridge\nmodel = Ridge()\nmodel.fit(df[['x']], df['y'])\nprint(model.coef_)",
        big__csv="x,g\n" + "".join(f"{n * 7919 % 10007 / 8},{n % 4}\n" for n in range(40_000)),
    )

    done = case.record()
    first = case.fixtures()

    assert any("some lines of big.csv" in one.rows for one in done.recorded)
    assert any(one.rows.endswith("rows") for one in done.recorded)
    assert max(map(len, first.values())) <= LARGEST_FIXTURE
    assert "failed" not in case.test()
    case.record()
    again = case.fixtures()
    assert {n: c for n, c in first.items() if n.endswith(".json")} == {
        n: c for n, c in again.items() if n.endswith(".json")
    }


@pytest.mark.slow
def test_changes_in_place_and_shared_objects_count(folder: Path) -> None:
    case = _case(
        folder,
        "import pandas as pd\nkept = []",
        "df = pd.DataFrame({'a': [3, 1, 2]})\nkept.append(df)",
        "part = df.copy()\npart['a'] = part['a'] * 2\nkept.append(part)",
        "print(df['a'].sum(), len(kept))",
    )

    case.record()

    assert case.failing("part = df.copy()", "part = df")


@pytest.mark.slow
def test_values_that_look_personal_are_nowhere_in_the_project(folder: Path) -> None:
    people = "name,email,visits\n" + "".join(f"Ada Lovelace {n},ada{n}@lovelace.org,{n}\n" for n in range(30))
    case = _case(
        folder,
        "import pandas as pd\npeople = pd.read_csv('people.csv')\nprint(people['email'].iloc[0])",
        "people['domain'] = people['email'].str.split('@').str[1]\nregular = people[people['visits'] > 5]",
        "mean = regular['visits'].mean()\nprint(mean)",
        people__csv=people,
    )

    done = case.record()

    assert done.recorded
    assert any("email" in note for one in done.recorded for note in one.left_out)
    for path in (case.project / "tests").rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert b"lovelace" not in content.lower()
    assert case.failing("> 5", "> 6")
    assert "failed" not in case.test(str(case.notebook.parent))


@pytest.mark.slow
def test_a_file_that_is_too_large_is_asked_for_and_the_test_skipped_without_it(folder: Path) -> None:
    case = _case(
        folder,
        "import json\nwith open('all.json') as file:\n    rows = json.load(file)\ncount = len(rows)",
        "print(count)",
        all__json=json.dumps(list(range(80_000))),
    )

    done = case.record()

    assert [one.data for one in done.recorded if one.data] == [("all.json",)]
    assert "supply: MADE_BASE" in case.test()
    said = case.test(str(case.notebook.parent))
    assert "skipped" not in said
    assert "failed" not in said


@pytest.mark.slow
def test_functions_that_are_decorated_or_call_themselves_are_recorded(folder: Path) -> None:
    case = _case(
        folder,
        "import functools\n\n\ndef doubled(function):\n    @functools.wraps(function)\n"
        "    def inner(*args, **options):\n        return 2 * function(*args, **options)\n    return inner",
        "@doubled\ndef area(width, height=3):\n    return width * height + 1\n\n\n"
        "@functools.lru_cache(maxsize=None)\ndef ways(n):\n    return n if n < 2 else ways(n - 1) + ways(n - 2)\n\n\n"
        "def depth(tree):\n    return 1 + max((depth(part) for part in tree), default=0)",
        "a = area(4)\nw = ways(11)\nd = depth([[], [[]]])\nprint(a, w, d)",
    )

    done = case.record()

    assert {"area", "ways", "depth"} <= {one.name.rpartition(".")[2] for one in done.recorded}
    assert "failed" not in case.test()
    assert "area" in case.failing("height + 1", "height + 2")
    assert "area" in case.failing("2 * function", "3 * function")
    assert "ways" in case.failing("ways(n - 2)", "ways(n - 3)")
    assert "depth" in case.failing("1 + max", "2 + max")


@pytest.mark.slow
def test_each_step_that_is_not_recorded_is_listed_with_its_reason(folder: Path) -> None:
    case = _case(
        folder,
        "import time\nimport threading\nfrom functools import singledispatch\nimport matplotlib.pyplot as plt",
        "@singledispatch\ndef slow(n):\n    return n * 2\n\nprint(slow(3))",
        "lock = threading.Lock()\nxs = [1, 2, 3]",
        "now = time.time()\nstamp = now + 1",
        "with lock:\n    total = sum(xs)",
        "plt.plot(xs)\nplt.show()",
        "print(total > 0, stamp > 0)",
    )

    done = case.record()

    steps = {f"{f['module']}.{f['name']}" for f in _functions(case.project)}
    assert {one.name for one in done.recorded} | {one.name for one in done.left_out} >= steps
    assert all(left.reason for left in done.left_out)
    assert _reasons(done)["slow"].startswith("it is decorated by something that may need its code")
    note = json.loads((case.project / "conversion.json").read_text())["notebooks"][0]["recording"]
    assert {left["name"] for left in note["left_out"]} == {left.name for left in done.left_out}


def _functions(project: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((project / "conversion.json").read_text())["notebooks"][0]["functions"]
    return found


@pytest.mark.slow
def test_an_estimator_is_compared_by_parameters_and_fit_and_handed_on_by_the_step_that_makes_it(folder: Path) -> None:
    case = _case(
        folder,
        "import numpy as np\nfrom sklearn.linear_model import Ridge",
        "X = np.arange(40.0).reshape(20, 2)\ny = X[:, 0] * 3 - X[:, 1]",
        "model = Ridge(alpha=0.5)\nmodel.fit(X, y)",
        "pred = model.predict(X[:5])\nerror = float(np.abs(pred - y[:5]).max())",
        "print(round(error, 3))",
    )

    done = case.record()

    assert all(not one.pickled for one in done.recorded)
    assert case.failing("0.5", "0.7")
    assert "failed" not in case.test()


@pytest.mark.slow
def test_coroutines_and_cells_that_are_meant_to_fail_are_recorded(folder: Path) -> None:
    case = _case(
        folder,
        "import asyncio\n\n\nasync def fetch(n):\n    await asyncio.sleep(0)\n    return n * 2",
        "xs = [await fetch(n) for n in range(3)]\ntotal = sum(xs)",
        "print(total)",
    )

    case.record()

    assert "failed" not in case.test()
    assert case.failing("sum(xs)", "max(xs)")


@pytest.mark.slow
def test_converting_with_verdict_and_recording_tells_both(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "study").mkdir()
    notebook = write_notebook(folder / "study" / "nb.ipynb", ("x = [3, 1]\ny = sorted(x)", "print(y)"))
    options = ["-o", str(folder / "made"), "--verify", "--record", "--format", "json"]

    assert main(["convert", str(notebook), *options]) == ExitCode.DONE

    document = json.loads(capsys.readouterr().out)
    assert document["verification"][0]["verdict"] == "equal"
    assert document["recording"][0]["recorded"]
    note = json.loads((folder / "made" / "conversion.json").read_text())["notebooks"][0]
    assert note["verification"]["verdict"] == "equal"
    assert note["recording"]["recorded"]
    assert main(["convert", str(notebook), "-o", str(folder / "made"), "-q"]) == ExitCode.DONE


@pytest.mark.slow
def test_two_notebooks_of_one_project_are_recorded_side_by_side(folder: Path) -> None:
    (folder / "study").mkdir()
    cells = ("x = [3, 1]\ny = sorted(x)", "print(y)")
    notebooks = [write_notebook(folder / "study" / f"{name}.ipynb", cells) for name in ("one", "two")]
    convert(notebooks, folder / "made")

    for notebook in notebooks:
        assert record(notebook, folder / "made", options=OPTIONS).recorded

    case = Case(notebooks[0], folder / "made")
    assert "failed" not in case.test()
    assert {name.partition("_")[0] for name in case.fixtures()} == {"one", "two"}


@pytest.mark.slow
def test_a_notebook_that_fails_is_said_and_nothing_is_written(folder: Path) -> None:
    case = _case(folder, "x = 1\ny = x + 1", "raise ValueError(y)")
    before = (case.project / "conversion.json").read_text()

    done = case.record()

    assert done.failure is not None
    assert done.failure.message == "ValueError: 2"
    assert (case.project / "conversion.json").read_text() == before


@pytest.mark.slow
def test_a_function_is_recorded_whose_globals_are_parameters_in_the_package(folder: Path) -> None:
    case = _case(
        folder,
        "rate = 0.2",
        "def scale(x, k=2):\n    return x * k * rate",
        "data = [1.0, 2.0, 3.5]\nrate = 0.4\nout = [scale(x) for x in data]",
        "rate = 0.9\nlast = scale(sum(out))",
        "print(out, last)",
    )
    done = case.record()
    assert "scale" not in _reasons(done)
    assert any(one.name.endswith(".scale") and "rate" in one.inputs for one in done.recorded)
    assert "scale" in case.failing("x * k * rate", "x * k + rate")


@pytest.mark.slow
def test_a_class_of_the_pipeline_itself_can_be_an_input_and_so_can_its_instances(folder: Path) -> None:
    case = _case(
        folder,
        "rate = 0.4\ndata = [1.0, 2.0, 3.5]",
        "class Model:\n    def __init__(self, w):\n        self.w = w\n\n"
        "    def predict(self, x):\n        return x * self.w + rate",
        "m = Model(3)\npred = [m.predict(x) for x in data]\ntotal = sum(pred)",
        "rate = 0.9\nagain = [m.predict(x) for x in pred]",
        "print(total, sum(again))",
    )
    assert "class Model" in (case.project / "src" / "made" / "pipeline.py").read_text(encoding="utf-8")
    done = case.record()
    assert not [reason for reason in _reasons(done).values() if "Model" in reason]
    assert case.failing("m = Model(3)", "m = Model(4)")


@pytest.mark.slow
def test_each_version_of_a_function_is_recorded_with_what_it_calls_then(folder: Path) -> None:
    case = _case(
        folder,
        "def scale(x):\n    return x * 2\n\n\ndef total(xs):\n    return sum(scale(x) for x in xs)",
        "first = total([1, 2])\nprint(first)",
        "def scale(x):\n    return -x\n\n\ndef total(xs):\n    return sum(scale(x) for x in xs) + 1",
        "second = total([1, 2])\nprint(second)",
    )
    done = case.record()
    functions = {one.name.rpartition(".")[2] for one in done.recorded}
    assert {"scale", "scale_2", "total", "total_2"} <= functions
    assert case.failing("x * 2", "x * 3") >= {"scale", "total"}
    assert not case.failing("return -x", "return -x - 1") & {"scale", "total"}


@pytest.mark.slow
def test_what_a_step_changes_through_a_function_of_the_pipeline_is_recorded(folder: Path) -> None:
    case = _case(
        folder,
        "rows = None\n\ndef setup():\n    global rows\n    rows = [1]\n\nsetup()",
        "def add(n):\n    rows.append(double(n))\n\ndef double(n):\n    return 2 * n\n\nadd(4)",
        "print(rows)",
    )
    assert "def add" in (case.project / "src" / "made" / "pipeline.py").read_text(encoding="utf-8")
    done = case.record()
    assert done.recorded
    assert case.failing("add(4)", "add(5)")
