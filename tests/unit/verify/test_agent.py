"""What runs inside the notebook's environment: old Pythons, probes, seeds, files, events."""

from __future__ import annotations

import ast
import builtins
import json
import math
import os
import pickle
import random
import sys
import time
from pathlib import Path
from types import FrameType

import pytest

from nb2prod.verify.agent import files, probes, reading, seeds
from nb2prod.verify.agent.events import Reporter
from nb2prod.verify.agent.naming import Naming
from nb2prod.verify.agent.notebook_names import NotebookNames
from tests.unit.verify.support import Both

AGENT = Path(reading.__file__).parent
OLDEST = (3, 8)


@pytest.mark.parametrize("path", sorted(AGENT.glob("*.py")), ids=lambda path: path.stem)
def test_the_agent_is_python_of_old_and_needs_nothing_else(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=OLDEST)
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    for node in top:
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        if isinstance(node, ast.Import) or node.level == 0:
            assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_events_are_lines_and_a_child_says_nothing(tmp_path: Path) -> None:
    reporter = Reporter(str(tmp_path / "events"))
    reporter.emit("cell", text="é\n")
    os.close(reporter.descriptor)
    reporter.emit("after", number=1)
    reporter.process = -1
    reporter.emit("child")
    lines = (tmp_path / "events").read_text(encoding="ascii").splitlines()
    assert [json.loads(line) for line in lines] == [{"event": "cell", "text": "é\n"}, {"event": "after", "number": 1}]


MODULE = """
def step(x):
    y = x + 1
    if y > 100:
        y = 0
    try:
        z = y
        raise ValueError
    except ValueError:
        pass
    return y

class C:
    def step(self):
        y = 1
"""


