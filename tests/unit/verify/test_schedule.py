"""Which moment of the package's run stands for the end of a cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nb2prod.notebook.model import StatementId
from nb2prod.verify.places import Placed, Places
from nb2prod.verify.schedule import MODULES, Read, Schedule, borders, file_name, schedule


def _placed(  # noqa: PLR0913 - as many as make a case
    cell: int, order: int | None, step: str, *, binds: str = "", changes: str = "", disposition: str = "moved"
) -> Placed:
    module, _, function = step.partition(".")
    names = frozenset(binds.split()), frozenset(changes.split())
    line = None if order is None else order + 10
    return Placed(cell, order or 0, disposition, "", module, function, *names, order, line)


def _plan(*statements: Placed, wanted: tuple[int, str], returns: dict[str, str] | None = None) -> Schedule:
    given = {(s.partition(".")[0], s.partition(".")[2]): frozenset(n.split()) for s, n in (returns or {}).items()}
    places = Places("made", "made", Path("src"), statements, given, frozenset({"prep", "train", "pipeline"}))
    return schedule(places, [wanted], frozenset())


def _reads(plan: Schedule) -> dict[tuple[str, str, int], list[Read]]:
    return {place: list(plan.reads[number]) for place, number in plan.probes.items() if number in plan.reads}


def test_a_value_is_read_behind_the_last_statement_of_its_cell_in_its_step() -> None:
    plan = _plan(
        _placed(1, 0, "prep.load", binds="x"), _placed(1, 1, "prep.load", binds="y"), _placed(2, 2, "prep.load"),
        wanted=(1, "x"),
    )  # fmt: skip
    assert _reads(plan) == {("prep", "load", 11): [Read(1, "x", "", own=True)]}
    assert plan.steps == {(1, "x"): "prep.load"}


def test_a_later_cell_that_was_moved_before_the_end_of_the_cell_bounds_the_moment() -> None:
    plan = _plan(
        _placed(1, 0, "prep.load", binds="x"), _placed(2, 1, "prep.load", changes="x"), _placed(1, 2, "prep.load"),
        wanted=(1, "x"),
    )  # fmt: skip
    assert list(_reads(plan)) == [("prep", "load", 10)]


def test_what_a_step_keeps_to_itself_is_read_from_it_alone() -> None:
    statements = (_placed(1, 0, "prep.load", binds="x"), _placed(1, 1, "train.fit"))
    hidden = _plan(*statements, wanted=(1, "x"))
    assert all(read.own for reads in _reads(hidden).values() for read in reads)
    returned = _plan(*statements, wanted=(1, "x"), returns={"prep.load": "x"})
    assert [read.own for reads in _reads(returned).values() for read in reads if not read.early] == [True, False]


def test_the_pipeline_is_asked_only_for_what_it_was_given() -> None:
    statements = (_placed(1, 0, "prep.load", binds="x"), _placed(1, 1, "pipeline.run"))
    assert list(_reads(_plan(*statements, wanted=(1, "x")))) == [("prep", "load", 10)]
    given = _plan(*statements, wanted=(1, "x"), returns={"prep.load": "x"})
    assert _reads(given)["pipeline", "run", 11] == [Read(1, "x", "", own=False)]


def test_a_value_that_only_changes_may_be_known_to_anyone() -> None:
    plan = _plan(
        _placed(1, 0, "prep.load", binds="x"), _placed(2, 1, "train.fit", changes="x"),
        wanted=(2, "x"), returns={"prep.load": "x"},
    )  # fmt: skip
    assert _reads(plan) == {("train", "fit", 11): [Read(2, "x", "", own=False)]}
    assert plan.steps == {(2, "x"): "train.fit"}


def test_a_value_that_changes_behind_its_step_is_not_taken_for_an_older_one() -> None:
    statements = (
        _placed(1, 0, "prep.load", binds="x"),
        _placed(2, 1, "prep.load", binds="x"),
        _placed(3, 2, "train.fit"),
    )
    assert [read.own for reads in _reads(_plan(*statements, wanted=(3, "x"))).values() for read in reads] == [True]


def test_a_definition_is_looked_for_in_its_module() -> None:
    definition = _placed(1, None, "prep.scale_2", binds="scale", disposition="hoisted")
    used = _plan(definition, _placed(1, 0, "prep.load"), wanted=(1, "scale"))
    assert _reads(used) == {("prep", "load", 10): [Read(1, "scale", "made.prep:scale_2", own=False)]}
    alone = _plan(definition, wanted=(1, "scale"))
    assert alone.reads == {MODULES: (Read(1, "scale", "made.prep:scale_2", own=False),)}
    assert alone.steps == {(1, "scale"): "prep.scale_2"}


def test_a_cell_of_which_nothing_runs_is_followed_by_what_comes_behind_it() -> None:
    setting = _placed(1, None, "settings.Settings.seed", binds="SEED", disposition="hoisted")
    plan = _plan(setting, _placed(2, 0, "prep.load"), _placed(3, 1, "prep.load", binds="SEED"), wanted=(1, "SEED"))
    assert set(_reads(plan)) == {("prep", "load", 10)}
    assert all(read == Read(1, "SEED", "", own=False) for reads in _reads(plan).values() for read in reads)


def test_a_cell_that_is_expected_to_fail_is_read_behind_what_catches_its_error_too() -> None:
    places = Places("made", "made", Path("src"), (_placed(1, 0, "prep.load", binds="x"),), {}, frozenset())
    plan = schedule(places, [(1, "x")], frozenset({1}))
    assert {line for _, _, line in plan.probes} == {10, -10}


def test_a_file_is_read_behind_the_steps_of_its_cell_that_write() -> None:
    steps = (_placed(1, 0, "prep.load"), _placed(1, 1, "out.save"), _placed(1, 2, "train.fit"))
    statements = tuple(replace(s, ordinal=n) for n, s in enumerate(steps))
    places = Places("made", "made", Path("src"), statements, {}, frozenset({"prep", "out", "train"}))
    key = (1, file_name("a.csv"))
    known = schedule(places, [key], frozenset(), frozenset({StatementId(1, 1)}))
    assert known.steps == {key: "out.save"}
    assert list(known.probes) == [("prep", "load", 10), ("out", "save", 11)]
    unknown = schedule(places, [key], frozenset())
    assert unknown.steps == {key: "train.fit"}
    assert list(unknown.probes)[-1] == ("train", "fit", 12)


def test_a_value_that_something_binds_again_is_read_before_as_well() -> None:
    plan = _plan(
        _placed(1, 0, "prep.load", binds="x"), _placed(1, 1, "prep.load"), _placed(1, 2, "train.fit", changes="x"),
        wanted=(1, "x"),
    )  # fmt: skip
    early, late = Read(1, "x", "", own=True, early=1), Read(1, "x", "", own=True)
    assert _reads(plan)["prep", "load", 10] == [early]
    assert late in _reads(plan)["prep", "load", 11]
    (end,) = plan.ends[1, "x"]
    assert plan.step_at(end) == "train.fit"


def test_steps_that_end_inside_of_a_cell_are_borders() -> None:
    statements = (
        replace(_placed(1, 0, "prep.load", binds="x y"), ordinal=0),
        replace(_placed(1, 1, "prep.load", changes="x"), ordinal=1),
        replace(_placed(1, 2, "train.fit", binds="x"), ordinal=2),
        replace(_placed(2, 3, "out.save", changes="x"), ordinal=0),
    )
    returns = {("prep", "load"): frozenset("x")}
    places = Places(
        "made", "made", Path("src"), statements, returns, frozenset({"prep", "train"}), {"load": ("run", 30)}
    )
    assert borders(places) == {StatementId(1, 1): ("x",)}
    plan = schedule(places, [(1, "x")], frozenset())
    read = Read(1, "x", "", own=True, early=2)
    assert _reads(plan)["prep", "load", 11] == [read]
    assert _reads(plan)["pipeline", "run", 30] == [read]
    assert plan.step_at(plan.probes["pipeline", "run", 30]) == "prep.load"


def _inside(*statements: Placed, given: str = "", returns: str = "") -> dict[int, tuple[str, ...]]:
    """Names that are looked at inside of a cell, by the ordinal of the statement before."""
    returned = {("prep", "load"): frozenset(returns.split())}
    places = Places(
        "made", "made", Path("src"), statements, returned, frozenset({"prep"}), given={"load": frozenset(given.split())}
    )
    return {place.ordinal: names for place, names in borders(places).items()}


def test_what_a_step_hands_on_or_was_given_is_looked_at_where_it_ends_inside_of_a_cell() -> None:
    cell = (_placed(1, 0, "prep.load", binds="x"), _placed(1, 1, "prep.load"), _placed(1, 2, "train.fit"))
    assert _inside(*cell) == {}
    assert _inside(*cell, returns="x") == {0: ("x",)}
    assert _inside(*cell, given="stream") == {1: ("stream",)}
    # Another statement of the cell that touches it stands before it in the notebook, and behind it in the package.
    moved = (_placed(1, 3, "prep.load"), replace(_placed(1, 4, "train.fit", changes="stream"), ordinal=2))
    assert _inside(*moved, given="stream") == {}
