"""What `analyze -v` adds below a cell: each statement with its names, types and edges."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.notebook.model import StatementId
from nb2prod.report.analysis_json import names_read
from nb2prod.report.detail_text import detail_text
from nb2prod.report.excerpt import excerpt
from nb2prod.report.model import View
from nb2prod.report.stored import confidence_of, stored_outputs_of, stored_text
from nb2prod.report.wording import harmless, listed, one_line, percent
from nb2prod.roles.model import RoleGuess
from nb2prod.types.details import detail_of
from nb2prod.types.displays import Key
from nb2prod.types.model import Effects
from nb2prod.types.stored_outputs import Confirmation

_INDENT = " " * 6
_NARROWEST = 40


def details_by_cell(analysis: Analysis, view: View) -> Mapping[int, list[str]]:
    """Tell all of each statement.

    Args:
        analysis: The notebook.
        view: How it is to look.

    Returns:
        For each cell with statements the lines below its own.
    """
    details: dict[int, list[str]] = {}
    into, out_of = _edges(analysis)
    stored = stored_outputs_of(analysis)
    for facts, guess in zip(analysis.facts, analysis.roles, strict=True):
        described = [
            *_described(facts, guess, analysis, stored),
            ("from", listed(into.get(facts.id, []))),
            ("to", listed(out_of.get(facts.id, []))),
        ]
        details.setdefault(facts.id.cell, []).extend(_lines(facts, described, view))
    return details


def _lines(facts: Facts, described: Iterable[tuple[str, str]], view: View) -> Iterator[str]:
    place = f":{facts.statement.location.line:<4}"
    room = max(view.width - len(_INDENT) - len(place) - 1, _NARROWEST)
    yield f"{_INDENT}{view.paint('title', place)} {one_line(excerpt(facts.statement), room)}"
    for label, text in described:
        if text:
            yield f"{_INDENT}{' ' * len(place)} {view.paint('faint', label)} {harmless(text)}"


def _described(
    facts: Facts, guess: RoleGuess, analysis: Analysis, stored: Mapping[Key, Confirmation]
) -> Iterator[tuple[str, str]]:
    effects = analysis.interpretation.effects.get(facts.id, Effects())
    names = analysis.interpretation.after.get(facts.id, {})
    types = {name: _type(analysis, stored.get((facts.id, name)), facts.id, name) for name in names}
    yield "role", _role(guess)
    yield "reads", listed(names_read(facts, effects, analysis))
    yield "binds", _typed(sorted(facts.may_bind), types)
    yield "changes", _typed(sorted(effects.mutates - facts.may_bind), types)
    yield "may do anything", listed(effects.unknown)


def _role(guess: RoleGuess) -> str:
    if not guess.activity:
        return guess.role.value
    reasons = f": {'; '.join(guess.evidence)}" if guess.evidence else ""
    return f"{guess.role.value}, {guess.activity}, {percent(guess.confidence)}{reasons}"


def _typed(names: Iterable[str], types: Mapping[str, str]) -> str:
    return listed(f"{name}: {types[name]}" if name in types else name for name in names)


def _type(analysis: Analysis, stored: Confirmation | None, place: StatementId, name: str) -> str:
    guess = analysis.interpretation.said(place, name)
    if guess.type == "?":
        return "?"
    columns = f"columns {listed(guess.frame_columns, 6)}" if guess.frame_columns else ""
    told = [guess.source.value, percent(confidence_of(guess, stored)), columns]
    told += [detail_text(detail_of(analysis.interpretation, place, name)), stored_text(stored)]
    return f"{guess.type} ({', '.join(filter(None, told))})"


def _edges(analysis: Analysis) -> tuple[dict[StatementId, list[str]], dict[StatementId, list[str]]]:
    lines = {statement.id: statement.location.line for statement in analysis.parsed.statements}
    into: dict[StatementId, list[str]] = {}
    out_of: dict[StatementId, list[str]] = {}
    for edge in analysis.flow.edges:
        into.setdefault(edge.target, []).append(f"{edge.name} ({edge.source.cell}:{lines[edge.source]})")
        out_of.setdefault(edge.source, []).append(f"{edge.name} ({edge.target.cell}:{lines[edge.target]})")
    return into, out_of
