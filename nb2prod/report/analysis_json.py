"""What is known of notebooks, for programs. `docs/json.md` describes it."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.notebook.model import Cell, StatementId
from nb2prod.report.detail_json import columns_record, detail_record, guess_record
from nb2prod.report.excerpt import excerpt
from nb2prod.report.formats import to_json
from nb2prod.report.model import Unreadable, View
from nb2prod.report.stored import stored_outputs_of, stored_record
from nb2prod.report.story import story
from nb2prod.roles.model import CellRole, RoleGuess
from nb2prod.types.details import detail_of
from nb2prod.types.model import ColumnUse, Effects

SCHEMA = 1
_BUILTINS = frozenset(dir(builtins))


def write(values: Iterable[Analysis | Unreadable], view: View) -> Iterator[str]:
    """Write analyses as one JSON document."""
    yield to_json(analyses_record(values, view.version))


def analyses_record(values: Iterable[Analysis | Unreadable], version: str) -> dict[str, Any]:
    """Describe notebooks as plain data.

    Args:
        values: Analyses, and notebooks that were passed over; each is let go before the next one is taken.
        version: Version of nb2prod.

    Returns:
        Plain data with a schema version.
    """
    notebooks: list[dict[str, Any]] = []
    errors: list[dict[str, Any]] = []
    for value in values:
        if isinstance(value, Unreadable):
            errors.append(_error_record(value))
        else:
            notebooks.append(analysis_record(value))
    return {"schema": SCHEMA, "nb2prod": version, "notebooks": notebooks, "errors": errors}


def analysis_record(analysis: Analysis) -> dict[str, Any]:
    """Describe one notebook as plain data."""
    notebook = analysis.notebook
    return {
        "path": str(notebook.path),
        "language": notebook.language,
        "story": [{"verb": chapter.verb, "objects": list(chapter.objects)} for chapter in story(analysis)],
        "cells": _cell_records(analysis),
        "types": list(_type_records(analysis)),
        "edges": [
            {"name": edge.name, "from": _id_record(edge.source), "to": _id_record(edge.target)}
            for edge in analysis.flow.edges
        ],
        "unparsed": [
            {"cell": broken.cell, "message": broken.message, "line": broken.location.line}
            for broken in analysis.parsed.unparsed
        ],
        "warnings": list(notebook.warnings),
    }


def names_read(facts: Facts, effects: Effects, analysis: Analysis) -> list[str]:
    """Names and channels that a statement reads when it runs; built-ins only where the notebook has rebound them."""
    reaching = analysis.flow.reaching.get(facts.id, {})
    return sorted(name for name in effects.reads if name not in _BUILTINS or name in reaching)


def _error_record(failure: Unreadable) -> dict[str, Any]:
    return {
        "path": str(failure.path),
        "message": failure.message,
        "way_out": failure.way_out,
        "cell": failure.location.cell if failure.location else None,
    }


def _id_record(statement: StatementId) -> dict[str, int]:
    return {"cell": statement.cell, "ordinal": statement.ordinal}


def _cell_records(analysis: Analysis) -> list[dict[str, Any]]:
    cells = {cell.index: cell for cell in analysis.notebook.cells}
    roles = {guess.statement: guess for guess in analysis.roles}
    statements: dict[int, list[dict[str, Any]]] = {}
    for facts in analysis.facts:
        statements.setdefault(facts.id.cell, []).append(_statement_record(facts, roles, analysis))
    return [_cell_record(summary, cells[summary.cell], statements.get(summary.cell, [])) for summary in analysis.cells]


def _cell_record(summary: CellRole, cell: Cell, statements: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "index": summary.cell,
        "id": cell.id,
        "role": summary.role.value,
        "activity": summary.activity,
        "roles": [role.value for role in summary.roles],
        "activities": list(summary.activities),
        "definition": summary.definition,
        "confidence": _rounded(summary.confidence),
        "statements": statements,
    }


def _statement_record(facts: Facts, roles: Mapping[StatementId, RoleGuess], analysis: Analysis) -> dict[str, Any]:
    guess = roles[facts.id]
    effects = analysis.interpretation.effects.get(facts.id, Effects())
    return {
        "ordinal": facts.id.ordinal,
        "line": facts.statement.location.line,
        "source": excerpt(facts.statement),
        "role": guess.role.value,
        "activity": guess.activity,
        "definition": guess.definition,
        "confidence": _rounded(guess.confidence),
        "evidence": list(guess.evidence),
        "reads": names_read(facts, effects, analysis),
        "binds": sorted(facts.may_bind),
        "mutates": sorted(effects.mutates),
        "unknown_calls": list(effects.unknown),
        "columns": {
            name: columns_record(use) for name, use in analysis.interpretation.columns.get(facts.id, {}).items() if name
        },
    }


def _type_records(analysis: Analysis) -> Iterator[dict[str, Any]]:
    found = analysis.interpretation
    uses: dict[str, dict[str, ColumnUse]] = {}
    for (function, parameter), use in found.parameter_columns.items():
        uses.setdefault(function, {})[parameter] = use
    stored = stored_outputs_of(analysis)
    for facts in analysis.facts:
        for name in sorted(found.after.get(facts.id, {})):
            guess = found.said(facts.id, name)
            yield {
                "name": name,
                **_id_record(facts.id),
                **guess_record(guess),
                "columns": list(guess.frame_columns),
                **detail_record(detail_of(found, facts.id, name), uses.get(name, {})),
                **stored_record(stored.get((facts.id, name)), guess),
            }


def _rounded(confidence: float) -> float:
    # Sums of weights have digits that mean nothing.
    return round(confidence, 4)
