"""Cutting gives a partition in order, keeps what belongs together, and is never dearer than the obvious ways."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.plan.cost import Measures, Weights, cost
from nb2prod.plan.growing import Context
from nb2prod.plan.items import Item
from nb2prod.plan.segments import bound_at_end, certainly_bound, cut, liveness, sign
from nb2prod.plan.unit import Unit, units_of
from tests.unit.making import analysis_of

_NAMES = ("a", "b", "c")
_MODULES = ("", "preparation", "training")
_WEIGHTS = Weights()


def _units(count: int, borders: list[bool]) -> tuple[Unit, ...]:
    cells: list[list[str]] = [["pass"]]
    for border in borders[: count - 1]:
        if border:
            cells.append([])
        cells[-1].append("pass")
    return units_of(analysis_of(*("\n".join(c) for c in cells)))


@st.composite
def _sequences(draw: st.DrawFn, *, plain: bool = False) -> tuple[tuple[Item, ...], Context]:
    """Items with made-up names, and a context for them."""
    count = draw(st.integers(1, 9))
    units = _units(count, draw(st.lists(st.booleans(), min_size=count, max_size=count)))
    items = []
    for unit in units:
        reads = draw(st.frozensets(st.sampled_from(_NAMES)))
        binds = draw(st.frozensets(st.sampled_from(_NAMES)))
        must = frozenset(n for n in binds if draw(st.booleans()))
        kind = "" if plain else draw(st.sampled_from(["", "", "", "inline", "explore", "ends", "glued"]))
        items.append(
            Item(
                unit=unit,
                reads=reads,
                binds=binds if kind != "explore" else frozenset(),
                must=must if kind != "explore" else frozenset(),
                stores=binds,
                deletes=frozenset(),
                assured=reads,
                explore=kind == "explore",
                inline="a reason" if kind == "inline" else "",
                ends=kind == "ends",
                glued=kind == "glued",
                lines=draw(st.integers(1, 12)),
            )
        )
    made = tuple(items)
    live, assured = liveness(made, frozenset("c"))
    context = Context(
        live_after=live,
        bound_before=certainly_bound(made, live),
        module_of=[draw(st.sampled_from(_MODULES)) for _ in made],
        activity_of=[draw(st.sampled_from(["", "filter", "join"])) for _ in made],
        headings=draw(st.frozensets(st.integers(1, count))),
        assured_after=assured,
        weights=_WEIGHTS,
    )
    return made, context


@given(_sequences())
def test_cut_is_a_partition_in_order(sequence: tuple[tuple[Item, ...], Context]) -> None:
    items, context = sequence
    segments = cut(items, context)
    assert [i for s in segments for i in s] == [n for n, i in enumerate(items) if not i.inline and not i.explore]
    for segment in segments:
        assert segment
        between = range(segment[0], segment[-1] + 1)
        assert not any(items[n].inline for n in between)


@given(_sequences())
def test_a_step_ends_where_it_has_to_and_never_after_what_is_glued(sequence: tuple[tuple[Item, ...], Context]) -> None:
    items, context = sequence
    segments = cut(items, context)
    last = {s[-1] for s in segments}
    for index, item in enumerate(items):
        if item.inline or item.explore:
            continue
        if item.ends:
            assert index in last or item.glued
        following = next((n for n in range(index + 1, len(items)) if not items[n].explore), None)
        if item.glued and not item.ends and following is not None and not items[following].inline and index in last:
            # Only a plot that must see what stands between may part them.
            assert any(items[n].explore for n in range(index, following))


def _price(items: tuple[Item, ...], indices: tuple[int, ...], context: Context) -> float:
    """Price of a segment, measured anew."""
    segment = sign(indices, items, context)
    cells = [items[i].unit.cell for i in indices]
    after = indices[-1] + 1
    return cost(
        Measures(
            roles=len({context.module_of[i] for i in indices} - {""}),
            activities=len({context.activity_of[i] for i in indices} - {""}),
            parameters=len(segment.parameters),
            returned=len(segment.returns),
            lines=sum(items[i].lines for i in indices),
            headings=sum(b in context.headings for a, b in pairwise(cells) if a != b),
            cell_borders=sum(a != b for a, b in pairwise(cells)),
            torn=after < len(items) and items[after].unit.cell == cells[-1],
        ),
        context.weights,
    )


@given(_sequences(plain=True))
def test_no_obvious_partition_is_cheaper(sequence: tuple[tuple[Item, ...], Context]) -> None:
    items, context = sequence
    best = sum(_price(items, s, context) for s in cut(items, context))
    each = sum(_price(items, (n,), context) for n in range(len(items)))
    assert best <= each + 1e-6
    if sum(i.lines for i in items) <= 90:
        assert best <= _price(items, tuple(range(len(items))), context) + 1e-6
    for place in range(1, len(items)):
        halves = tuple(range(place)), tuple(range(place, len(items)))
        if all(sum(items[i].lines for i in h) <= 90 for h in halves):
            assert best <= sum(_price(items, h, context) for h in halves) + 1e-6


@given(_sequences(plain=True))
def test_signatures_carry_what_is_needed(sequence: tuple[tuple[Item, ...], Context]) -> None:
    items, context = sequence
    for indices in cut(items, context):
        segment = sign(indices, items, context)
        assert segment.returns <= {n for i in segment.items for n in i.binds}
        assert segment.returns <= context.live_after[indices[-1]]
        assert segment.unset <= segment.returns
        first = segment.items[0]
        assert first.reads & context.bound_before[indices[0]] <= segment.parameters


_COUNTS = st.integers(0, 60)
_MEASURES = st.builds(
    Measures,
    _COUNTS,
    _COUNTS,
    _COUNTS,
    _COUNTS,
    st.integers(0, 200),
    _COUNTS,
    _COUNTS,
    st.booleans(),
    st.booleans(),
)


def _with(measures: Measures, field: str, value: int) -> Measures:
    changes: dict[str, Any] = {field: bool(value) if field in ("torn", "thin") else value}
    return measures._replace(**changes)


@given(_MEASURES, st.sampled_from(Measures._fields))
def test_cost_never_falls_when_a_measure_grows(measures: Measures, field: str) -> None:
    grown = _with(measures, field, 1 + getattr(measures, field))
    assert cost(grown, _WEIGHTS) >= cost(measures, _WEIGHTS) >= _WEIGHTS.function


@pytest.mark.parametrize("field", Measures._fields)
def test_every_measure_costs_something(field: str) -> None:
    big = Measures(5, 5, 9, 9, 90, 5, 5, torn=True, thin=True)
    assert cost(_with(big, field, 0), _WEIGHTS) < cost(big, _WEIGHTS)


def test_what_is_live_and_what_is_bound() -> None:
    unit = _units(1, [True])[0]

    def item(reads: str, binds: str, must: str, deletes: str = "") -> Item:
        read, bound, sure, gone = map(frozenset, (reads, binds, must, deletes))
        return Item(unit, reads=read, binds=bound, must=sure, stores=bound, deletes=gone, assured=read)

    items = (item("", "a", "a"), item("a", "b", ""), item("b", "a", "a"), item("a", "", "", "a"))
    live, assured = liveness(items, frozenset("b"))
    assert live == [frozenset("ab"), frozenset("b"), frozenset("ab"), frozenset("b")]
    assert assured[0] == frozenset("a")
    assert certainly_bound(items, live) == [frozenset(), frozenset("a"), frozenset("ab"), frozenset("ab")]
    assert bound_at_end(items) == frozenset("b")
