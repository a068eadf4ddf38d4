"""Notebooks and their packages, really run and compared: what agrees, what doesn't, and what user code may do."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from nb2prod.cli.exit_codes import ExitCode
from nb2prod.execution import verify
from nb2prod.pipeline import convert
from nb2prod.verify import copies
from nb2prod.verify.model import Options, Side, Value, Verdict, Verification
from tests.functional.converted import Converted, convert_cells
from tests.unit.cli.notebooks import write_notebook

OPTIONS = Options(Path(sys.executable), timeout=60)


class Case(Converted):
    """A notebook that is verified."""

    def verify(self, options: Options = OPTIONS) -> Verification:
        """Compare them; nothing may be left behind, in the folder or elsewhere."""
        before = sorted(self.notebook.parent.rglob("*"))
        done = verify(self.notebook, self.project, options=options)
        assert sorted(self.notebook.parent.rglob("*")) == before
        return done


def _case(folder: Path, *cells: str) -> Case:
    return Case(*convert_cells(folder, cells))


def _verdicts(done: Verification) -> dict[str, Verdict]:
    return {f"{value.cell}:{value.name}": value.verdict for value in done.values}


def _named(done: Verification, name: str) -> Value:
    return next(value for value in reversed(done.values) if value.name == name)


STUDY = (
    "import random\nimport statistics\nSEED = 3\nrandom.seed(SEED)",
    "xs = [random.random() for _ in range(20)]\nscratch = max(xs)\nlow = [x for x in xs if x < scratch / 2]",
    "xs.append(5.0)\nxs.sort()",
    "def spread(values, k=2):\n    return k * statistics.pstdev(values)\n\ns = spread(xs)",
    "mean = statistics.mean(low)\nwith open('result.txt', 'w') as file:\n    file.write(f'{mean:.4f} {s:.4f}')",
    "print(mean)",
)


@pytest.mark.slow
def test_a_faithful_package_is_equal_in_every_value(folder: Path) -> None:
    done = _case(folder, *STUDY).verify()
    verdicts = _verdicts(done)
    assert done.verdict is Verdict.EQUAL
    assert done.failure is None
    assert set(verdicts.values()) == {Verdict.EQUAL}
    expected = {
        "1:SEED",
        "2:xs",
        "2:scratch",
        "2:low",
        "3:xs",
        "4:spread",
        "4:s",
        "5:mean",
        "5:file",
        "None:result.txt",
    }
    assert expected | {"None:result.txt"} <= set(verdicts)
    assert done.conditions.ipython
    assert "random" in done.conditions.seeded
    assert not list((folder / "tmp").iterdir())


FAULTS = {
    "a constant": ("scratch / 2", "scratch / 3", "low", 2),
    "an operator": ("x < scratch", "x > scratch", "low", 2),
    "a dropped statement": ("xs.sort()", "pass", "xs", 3),
    "an argument": ("spread(xs)", "spread(low)", "s", 4),
    "a draw too many": ("xs = [", "random.random(); xs = [", "xs", 2),
    "a lost seed": ("random.seed(", "str(", "xs", 2),
    "a copy": ("xs.append(5.0)", "xs = list(xs) + [5.1]", "xs", 3),
}


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_where_it_happens(fault: str, folder: Path) -> None:
    case = _case(folder, *STUDY)
    old, new, name, cell = FAULTS[fault]
    case.edit(old, new)
    done = case.verify()
    assert done.verdict is Verdict.DIFFERENT
    assert done.first_wrong is not None
    assert (done.first_wrong.name, done.first_wrong.cell) == (name, cell)
    assert done.first_wrong.step


ALIVE = (
    "rows = [{'n': n} for n in range(4)]\nlabels = ['a', 'b']",
    "first = rows[0]\ntotal = len(rows)\nwith open('a.txt', 'w') as file:\n    file.write(str(total))",
    "with open('b.txt', 'w') as file:\n    file.write(str(len(rows)))",
    "rows = [len(labels)]\nprint(rows, first)\nopen('c.txt', 'w').write(str(rows))",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "name", "cell"),
    [
        ("str(len(rows))", "str(len(rows) + (rows.append(4) or 0))", "rows", 1),
        ("str(len(rows))", "str(len(rows) + rows[3].update(n=7) if 0 else rows[3].update(n=7) or 4)", "rows", 1),
        ("str(len(rows))", "str(len(rows) + (rows[0].update(n=7) or 0))", "first", 2),
    ],
    ids=["a value that is bound anew after it", "a part of it", "another name for a part of it"],
)
def test_what_the_package_alone_changes_is_found(old: str, new: str, name: str, cell: int, folder: Path) -> None:
    case = _case(folder, *ALIVE)
    assert case.verify().verdict is Verdict.EQUAL
    case.edit(old, new)
    done = case.verify()
    wrong = next(value for value in done.values if (value.name, value.cell) == (name, cell))
    assert wrong.verdict is Verdict.DIFFERENT
    assert wrong.why.startswith("changed later, by the package alone")
    assert done.first_wrong is not None
    assert done.first_wrong.step == wrong.step
    assert wrong.step.rpartition(".")[2] in case.place_of(new).read_text(encoding="utf-8")


@pytest.mark.slow
def test_files_and_shared_objects_are_compared(folder: Path) -> None:
    case = _case(
        folder, "a = [1]\nb = a", "b.append(2)\nopen('out.txt', 'w').write(str(a))", "print(a, b)\nopen('more', 'w')"
    )
    assert case.verify().verdict is Verdict.EQUAL
    case.edit("b = a", "b = list(a)")
    wrong = _named(case.verify(), "b")
    assert wrong.verdict is Verdict.DIFFERENT
    assert "no longer the same object as `a`" in wrong.why
    case.edit("'more'", "'other'") if "'more'" in _sources(case) else case.edit('"more"', '"other"')
    done = case.verify()
    assert _named(done, "more").why == "the package doesn't write it"
    assert _named(done, "other").why == "only the package writes it"


@pytest.mark.slow
@pytest.mark.parametrize("interpreter", ["IPython", "none"])
def test_steps_that_end_inside_of_a_cell_are_compared_there(interpreter: str, folder: Path) -> None:
    cells = (
        "calls = 0\ndef fetch(n):\n    global calls\n    calls += n\n    return calls",
        "first = [fetch(p) for p in range(3)]\nprint(first, calls)",
        "calls = 100\nlast = fetch(8)\ncalls = 1",
        "print(calls, last)",
    )
    case = _case(folder, *cells)
    options = OPTIONS if interpreter == "IPython" else Options(_bare(folder), timeout=60)
    assert case.verify(options).verdict is Verdict.EQUAL
    case.edit("return 100", "return 101")
    done = case.verify(options)
    assert done.first_wrong is not None
    assert (done.first_wrong.name, done.first_wrong.cell) == ("calls", 3)
    assert done.first_wrong.step != "pipeline.run"


@pytest.mark.slow
def test_the_step_is_named_that_writes_a_wrong_file(folder: Path) -> None:
    case = _case(
        folder,
        "xs = [3, 4]\nprint(xs)",
        "with open('a.txt', 'w') as file:\n    file.write(str(sum(xs)))",
        "ys = [x * 2 for x in xs]\nprint(ys)",
        "with open('a.txt', 'a') as file:\n    file.write(str(len(ys)))",
    )
    assert case.verify().verdict is Verdict.EQUAL
    case.edit("str(sum(xs))", "str(max(xs))")
    done = case.verify()
    assert done.first_wrong is not None
    assert (done.first_wrong.name, done.first_wrong.why[:2]) == ("a.txt", "2 ")
    module, function = done.first_wrong.step.split(".")
    wrong = next((case.project / "src").rglob(f"{module}.py")).read_text(encoding="utf-8")
    assert "str(max(xs))" in wrong.partition(f"def {function}(")[2]


@pytest.mark.slow
def test_a_large_folder_is_layered_and_stays_as_it_is(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "LAYERED_FROM", 0)
    (folder / "study" / "sub").mkdir(parents=True)
    data = folder / "study" / "sub" / "data.txt"
    data.write_text("1 2 3", encoding="utf-8")
    case = _case(
        folder,
        "import os\nwith open('sub/data.txt') as file:\n    xs = [int(x) for x in file.read().split()]\nprint(xs)",
        "with open('sub/data.txt', 'a') as file:\n    file.write(' 4')\nos.remove('nb.ipynb')",
    )
    assert case.verify().verdict is Verdict.EQUAL
    case.edit("' 4'", "' 5'") if "' 4'" in _sources(case) else case.edit('" 4"', '" 5"')
    wrong = _named(case.verify(), "sub/data.txt")
    assert (wrong.verdict, bool(wrong.step)) == (Verdict.DIFFERENT, True)
    assert data.read_text(encoding="utf-8") == "1 2 3"
    assert case.notebook.is_file()


def _bare(folder: Path) -> Path:
    """An interpreter that has the standard library alone."""
    bare = folder / "bare-python"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S "$@"\n', encoding="utf-8")
    bare.chmod(0o755)
    return bare


def _sources(case: Case) -> str:
    return "".join(path.read_text(encoding="utf-8") for path in (case.project / "src").rglob("*.py"))


@pytest.mark.slow
def test_what_changes_from_run_to_run_is_set_aside_by_name(folder: Path) -> None:
    done = _case(folder, "import time, uuid\nt = time.time()\nu = uuid.uuid4().hex\nx = 3", "print(t, u, x)").verify()
    assert done.verdict is Verdict.EQUAL
    assert {v.name for v in done.values if "two runs of the notebook differ" in v.why} == {"t", "u"}


@pytest.mark.slow
def test_what_belongs_to_the_shell_is_not_compared_unless_it_is_the_same(folder: Path) -> None:
    case = _case(
        folder,
        "shell = get_ipython()\nshell.system('true')\nfound = 1",
        "for name, value in list(globals().items()):\n    if name == 'found':\n        found += 1\nprint(found)",
        "names = globals()\nprint(names['found'])",
    )
    done = case.verify()
    assert done.verdict is Verdict.EQUAL
    for name in ("shell", "name", "value", "names"):
        value = _named(done, name)
        assert value.verdict is Verdict.NOT_COMPARED
        assert "belongs to the shell" in value.why
    case.edit("found += 1", "found += 2")
    assert _named(case.verify(), "found").verdict is Verdict.DIFFERENT


@pytest.mark.slow
def test_where_own_code_stands_is_no_part_of_a_warning_that_is_kept(folder: Path) -> None:
    case = _case(
        folder,
        "import warnings\nxs = [1]",
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n    warnings.warn('old', FutureWarning)\nprint(caught[0].message, xs)",
    )
    assert _named(case.verify(), "caught").verdict is Verdict.EQUAL
    case.edit("FutureWarning", "UserWarning")
    assert _named(case.verify(), "caught").verdict is Verdict.DIFFERENT


@pytest.mark.slow
def test_nothing_compared_is_no_success(folder: Path) -> None:
    assert _case(folder, "import os\nlines = (n for n in range(3))", "print(lines)").verify().verdict is (
        Verdict.NOT_COMPARED
    )


HARMLESS = {
    "prints much": ("for _ in range(300):\n    print('x' * 100_000)\ny = 2",),
    "writes gigabytes to both streams": (
        "import os\nblock = b'x' * 10**6\nfor _ in range(1000):\n    os.write(1, block)\n    os.write(2, block)\ny = 2",
    ),
    "kills its child": (
        "import signal, subprocess\nchild = subprocess.Popen(['sleep', '77'])\nchild.send_signal(signal.SIGKILL)",
        "y = child.wait() + 11",
    ),
    "loses a worker": (
        "import os, concurrent.futures as pools",
        "with pools.ProcessPoolExecutor(1) as pool:\n    lost = pool.submit(os._exit, 3)",
        "y = 2 if isinstance(lost.exception(), pools.process.BrokenProcessPool) else 3",
    ),
    "has what can't be pickled or is huge": (
        "import threading\nlock = threading.Lock()\nnot_pickled = lambda v: lock\nhuge = list(range(10**6))",
        "many = [(n,) for n in range(30_000)]\ny = 2\nprint(len(huge), len(many))",
    ),
    "leaves a thread": ("import threading, time\nthreading.Thread(target=time.sleep, args=(90,)).start()\ny = 2",),
    "registers an end": ("import atexit, time\natexit.register(time.sleep, 90)\ny = 2",),
    "changes the folder": ("import os\nos.makedirs('sub', exist_ok=True)\nos.chdir('sub')\ny = 2",),
    "changes the path": ("import sys\nsys.path.insert(0, 'nowhere')\ny = 2", "import colorsys\nz = y"),
    "makes errors of warnings": ("import warnings\nwarnings.simplefilter('error')\ny = 2", "z = y"),
    "forks": ("import os\npid = os.fork()\nif pid == 0:\n    os._exit(0)\nos.waitpid(pid, 0)\ny = 2",),
    "forks and goes on": ("import os\nchild = os.fork() == 0\ny = 2", "z = y + 1"),
    "recurses": ("def f(n):\n    return f(n + 1)\ntry:\n    f(0)\nexcept RecursionError:\n    y = 2",),
    "nests deeply": ("y = 2\ndeep = []\nfor _ in range(100_000):\n    deep = [deep]",),
    "uses a shell": ("!echo hello > hello.txt\nfiles = !ls\ny = 2", "%%time\nz = y"),
    "awaits": ("import asyncio\nawait asyncio.sleep(0)\ny = 2",),
    "puts something else into modules": (
        "import json, os, time\njson.dumps = os.write = lambda *_, **__: 'no'\ntime.monotonic = lambda: 0\ny = 2",
        "z = y",
    ),
    "removes its folder": ("import os, shutil\ny = 2\nshutil.rmtree(os.getcwd())", "z = y"),
    "traces itself": ("import sys\nsys.settrace(lambda *_: None)\nsys.setprofile(lambda *_: None)\ny = 2", "z = y"),
    "has values that can't be asked anything": (
        "class E:\n    __getattr__ = __reduce_ex__ = lambda *_: exit(3)",
        "e = E()\ny = 2",
    ),
    "fails as expected": ("y = 2\ntry:\n    y / 0\nexcept ZeroDivisionError as error:\n    kept = error",),
}


@pytest.mark.slow
@pytest.mark.parametrize("habit", HARMLESS)
def test_user_code_may_do_what_it_likes(habit: str, folder: Path) -> None:
    done = _case(folder, *HARMLESS[habit]).verify()
    assert done.failure is None
    assert done.verdict is Verdict.EQUAL
    assert _named(done, "y").verdict is Verdict.EQUAL


FAILING = {
    "raises": ("x = 1", "y = 2\nx / 0", 2, 2, "ZeroDivisionError"),
    "exits": ("x = 1", "import sys\nsys.exit(3)", 2, 2, "SystemExit"),
    "asks": ("x = 1", "input('name?')", 2, 1, "EOFError"),
    "ends itself": ("x = 1", "import os\nos._exit(4)", 2, 0, "ended itself with code 4"),
    "is killed": ("x = 1", "import os\nos.kill(os.getpid(), 9)", 2, 0, "ended by signal 9"),
    "recurses until it dies": (
        "import sys\nclass R:\n    def __repr__(self):\n        return repr([self])\n",
        "sys.setrecursionlimit(10**9)\nrepr(R())",
        2,
        0,
        "signal 11",
    ),
    "takes too much memory": ("x = 1", "y = bytearray(10**10)", 2, 1, "MemoryError"),
    "takes the shell's streams away": ("import sys\nsys.stdout = sys.stderr = None", "y = 2", 2, 0, "AttributeError"),
    "is no Python": ("x = 1", "x =", 2, 0, "SyntaxError"),
    "connects": ("x = 1", "import socket\nsocket.create_connection(('192.0.2.1', 80), 5)", 2, 2, "Error"),
}


@pytest.mark.slow
@pytest.mark.parametrize("end", FAILING)
def test_a_notebook_that_does_not_run_is_a_failure_with_its_place(end: str, folder: Path) -> None:
    *cells, cell, line, message = FAILING[end]
    done = _case(folder, *map(str, cells)).verify(replace(OPTIONS, memory=8 * 10**9))
    assert done.verdict is Verdict.NOT_COMPARED
    assert done.failure is not None
    assert done.failure.side is Side.NOTEBOOK
    assert (done.failure.cell, line and done.failure.line) == (cell, line)
    assert str(message) in done.failure.message


@pytest.mark.slow
def test_what_has_left_the_group_of_a_run_is_ended_with_it(folder: Path) -> None:
    mark = f"77{os.getpid()}"
    case = _case(folder, f"import subprocess\nsubprocess.Popen(['sleep', '{mark}'], start_new_session=True)\ny = 2")
    assert case.verify().verdict is Verdict.EQUAL
    assert not _is_running(mark.encode())


@pytest.mark.slow
def test_a_run_that_takes_too_long_is_ended_with_its_children(folder: Path) -> None:
    case = _case(folder, "import subprocess, time\nsubprocess.Popen(['sleep', '77123'])", "time.sleep(77)")
    done = case.verify(Options(Path(sys.executable), timeout=4))
    assert done.failure is not None
    assert done.failure.way_out == "Allow more with --timeout."
    assert done.failure.cell == 2
    assert not _is_running(b"77123")


@pytest.mark.slow
def test_a_package_that_fails_is_told_with_its_place(folder: Path) -> None:
    case = _case(folder, *STUDY)
    case.edit("xs.sort()", "xs.sort(); raise ValueError('broken')")
    done = case.verify()
    assert done.failure is not None
    assert done.failure.side is Side.PACKAGE
    assert done.failure.message == "ValueError: broken"
    assert done.failure.file.endswith(".py")
    assert (
        "raise ValueError" in (case.project / "src" / done.failure.file).read_text().splitlines()[done.failure.line - 1]
    )
    assert _named(done, "low").verdict is Verdict.EQUAL
    assert _named(done, "s").why == "the package stopped before"


@pytest.mark.slow
def test_exploration_must_not_change_results(folder: Path) -> None:
    pytest.importorskip("matplotlib")
    case = _case(
        folder,
        "import matplotlib.pyplot as plt\nimport random\nrandom.seed(1)\nxs = [3, 1, 2]",
        "plt.plot(xs)\nplt.show()",
        "y = random.random() + xs[0]\nprint(y)",
    )
    assert case.verify().verdict is Verdict.EQUAL
    case.edit("plt.plot(xs)", "plt.plot(xs)\n    xs.sort()")
    done = case.verify()
    assert done.verdict is Verdict.DIFFERENT
    assert any("exploration" in value.step and "changes it" in value.why for value in done.values)


@pytest.mark.slow
def test_an_environment_needs_neither_ipython_nor_anything_else(folder: Path) -> None:
    cells = (*STUDY, "%time n = len(xs)", "import asyncio\nawait asyncio.sleep(0)\nm = n + 1")
    done = _case(folder, *cells).verify(Options(_bare(folder), timeout=60))
    assert done.verdict is Verdict.EQUAL
    assert done.conditions.ipython == ""
    assert {_named(done, name).verdict for name in ("xs", "s", "n", "m")} == {Verdict.EQUAL}


@pytest.mark.slow
def test_several_notebooks_of_one_project_are_compared_each_with_its_part(folder: Path) -> None:
    definition = "class Model:\n    def __init__(self, a):\n        self.a = a\n\n"
    first = write_notebook(folder / "first.ipynb", (f"{definition}m = Model(1)", "print(m.a)"))
    second = write_notebook(folder / "second.ipynb", (f"{definition}n = Model(2)", "total = n.a + 1\nprint(total)"))
    convert([first, second], folder / "both")
    for notebook, names in ((first, {"Model", "m"}), (second, {"Model", "n", "total"})):
        done = verify(notebook, folder / "both", options=OPTIONS)
        assert {value.name for value in done.values if value.verdict is Verdict.EQUAL} == names


@pytest.mark.slow
@pytest.mark.parametrize("request_to_end", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_comparison_leaves_nothing_behind(request_to_end: signal.Signals, folder: Path) -> None:
    if signal.getsignal(request_to_end) is signal.SIG_IGN:
        pytest.skip("whoever runs the tests ignores this signal, and so do their children")
    # A mark of its own, for tests that run side by side.
    mark = f"{int(request_to_end)}7{os.getpid()}"
    case = _case(folder, f"import subprocess, time\nsubprocess.Popen(['sleep', '{mark}'])", "time.sleep(77)")
    command = [sys.executable, "-m", "nb2prod", "verify", str(case.notebook), str(case.project)]
    environment = {**os.environ, "TMPDIR": str(folder / "tmp"), "PYTHONPATH": str(Path(__file__).parents[2])}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 30
        while not _is_running(mark.encode()) and time.monotonic() < end:
            time.sleep(0.1)
        process.send_signal(request_to_end)
        assert process.wait(20) == ExitCode.INTERRUPTED
    finally:
        process.kill()
    assert not _is_running(mark.encode())
    assert not list((folder / "tmp").iterdir())


def _is_running(word: bytes) -> bool:
    commands = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            commands.append(path.read_bytes())
    return any(word in command for command in commands)
