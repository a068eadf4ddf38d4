"""Where values are read once more, and when it is known what they have to be."""

from __future__ import annotations

from pathlib import Path

from nb2prod.verify.again import END, Border, Progress, find_borders
from nb2prod.verify.places import Placed, Places


def _placed(cell: int, order: int, step: str, *, binds: str = "", changes: str = "") -> Placed:
    module, _, function = step.partition(".")
    names = frozenset(binds.split()), frozenset(changes.split())
    return Placed(cell, order, "moved", "", module, function, *names, order, order + 10)


def _places(*statements: Placed) -> Places:
    return Places(
        "made",
        "made",
        Path("src"),
        statements,
        {},
        frozenset({"prep", "pipeline"}),
        calls={"load": ("run", 51), "show": ("run", 52)},
        given={"load": frozenset({"prep", "x"}), "show": frozenset({"x", "y"})},
    )


def _border(order: int, names: str | None = None) -> Border:
    asked = None if names is None else frozenset(names.split())
    return Border("pipeline", "run", END, order, ("prep", "load"), asked)


def _keys(places: Places, border: Border, *wanted: tuple[int, str]) -> set[tuple[int, str]]:
    return set(Progress(places, wanted).keys(border))


def test_values_are_read_behind_steps_before_new_bindings_and_at_the_end() -> None:
    places = _places(
        _placed(1, 0, "prep.load", binds="x"),
        _placed(2, 1, "prep.load", binds="x y"),
        _placed(3, 2, "prep.show"),
        _placed(4, 3, "pipeline.run", binds="z"),
    )
    found = {(b.function, b.line): b for b in find_borders(places)}
    assert set(found) == {("run", 51), ("run", 52), ("load", 10), ("run", END)}
    assert found["load", 10].names == frozenset("xy")
    assert found["run", 52].names == frozenset("xy")
    assert (found["run", 51].order, found["run", 52].order, found["run", END].order) == (1, 2, 3)
    assert found["run", END].names is None


def test_the_last_value_that_a_begun_cell_gave_holds() -> None:
    places = _places(
        _placed(1, 0, "prep.load", binds="x y"), _placed(2, 1, "prep.show"), _placed(3, 2, "prep.show", binds="x")
    )
    wanted = (1, "x"), (1, "y"), (3, "x"), (1, "<file>a")
    assert _keys(places, _border(1), *wanted) == {(1, "x"), (1, "y")}
    assert _keys(places, _border(2), *wanted) == {(3, "x"), (1, "y")}
    assert _keys(places, _border(1, "y z"), *wanted) == {(1, "y")}


def test_nothing_is_known_while_a_cell_that_may_change_the_value_is_in_work() -> None:
    places = _places(
        _placed(1, 0, "prep.load", binds="x"), _placed(2, 1, "prep.load"), _placed(2, 2, "prep.show", changes="x")
    )
    assert _keys(places, _border(1), (1, "x")) == set()
    assert _keys(places, _border(2), (1, "x")) == {(1, "x")}
    # Which statement of a cell has changed a value may not be known.
    hidden = _places(_placed(1, 0, "prep.load", binds="x"), _placed(1, 1, "prep.show"))
    assert _keys(hidden, _border(0), (1, "x")) == set()
