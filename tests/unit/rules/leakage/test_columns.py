"""Columns: which a table still has, and what they were computed from."""

from __future__ import annotations

from nb2prod.rules.leakage.walk.columns import Columns, chosen, stored, tell_target, without

ALL = Columns()


def test_a_table_has_all_columns_but_those_that_are_gone() -> None:
    assert ALL.has("a")
    assert not Columns(gone=frozenset("a")).has("a")
    assert not Columns(only=frozenset("b")).has("a")


def test_nothing_is_known_of_what_is_unknown() -> None:
    assert without(None, frozenset("a")) is None
    assert chosen(None, frozenset("a")) is None
    assert stored(None, "a", frozenset("b")) is None


def test_a_column_that_is_stored_again_is_there_again() -> None:
    left = without(ALL, frozenset("a"))
    again = stored(left, "a", frozenset("b"))

    assert again is not None
    assert again.has("a")
    assert again.made_of == {"a": frozenset("b")}


def test_a_column_computed_from_itself_keeps_its_sources() -> None:
    made = stored(stored(ALL, "a", frozenset("b")), "a", frozenset("a"))

    assert made is not None
    assert made.made_of["a"] == frozenset("b")


def test_the_target_and_its_only_source_tell_it() -> None:
    made = stored(ALL, "good", frozenset({"quality"}))

    assert made is not None
    assert tell_target(made, frozenset({"good"})) == (("good", "quality"), ())
    assert tell_target(Columns(frozenset({"good"}), None, made.made_of), frozenset({"good"})) == (("quality",), ())


def test_what_was_computed_from_the_target_tells_it() -> None:
    made = stored(without(ALL, frozenset({"total"})), "each", frozenset({"total", "items"}))

    assert made is not None
    assert tell_target(made, frozenset({"total"})) == ((), ("each",))


def test_a_target_of_several_columns_is_not_looked_for() -> None:
    assert tell_target(ALL, frozenset("ab")) == ((), ())
    assert tell_target(ALL, frozenset()) == ((), ())
