"""From notebooks to packages: what is prepared runs, and prints what the notebook prints."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from nb2prod.finding import UnreadableInputError
from nb2prod.notebook.model import StatementId
from nb2prod.pipeline import analyze, convert, plan_notebook, prepare
from tests.unit.making import package_output, package_texts, plan_of, script_output
from tests.unit.programs import Programs, parses, with_last_print, without_failures

FULL = [
    "a = 1; b = 2; c = 3; d = 4; m = {1: 2}; ys = [5]; xs = [1, 2]",
    "def f(p):\n    return p + a",
]


def _split(statements: Sequence[str], random: Random) -> list[str]:
    cells: list[list[str]] = [[]]
    for statement in statements:
        cells[-1].append(statement)
        if random.random() < 0.5:
            cells.append([])
    return ["\n".join(c) for c in cells if c]


def _plain(statement: str) -> bool:
    """Whether a statement binds and unbinds names where one can see it."""
    return parses(statement) and not any(
        w in statement for w in ("del ", "global", "exec(", ":=", "@", "NameError", "except E")
    )


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_a_package_prints_what_its_notebook_prints(random: Random) -> None:
    defined: set[str] = {"f"}
    program = list(FULL)
    for statement in Programs(random, special=False).program(10):
        name = statement.partition("(")[0].removeprefix("def ") if statement.startswith("def ") else ""
        aliased = statement[:4] in {"f = ", "g = ", "h = ", "from"}
        if _plain(statement) and not aliased and name not in defined:
            defined |= {name} if name else set()
            program.append(statement)
    program = with_last_print(without_failures(program))
    cells = _split(program, random)
    assume(len(program) > len(FULL) + 1)
    assert package_output(*cells) == script_output(*cells)


MEANINGS = {
    "a global that is rebound between calls": ("x = len('a')\ndef f():\n    return x\nprint(f())", "x = 7\nprint(f())"),
    "a function that counts": ("n = 0\ndef f():\n    global n\n    n += 1\nf()", "f()\nprint(n)"),
    "an old version of a function": ("def f():\n    return 1\nold = f", "def f():\n    return 2\nprint(old(), f())"),
    "a default that is frozen": ("k = 2\ndef f(p=k):\n    return p", "k = 5\nprint(f(), k)"),
    "a generator that crosses cells": ("g = (i * i for i in range(4))\nprint(next(g))", "print(list(g))"),
    "an alias": ("xs = [1]\nys = xs", "ys.append(2)\nprint(xs)"),
    "a display with an effect": ("xs = [1, 2]", "xs.pop()", "print(xs)"),
    "a loop variable that leaks": ("for i in range(3):\n    last = i\nprint(i)", "print(last, i)"),
    "a walrus in a comprehension": ("ys = [t := i for i in [1, 2]]", "print(t, ys)"),
    "a closure that counts": (
        "def make():\n    n = 0\n    def m():\n        nonlocal n\n        n += 1\n        return n\n    return m",
        "c = make()\nc()",
        "print(c())",
    ),
    "a class and its attribute": ("class K:\n    t = []\nk = K()", "k.t.append(1)\nprint(K.t)"),
    "a class that reads a global late": (
        "u = len('ab')\nclass K:\n    def m(self):\n        return u",
        "u = 9\nprint(K().m())",
    ),
    "recursion": ("def f(n):\n    return 1 if n < 2 else n * f(n - 1)", "print(f(5))"),
    "names that the package has too": ("settings = 1\nexplore = 2\nOutputs = 3", "print(settings, explore, Outputs)"),
    "a name deleted and bound again": ("x = 1\ndel x", "x = 2\nprint(x)"),
    "code in a text": ("exec('k = 4')", "print(k)"),
    "the guard": ("if __name__ == '__main__':\n    x = 3\n    print(x)", "print(x + 1)"),
    "a multi-line text": ("def f():\n    return '''a\n  b'''\nprint(f())", "t = '''c\n    d'''\nprint(t)"),
    "a late import": ("x = 4", "import math\nprint(math.sqrt(x))"),
    "lambdas in a loop": ("fs = [lambda: i for i in range(3)]", "print([f() for f in fs])"),
    "a shadowed built-in": ("print(max(1, 2))", "max = 3", "print(max)"),
    "results by number": ("1 + 1", "print(_1)"),
    "an unused branch": ("if len('abc') > 5:\n    b = 1", "def f(p):\n    return b if p else 0\nprint(f(0))"),
}


@pytest.mark.parametrize("cells", MEANINGS.values(), ids=MEANINGS)
def test_meaning_is_kept(cells: tuple[str, ...]) -> None:
    script = ("1 + 1", "_1 = 2\nprint(_1)") if cells[0] == "1 + 1" else cells
    assert package_output(*cells) == script_output(*script)


@settings(max_examples=25)
@given(st.randoms(use_true_random=False))
def test_every_statement_has_one_disposition(random: Random) -> None:
    program = [s for s in Programs(random).program(12) if parses(s)]
    cells = _split(program, random)
    made = plan_of(*cells)
    found = [d.statement for d in made.dispositions]
    assert len(set(found)) == len(found)
    assert sorted(found) == found
    assert len(found) >= len(program)


@settings(max_examples=15)
@given(st.randoms(use_true_random=False))
def test_planning_is_deterministic(random: Random) -> None:
    cells = _split([s for s in Programs(random).program(8) if parses(s)], random)
    assert package_texts(plan_of(*cells), "p") == package_texts(plan_of(*cells), "p")


def _write(folder: Path, *cells: str, name: str = "nb.ipynb") -> Path:
    made: list[dict[str, object]] = [
        {"cell_type": "code", "source": c, "metadata": {}, "outputs": [], "execution_count": None, "id": f"c{n}"}
        for n, c in enumerate(cells)
    ]
    path = folder / name
    path.write_text(json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")
    return path


def test_analyze_and_plan_read_a_file(tmp_path: Path) -> None:
    path = _write(tmp_path, "x = 1", "print(x)")
    assert [s.id for s in analyze(path).parsed.statements] == [StatementId(1, 0), StatementId(2, 0)]
    assert len(plan_notebook(path).dispositions) == 2


def test_preparing_writes_nothing(tmp_path: Path) -> None:
    path = _write(tmp_path, "x = 1\nprint(x)")
    before = path.read_bytes()
    made = prepare(path, tmp_path / "out")
    assert made.output is None
    assert {str(f.path) for f in made.project.files} >= {
        "conversion.json",
        "src/out/pipeline.py",
        "src/out/settings.py",
    }
    assert not (tmp_path / "out").exists()
    assert path.read_bytes() == before


def test_converting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    path = _write(tmp_path, "import math\nx = math.pi\nprint(x)")
    first = prepare(path, tmp_path / "out").project
    second = prepare(path, tmp_path / "out").project
    assert first == second


def test_converting_leaves_the_notebook_alone_and_says_what_it_wrote(tmp_path: Path) -> None:
    path = _write(tmp_path, "x = 1\nprint(x)")
    before = path.read_bytes()
    made = convert(path, tmp_path / "out")
    assert path.read_bytes() == before
    assert made.report is not None
    record = json.loads((tmp_path / "out" / "conversion.json").read_text(encoding="utf-8"))
    assert record["statements"] == 2 == sum(record["dispositions"].values())


def test_several_notebooks_get_a_subpackage_each(tmp_path: Path) -> None:
    paths = [_write(tmp_path, "x = 1\nprint(x)", name=f"{n}.ipynb") for n in ("one", "two")]
    seen: list[str] = []
    made = prepare(paths, tmp_path / "both", progress=seen.append)
    files = {str(f.path) for f in made.project.files}
    assert {"src/both/one/pipeline.py", "src/both/two/pipeline.py"} <= files
    assert len(seen) == 3


def test_the_package_never_hides_a_module_that_the_notebook_imports(tmp_path: Path) -> None:
    made = prepare(_write(tmp_path, "import numpy as np\nprint(np.pi)"), tmp_path / "numpy")
    assert made.project.package == "numpy_package"
    made = prepare(_write(tmp_path, "print(1)"), tmp_path / "json")
    assert made.project.package == "json_package"


def test_a_notebook_without_code_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError, match="no code"):
        prepare(_write(tmp_path, "", "  "), tmp_path / "out")