def test_probes_follow_their_statements_and_leave_the_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "probed_module"
    (tmp_path / f"{name}.py").write_text(MODULE, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(builtins, probes.PROBE, None, raising=False)
    seen: list[tuple[int, dict[str, int]]] = []

    def reached(number: int, frame: FrameType) -> None:
        seen.append((number, dict(frame.f_locals)))

    lines = [(3, 1), (5, 2), (7, 3), (8, 4), (probes.END, 5), (3, 6), (-8, 7)]
    placed = [("step", *line) for line in lines]
    probes.install({name: placed}, reached)
    module = __import__(name)
    monkeypatch.delitem(sys.modules, name)
    assert module.step(1) == 2
    assert [number for number, _ in seen] == [1, 6, 2, 3, 7, 5]
    assert seen[0][1] == {"x": 1, "y": 2}
    assert seen[3][1] == {"x": 1, "y": 2, "z": 2}
    assert (tmp_path / f"{name}.py").read_text(encoding="utf-8") == MODULE


RETURNING = """\
def named(x):
    return x + 1

def shadowed(x):
    total = total_of(x)
    return total

def of_module(x):
    used = total
    return used + 1

total = 5
total_of = abs
"""


def test_what_is_returned_has_its_name_where_a_probe_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "returning_module"
    (tmp_path / f"{name}.py").write_text(RETURNING, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(builtins, probes.PROBE, None, raising=False)
    seen: list[tuple[int, dict[str, int]]] = []
    placed = [("named", 2, 1), ("shadowed", probes.END, 2), ("of_module", probes.END, 3)]
    returned = {"named": "y", "shadowed": "total", "of_module": "total"}

    probes.install({name: placed}, lambda number, frame: seen.append((number, dict(frame.f_locals))), {name: returned})
    module = __import__(name)
    monkeypatch.delitem(sys.modules, name)

    assert (module.named(1), module.shadowed(-3), module.of_module(1)) == (2, 3, 6)
    assert seen == [(1, {"x": 1, "y": 2}), (2, {"x": -3, "total": 3}), (3, {"x": 1, "used": 5})]


def test_probes_stand_in_conditions_of_the_pipeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = "exploring_module"
    (tmp_path / f"{name}.py").write_text(
        "def run(explore):\n    x = 1\n    if explore:\n        x = 2\n        x = 3\n    return x\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(builtins, probes.PROBE, None, raising=False)
    seen: list[int] = []

    probes.install({name: [("run", 4, 1)]}, lambda _, frame: seen.append(frame.f_locals["x"]))
    module = __import__(name)
    monkeypatch.delitem(sys.modules, name)

    assert module.run(explore=True) == 3
    assert seen == [2]


def test_random_sources_are_seeded_put_back_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    numpy = pytest.importorskip("numpy")
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.setattr(numpy.random, "default_rng", numpy.random.default_rng)
    kept = seeds.states()
    try:
        seeds.seed_all()
        first = (random.random(), numpy.random.rand(), numpy.random.default_rng().random())
        state = seeds.states()
        second = (random.random(), numpy.random.rand())
        seeds.restore(state)
        assert (random.random(), numpy.random.rand()) == second
        seeds.seed_all()
        assert (random.random(), numpy.random.rand(), numpy.random.default_rng().random()) == first
        assert numpy.random.default_rng(5).random() == numpy.random.default_rng(5).random()
    finally:
        seeds.restore(kept)
    assert {"random", "numpy.random"} <= set(seeds.seeded())


def test_draws_that_may_be_left_out_go_on_where_they_ended() -> None:
    kept = seeds.states()
    try:
        random.seed(1)
        expected = [random.random() for _ in range(3)]
        random.seed(1)
        branch = seeds.Branch()
        found = []
        for _ in range(2):
            branch.enter()
            found.append(random.random())
            branch.leave()
        assert found == expected[:2]
        assert random.random() == expected[0]
        branch.enter()
        assert random.random() == expected[1]
        branch.leave()
    finally:
        seeds.restore(kept)


def test_files_are_known_by_what_is_in_them(tmp_path: Path) -> None:
    both, work = Both(tmp_path / "store"), tmp_path / "work"
    (tmp_path / "store").mkdir()
    (work / "__pycache__").mkdir(parents=True)
    (work / "old.txt").write_text("a", encoding="utf-8")
    seen = files.Files(str(work), both.notebook, both.store)
    (work / "new.pkl").write_bytes(pickle.dumps({"a": 1}, protocol=2))
    (work / "__pycache__" / "x.pyc").write_bytes(b"")
    kept = (work / "open.txt").open("w", encoding="utf-8")
    kept.write("not flushed")
    assert [name for name, _ in seen.written()] == ["new.pkl", "open.txt"]
    assert (work / "open.txt").read_text(encoding="utf-8") == "not flushed"
    first = files.digest_file(str(work / "new.pkl"), both.notebook).hash
    (work / "new.pkl").write_bytes(pickle.dumps({"a": 1}, protocol=4))
    assert files.digest_file(str(work / "new.pkl"), both.notebook).hash == first
    (work / "new.pkl").write_bytes(b"no pickle")
    assert files.digest_file(str(work / "new.pkl"), both.notebook).opaque
    kept.close()


def test_a_change_of_a_file_is_told_once_and_however_fast_it_comes(tmp_path: Path) -> None:
    both, work = Both(tmp_path / "store"), tmp_path / "work"
    (tmp_path / "store").mkdir()
    work.mkdir()
    seen = files.Files(str(work), both.notebook, both.store)
    assert seen.changed() == []
    place, state = work / "a.txt", None
    for content in ("1", "2"):
        place.write_text(content, encoding="utf-8")
        # As if both had been written within one tick of the file system's clock.
        state = state or place.stat()
        os.utime(place, ns=(state.st_atime_ns, state.st_mtime_ns))
        (told,) = seen.changed()
        assert told == ("a.txt", seen.reference("a.txt"))
        assert told[1]["hash"] == both.store.reference(files.digest_file(str(place), both.notebook))["hash"]
        assert seen.changed() == []
    # Past that tick nothing can have been written unseen.
    time.sleep(0.1)
    assert seen.changed() == []
    with place.open("a", encoding="utf-8") as kept:
        kept.write("3" * 10)
        assert seen.changed() == []
        (work / "b.txt").touch()
        # That another file is new makes it look for open ones.
        assert [name for name, _ in seen.changed()] == ["b.txt"]
        assert [name for name, _ in seen.changed()] == ["a.txt"]
    assert seen.reference("missing")["label"] == "no file"


def test_very_many_files_are_not_looked_at_all_the_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both = Both(tmp_path)
    seen = files.Files(str(tmp_path), both.notebook, both.store)
    monkeypatch.setattr(files, "_FREE_SECONDS", -1.0)
    (tmp_path / "a.txt").touch()
    assert seen.changed() == []
    monkeypatch.setattr(files, "_FREE_SECONDS", 1.0)
    # When it was written is not known any more.
    assert seen.changed() == []
    (tmp_path / "b.txt").touch()
    assert [name for name, _ in seen.changed()] == ["b.txt"]
    assert [name for name, _ in seen.written()] == ["a.txt", "b.txt"]


def test_names_of_the_notebook_are_told_from_the_shells_and_from_imports() -> None:
    names = {"x": 1, "_": 2, "_i3": "", "In": [], "__name__": "__main__", "os": os, "join": os.path.join, "own": max}
    assert set(reading.user_names(names, {})) == {"x", "own"}
    assert reading.user_names({"a": 1}, {"a": 1}) == {}


def test_what_the_shell_gives_is_a_value_where_the_code_binds_it_and_what_a_star_import_gives_is_none() -> None:
    before = {"_": "", "In": ["x"], "open": print}
    task = {"kept": ["_", "In", "max", "open"], "starred": ["math"], "bound": ["tau"]}
    own = NotebookNames(before, task)
    names = {**before, "_": 3, "pi": math.pi, "e": 2.7, "tau": math.tau, "__": 4}
    assert own.values(names) == {"_": 3, "In": ["x"], "max": max, "open": open, "e": 2.7, "tau": math.tau}
    assert own.values({**names, "open": None, "max": min})["open"] is None
    assert own.is_kept(names["In"], names)
    assert not own.is_kept(names["__"], names)


@pytest.mark.parametrize(
    ("package", "module", "expected"),
    [
        ("", "__main__", "notebook"),
        ("made", "made.steps", "notebook"),
        ("made", "made.helpers", "helpers"),
        ("made", "made_up", "made_up"),
        ("made", "collections", "collections"),
    ],
)
def test_modules_are_called_the_same_on_both_sides(package: str, module: str, expected: str) -> None:
    assert Naming(package, frozenset({"steps"}), {}).module(module) == expected
