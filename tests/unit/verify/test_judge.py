"""From what runs told to verdicts, without a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from nb2prod.verify.compare import Comparer
from nb2prod.verify.failures import AgentError, check_agent, failure_of
from nb2prod.verify.judge import Judged, judge
from nb2prod.verify.judge_files import Runs
from nb2prod.verify.model import Options, Side, Verdict
from nb2prod.verify.observed import NotebookSeen, notebook_seen, package_seen
from nb2prod.verify.places import Placed, Places
from nb2prod.verify.runs import Ran
from nb2prod.verify.schedule import file_name, schedule

OPTIONS = Options(Path("python"), timeout=5)


def _ran(*events: Mapping[str, Any], code: int = 0, timed_out: bool = False, said: str = "") -> Ran:
    return Ran(events, 1.0, code, timed_out, said)


def _value(text: str, **more: Any) -> dict[str, Any]:
    return {"label": "str", "hash": text, "summary": text, **more}


def _notebook(*cells: dict[str, Any], random: tuple[str, ...] = (), files: tuple[str, ...] = ()) -> NotebookSeen:
    events: list[dict[str, Any]] = []
    for number, values in enumerate(cells, 1):
        states = {"<random:random>": _value(random[number - 1])} if random else {}
        events.append({"event": "cell", "cell": number, "values": values, "random": states})
    events += [{"event": "file", "name": name, "value": _value("1")} for name in files]
    return notebook_seen(_ran(*events))


def _answer(cell: int, name: str, value: dict[str, Any], probe: int = 1) -> dict[str, Any]:
    return {"event": "value", "cell": cell, "name": name, "probe": probe, "value": value}


def _judged(
    first: NotebookSeen, second: NotebookSeen, *events: dict[str, Any], complete: bool = True, folder: Path = Path()
) -> Judged:
    statements = tuple(
        Placed(c, 0, "moved", "", "prep", f"step_{c}", frozenset({"x", "y"}), frozenset(), c, c + 10)
        for c in first.cells
    )
    places = Places("made", "made", Path("src"), statements, {}, frozenset())
    files = [(cell, file_name(name)) for cell, written in first.written.items() for name in written]
    wanted = [*first.changed(), *files, *first.drawn()]
    plan = schedule(places, wanted, frozenset())
    runs = Runs(first, second, package_seen(_ran(*events)), complete)
    return judge(runs, wanted, places, plan, Comparer(folder, 0.0))


def _verdicts(judged: Judged) -> dict[str, str]:
    return {value.name: value.verdict.value for value in judged.values}


def test_values_are_equal_different_or_have_a_reason() -> None:
    notebook = _notebook({"x": _value("1"), "y": _value("2"), "z": _value("3")})
    judged = _judged(notebook, notebook, _answer(1, "x", _value("1")), _answer(1, "y", _value("9")))
    assert _verdicts(judged) == {"x": "equal", "y": "different", "z": "not compared"}
    assert judged.first_wrong is not None
    assert (judged.first_wrong.name, judged.first_wrong.step) == ("y", "prep.step_1")


def test_what_differs_between_the_runs_of_the_notebook_is_set_aside() -> None:
    judged = _judged(_notebook({"x": _value("1")}), _notebook({"x": _value("2")}), _answer(1, "x", _value("1")))
    assert judged.values[0].verdict is Verdict.NOT_COMPARED
    assert judged.values[0].why == "nondeterministic: two runs of the notebook differ (1, and 2 in the second)"


def test_the_first_wrong_value_is_the_first_that_the_package_arrives_at() -> None:
    notebook = _notebook({"x": _value("1")}, {"x": _value("1"), "y": _value("2")})
    judged = _judged(notebook, notebook, _answer(2, "y", _value("8")), _answer(1, "x", _value("9")))
    assert judged.first_wrong is not None
    assert judged.first_wrong.name == "y"


def test_only_a_change_makes_a_value() -> None:
    notebook = _notebook({"x": _value("1")}, {"x": _value("1")}, {"x": _value("2")})
    assert list(notebook.changed()) == [(1, "x"), (3, "x")]


def test_names_must_share_an_object_on_both_sides_or_on_none() -> None:
    notebook = _notebook({"x": _value("1", object=7), "y": _value("1", object=7)})
    apart = _judged(notebook, notebook, _answer(1, "x", _value("1", object=1)), _answer(1, "y", _value("1", object=2)))
    assert _verdicts(apart) == {"x": "equal", "y": "different"}
    shared = _judged(notebook, notebook, _answer(1, "x", _value("1", object=3)), _answer(1, "y", _value("1", object=3)))
    assert _verdicts(shared) == {"x": "equal", "y": "equal"}
    elsewhere = _judged(
        notebook, notebook, _answer(1, "x", _value("1", object=1)), _answer(1, "y", _value("1", object=2), probe=2)
    )
    assert _verdicts(elsewhere) == {"x": "equal", "y": "equal"}


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (("b", "c"), ["equal", "equal"]),
        (("?", "c"), ["not compared", "equal"]),
        (("?", "?"), ["different", "not compared"]),
    ],
)
def test_draws_are_aligned_where_something_draws_after_them(states: tuple[str, str], expected: list[str]) -> None:
    notebook = _notebook({}, {}, {}, random=("a", "b", "c"))
    answers = [_answer(cell, "<random:random>", _value(state)) for cell, state in enumerate(states, 2)]
    assert [value.verdict.value for value in _judged(notebook, notebook, *answers).values] == expected


def test_files_are_matched_by_name() -> None:
    notebook = _notebook({}, files=("same", "other", "lost", "module.py"))
    judged = _judged(
        notebook,
        notebook,
        *({"event": "file", "name": n, "value": _value(t)} for n, t in (("same", "1"), ("other", "2"), ("new", "1"))),
    )
    assert _verdicts(judged) == {
        "same": "equal",
        "other": "different",
        "lost": "different",
        "new": "different",
        "module.py": "not compared",
    }


@pytest.mark.parametrize(
    ("in_package", "at_end", "expected"),
    [
        (("1", "2"), "2", [(None, "step_2", "equal")]),
        (("1", "?"), "?", [(None, "step_2", "different")]),
        (("?", "?"), "?", [(None, "step_1", "different")]),
        (("?", "2"), "2", [(1, "step_1", "different"), (None, "step_2", "equal")]),
    ],
)
def test_the_step_is_named_after_which_a_file_is_wrong(
    in_package: tuple[str, str], at_end: str, expected: list[tuple[int | None, str, str]]
) -> None:
    cells: list[dict[str, Any]] = [{"event": "cell", "cell": n, "values": {}, "random": {}} for n in (1, 2)]
    written = [{**cell, "written": {"a": _value(str(n))}} for n, cell in enumerate(cells, 1)]
    notebook = notebook_seen(_ran(*written, {"event": "file", "name": "a", "value": _value("2")}))
    answers = [_answer(cell, file_name("a"), _value(text), cell) for cell, text in enumerate(in_package, 1)]
    judged = _judged(notebook, notebook, *answers, {"event": "file", "name": "a", "value": _value(at_end)})
    assert [(v.cell, v.step.removeprefix("prep."), v.verdict.value) for v in judged.values] == expected
    assert (judged.first_wrong is None) == all(verdict == "equal" for *_, verdict in expected)


def test_a_variable_that_was_wrong_before_a_file_comes_first() -> None:
    cell = {"event": "cell", "cell": 1, "values": {"x": _value("1")}, "random": {}, "written": {"a": _value("1")}}
    notebook = notebook_seen(_ran(cell, {"event": "file", "name": "a", "value": _value("1")}))
    answers = [_answer(1, "x", _value("2")), _answer(1, file_name("a"), _value("2"))]
    for events, name in ((answers, "x"), (answers[::-1], "a")):
        first = _judged(notebook, notebook, *events, {"event": "file", "name": "a", "value": _value("2")}).first_wrong
        assert first is not None
        assert first.name == name


def test_a_file_that_a_stopped_package_alone_has_written_is_not_what_was_wrong_first() -> None:
    notebook = _notebook({})
    new = {"event": "file", "name": "new", "value": _value("1")}
    for complete in (True, False):
        judged = _judged(notebook, notebook, new, complete=complete)
        assert _verdicts(judged) == {"new": "different"}
        assert (judged.first_wrong is not None) == complete


def test_what_a_stopped_package_did_not_reach_is_not_compared() -> None:
    notebook = _notebook({"x": _value("1")}, files=("lost",))
    judged = _judged(notebook, notebook, complete=False)
    assert {value.why for value in judged.values} == {"the package stopped before"}


def test_the_step_is_named_since_which_a_value_is_wrong() -> None:
    notebook = _notebook({"x": _value("1")})
    statements = tuple(
        Placed(1, n, "moved", "", "prep", f"step_{n}", frozenset(b), frozenset("x"), n, n + 10)
        for n, b in ((1, "x"), (2, ""))
    )
    places = Places("made", "made", Path("src"), statements, {}, frozenset())
    plan = schedule(places, [(1, "x")], frozenset())
    early, late = (number for _, number in sorted(plan.probes.items()))
    for before, step in (("2", "prep.step_1"), ("1", "prep.step_2"), ("3", "prep.step_2")):
        events = ({**_answer(1, "x", _value(before), early), "event": "early"}, _answer(1, "x", _value("2"), late))
        runs = Runs(notebook, notebook, package_seen(_ran(*events)), complete=True)
        judged = judge(runs, [(1, "x")], places, plan, Comparer(Path(), 0.0))
        assert judged.first_wrong is not None
        assert judged.first_wrong.step == step


@pytest.mark.parametrize(("before", "after"), [("2", "1"), ("2", "3"), ("m", "3"), ("m", "1")])
def test_a_value_may_be_wrong_behind_a_step_that_ends_inside_of_its_cell(before: str, after: str) -> None:
    mark = {"event": "mark", "cell": 1, "ordinal": 0, "name": "x", "value": _value("m")}
    cell = {"event": "cell", "cell": 1, "values": {"x": _value("1")}, "random": {}}
    notebook = notebook_seen(_ran(mark, cell))
    statements = tuple(
        Placed(1, n, "moved", "", "prep", f"step_{n}", frozenset("x"), frozenset(), n, n + 10) for n in (0, 1)
    )
    places = Places("made", "made", Path("src"), statements, {}, frozenset())
    plan = schedule(places, [(1, "x")], frozenset())
    early, late = (number for _, number in sorted(plan.probes.items()))
    events = (
        {**_answer(1, "x", _value(before), early), "event": "early", "ordinal": 0},
        _answer(1, "x", _value(after), late),
    )
    value = judge(
        Runs(notebook, notebook, package_seen(_ran(*events)), complete=True),
        [(1, "x")],
        places,
        plan,
        Comparer(Path(), 0.0),
    ).values[0]
    is_wrong = before != "m" or after != "1"
    assert value.verdict is (Verdict.DIFFERENT if is_wrong else Verdict.EQUAL)
    assert value.step == ("prep.step_0" if before != "m" else "prep.step_1")
    assert value.why.startswith("before the end of its cell: ") == (before != "m" and after == "1")


def test_what_is_gone_by_the_end_of_its_cell_is_told_only_if_it_is_wrong() -> None:
    mark = {"event": "mark", "cell": 1, "ordinal": 0, "name": "gone", "value": _value("m")}
    notebook = notebook_seen(_ran(mark, {"event": "cell", "cell": 1, "values": {}, "random": {}}))
    statements = tuple(
        Placed(1, n, "moved", "", "prep", f"step_{n}", frozenset({"gone"} if not n else ()), frozenset(), n, n + 10)
        for n in (0, 1)
    )
    returns = {("prep", "step_0"): frozenset({"gone"})}
    places = Places("made", "made", Path("src"), statements, returns, frozenset())
    plan = schedule(places, [], frozenset())
    (probe,) = plan.reads
    for text, expected in (("m", []), ("other", [("gone", 1, "prep.step_0", Verdict.DIFFERENT)])):
        event = {**_answer(1, "gone", _value(text), probe), "event": "early", "ordinal": 0}
        seen = Runs(notebook, notebook, package_seen(_ran(event)), complete=True)
        values = judge(seen, [], places, plan, Comparer(Path(), 0.0)).values
        assert [(v.name, v.cell, v.step, v.verdict) for v in values] == expected


def test_what_was_read_before_the_end_of_its_cell_in_a_package_that_stopped_says_nothing() -> None:
    notebook = _notebook({"x": _value("1")})
    for probe, why in ((1, "'1', and '2' in the package"), (7, "the package stopped before")):
        value = _judged(notebook, notebook, _answer(1, "x", _value("2"), probe), complete=False).values[0]
        assert value.why.replace("1, and 2", "'1', and '2'") == why


def test_what_a_definition_holds_may_have_changed_by_the_time_it_is_read(tmp_path: Path) -> None:
    def function(text: str) -> dict[str, Any]:
        default = {"label": "int", "hash": text, "summary": text}
        tree = {"label": "function notebook.x", "hash": f"f{text}", "children": [["defaults", default]]}
        (tmp_path / f"f{text}.json").write_text(json.dumps(tree), encoding="utf-8")
        return {"label": tree["label"], "hash": tree["hash"]}

    notebook = _notebook({"x": function("1")})
    seen = package_seen(_ran(_answer(1, "x", function("2"))))
    for disposition, order in (("hoisted", None), ("moved", 1)):
        placed = Placed(1, 0, disposition, "", "prep", "x", frozenset("x"), frozenset(), order, 11)
        places = Places("made", "made", Path("src"), (placed,), {}, frozenset())
        plan = schedule(places, [(1, "x")], frozenset())
        value = judge(
            Runs(notebook, notebook, seen, complete=True), [(1, "x")], places, plan, Comparer(tmp_path, 0.0)
        ).values[0]
        assert value.verdict is (Verdict.NOT_COMPARED if disposition == "hoisted" else Verdict.DIFFERENT)


def test_exploration_that_changes_what_it_is_given_is_a_difference() -> None:
    notebook = _notebook({"x": _value("1")})
    event = {"event": "changed", "step": "plot", "name": "argument 1"}
    judged = _judged(notebook, notebook, _answer(1, "x", _value("1")), event)
    assert _verdicts(judged) == {"x": "equal", "argument 1": "different"}


@pytest.mark.parametrize(
    ("ran", "message", "way_out"),
    [
        (_ran({"event": "ended", "done": True}), None, ""),
        (
            _ran({"event": "failed", "cell": 3, "line": 2, "error": "KeyError", "message": "'a'"}),
            "KeyError: 'a'",
            "",
        ),
        (
            _ran({"event": "failed", "cell": 1, "line": 1, "error": "ModuleNotFoundError", "message": "no x"}),
            "ModuleNotFoundError: no x",
            "Name the interpreter of the notebook's environment with --python.",
        ),
        (
            _ran({"event": "failed", "cell": 1, "line": 1, "error": "URLError", "message": "no route"}),
            "URLError: no route",
            "Allow the network with --network.",
        ),
        (_ran({"event": "began"}, timed_out=True, code=-9), "it took longer than 5 s", "Allow more with --timeout."),
        (_ran({"event": "began"}, code=-11), "its process was ended by signal 11; there may not be enough memory", ""),
        (_ran({"event": "began"}, code=3), "its process ended itself with code 3", ""),
        (_ran(code=1, said="Traceback\nSyntaxError: x\n"), "it could not be started: SyntaxError: x", ""),
    ],
)
def test_a_run_that_failed_says_why_and_what_to_do(ran: Ran, message: str | None, way_out: str) -> None:
    failure = failure_of(ran, Side.NOTEBOOK, OPTIONS)
    assert (failure.message if failure else None) == message
    assert (failure.way_out if failure else "") == way_out


def test_a_fault_of_ours_is_no_failure_of_the_notebook() -> None:
    with pytest.raises(AgentError, match="Traceback"):
        check_agent(_ran({"event": "broken", "message": "Traceback"}))


def test_what_the_package_alone_changes_later_is_different() -> None:
    first = _notebook({"x": _value("1")}, {"x": _value("1"), "y": _value("2")})
    later = {**_answer(1, "x", _value("7")), "event": "again"}
    done = _judged(first, first, _answer(1, "x", _value("1")), later, _answer(2, "y", _value("2")))
    assert [value.verdict for value in done.values] == [Verdict.DIFFERENT, Verdict.EQUAL]
    assert done.values[0].why.startswith("changed later, by the package alone")
    assert done.first_wrong == done.values[0]


def test_a_change_that_is_seen_only_at_the_end_of_the_notebook_is_no_difference_before() -> None:
    first = _notebook({"x": _value("1")}, {"x": _value("7"), "y": _value("2")})
    later = {**_answer(1, "x", _value("7")), "event": "again"}
    done = _judged(first, first, _answer(1, "x", _value("1")), later, _answer(2, "x", _value("7")))
    assert done.values[0].verdict is Verdict.EQUAL
