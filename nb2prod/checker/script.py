"""A notebook as a module that asks a checker for types."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from nb2prod.analysis import Analysis
from nb2prod.notebook.model import StatementId

Asked = tuple[StatementId, str]


@dataclass(frozen=True, slots=True)
class Script:
    """A module for a checker.

    Attributes:
        text: Its source.
        asked: What the checker is asked at a line: a name behind a statement.
    """

    text: str
    asked: Mapping[int, Asked]


def script_of(analysis: Analysis) -> Script:
    """Write a notebook's statements down in order, each with questions for what crosses its border and is not known."""
    wanted = _unknown(analysis)
    lines: list[str] = []
    asked: dict[int, Asked] = {}
    for facts in analysis.facts:
        if facts.statement.node is None:
            continue
        lines += ast.unparse(facts.statement.node).split("\n")
        for name in wanted.get(facts.id, ()):
            lines.append(f"reveal_type({name})")
            asked[len(lines)] = (facts.id, name)
    return Script("\n".join(lines) + "\n", asked)


def _unknown(analysis: Analysis) -> dict[StatementId, list[str]]:
    found = analysis.interpretation
    imports = {facts.id for facts in analysis.facts if facts.imports}
    crossing = {(edge.source, edge.name) for edge in analysis.flow.edges if edge.source != edge.target}
    wanted: dict[StatementId, list[str]] = {}
    for place, name in sorted(each for each in crossing if each[0] not in imports):
        if name.isidentifier() and name in found.after.get(place, {}) and found.after[place][name].type == "?":
            wanted.setdefault(place, []).append(name)
    return wanted
