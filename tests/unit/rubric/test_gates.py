"""Bars and histories."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from nb2prod.finding import UsageError
from nb2prod.rubric import assess
from nb2prod.rubric.gates import Bar, below, parse_bar
from nb2prod.rubric.history import append, read_history, regressions
from tests.unit.rubric.repositories import read

BOT = '=== .github/dependabot.yml\nupdates:\n  - package-ecosystem: "pip"\n'


@pytest.mark.parametrize(
    ("text", "bar"),
    [("1", Bar("score", 1)), ("total=6.5", Bar("total", 6.5)), ("monitor=0", Bar("monitor", 0))],
)
def test_bars(text: str, bar: Bar) -> None:
    assert parse_bar(text) == bar


@pytest.mark.parametrize("text", ["", "high", "total=", "total=-1", "total=nan", "speed=1", "=1"])
def test_what_is_no_bar(text: str) -> None:
    with pytest.raises(UsageError, match="is no bar"):
        parse_bar(text)


def test_what_is_below(tmp_path: Path) -> None:
    score = assess(read(BOT, tmp_path))

    lacks = below(score, [Bar("score", 0.5), Bar("total", 1), Bar("monitor", 2)], gate="detected")

    assert lacks == ["score is 0, wanted 0.5", "monitor is 1, wanted 2"]


def test_a_history_tells_what_fell(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    before = assess(read(BOT, tmp_path / "a"))
    after = assess(read("=== a.py\n", tmp_path / "b"))
    append(file, Path("a"), before, datetime.date(2026, 1, 2))

    assert [(entry.date, entry.detected["total"]) for entry in read_history(file)] == [("2026-01-02", 1)]
    assert regressions(before, file, gate="detected") == []
    assert regressions(after, file, gate="detected") == ["total fell from 1 to 0", "monitor fell from 1 to 0"]
    assert regressions(assess(read("=== a.py\n", tmp_path / "c"), scale="2016"), file, gate="detected") == []


def test_a_broken_history_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "history.jsonl"
    file.write_text('{"date": 1}\n')

    with pytest.raises(UsageError, match="line 1 is no entry"):
        read_history(file)
    with pytest.raises(UsageError, match="can't be read"):
        read_history(tmp_path / "none")
