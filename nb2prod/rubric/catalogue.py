"""The 28 tests, from their file."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from nb2prod.rubric.model import Effort, Question, Section, State, Step

_FILE = Path(__file__).with_name("questions.toml")


def _question(test: str, table: dict[str, Any]) -> Question:
    return Question(
        id=test,
        section=Section(test.rpartition("-")[0]),
        title=table["title"],
        why=table["why"],
        counts=table["counts"],
        unseen=table["unseen"],
        steps=tuple(map(_step, table["steps"])),
        observable=table.get("observable", True),
    )


def _step(text: str) -> Step:
    head, _, advice = text.partition(": ")
    effort, _, state = head.partition(" > ")
    return Step(advice, Effort[effort.upper()], State[state.upper()])


QUESTIONS: tuple[Question, ...] = tuple(
    _question(test, table) for test, table in tomllib.loads(_FILE.read_text("utf-8")).items()
)
"""All tests, section by section."""
