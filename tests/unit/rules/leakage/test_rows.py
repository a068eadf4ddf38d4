"""The algebra of rows: splits narrow, sides exclude each other, nothing else does."""

from __future__ import annotations

import ast
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nb2prod.notebook.reader import read_document
from nb2prod.rules.leakage.model import Part, Place, Rows, Source, Split, SplitKind, place_of
from nb2prod.rules.leakage.rows import covers, narrow, overlap, rows_of_source, separating, share_source, without
from nb2prod.rules.unit import Unit

SITE = Unit(read_document(Path("x.py"), "x")).sites[0]
PLACE: Place = place_of(ast.parse("x").body[0], SITE)
SPLITS = [Split(key, SplitKind.HOLD_OUT, PLACE) for key in range(3)]
parts = st.builds(Part, st.sampled_from(SPLITS), st.sampled_from(["train", "test"]))
sources = st.builds(lambda key: rows_of_source(Source(key, PLACE)), st.sampled_from("ab"))


@st.composite
def rows(draw: st.DrawFn) -> Rows:
    found = draw(sources)
    for part in draw(st.lists(parts, max_size=3)):
        found = narrow(found, part)
    return found | draw(sources) if draw(st.booleans()) else found


@given(rows(), rows())
def test_overlap_has_no_direction(first: Rows, second: Rows) -> None:
    assert overlap(first, second) == overlap(second, first)


@given(rows(), parts)
def test_rows_hold_their_parts(whole: Rows, part: Part) -> None:
    fresh = part.split not in {p.split for origin in whole for p in origin.parts}
    if fresh:
        assert covers(whole, narrow(whole, part))
        assert overlap(whole, narrow(whole, part))


@given(rows(), st.sampled_from(SPLITS))
def test_two_sides_of_a_split_have_nothing_in_common(whole: Rows, split: Split) -> None:
    train, test = narrow(whole, Part(split, "train")), narrow(whole, Part(split, "test"))

    assert not overlap(train, test)
    assert split in separating(train, test)
    assert share_source(train, test)


@given(rows())
def test_a_split_made_again_replaces_what_it_said(whole: Rows) -> None:
    split = SPLITS[0]

    assert narrow(narrow(whole, Part(split, "train")), Part(split, "test")) == narrow(whole, Part(split, "test"))


def test_what_is_left_is_the_other_side() -> None:
    whole = rows_of_source(Source("a", PLACE))
    taken = narrow(whole, Part(SPLITS[0], "train"))

    assert without(whole, taken) == narrow(whole, Part(SPLITS[0], "test"))
    assert without(whole, rows_of_source(Source("b", PLACE))) is None
    assert without(whole, whole) is None
