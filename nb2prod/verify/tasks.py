"""What the agent is told to do: to run the notebook's cells, or the package with probes in its steps."""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.notebook.model import CellKind, StatementId
from nb2prod.verify.agent.reading import is_name_of_the_shell
from nb2prod.verify.places import PIPELINE, Places
from nb2prod.verify.schedule import Schedule

Borders = Mapping[StatementId, tuple[str, ...]]


def notebook_task(analysis: Analysis, borders: Borders | None = None) -> dict[str, Any]:
    """Code cells in their order: for IPython their source, for an environment without it their statements.

    Args:
        analysis: The notebook.
        borders: Statements behind which the values of some names are asked for.

    Returns:
        The task.
    """
    marks: dict[int, list[tuple[int, tuple[str, ...]]]] = {}
    for place, names in (borders or {}).items():
        marks.setdefault(place.cell, []).append((place.ordinal, names))
    statements: dict[int, list[tuple[int, str]]] = {}
    for statement in analysis.parsed.statements:
        if statement.node is not None:
            statements.setdefault(statement.id.cell, []).append((statement.location.line, statement.source))
    magic = {s.id.cell for s in analysis.parsed.statements if s.magic is not None or s.node is None}
    unknown = {s.id.cell for s in analysis.parsed.statements if s.node is None}
    unknown |= {part.cell for part in analysis.parsed.unparsed}
    cells = [
        {
            "index": cell.index,
            "source": cell.source,
            "statements": statements.get(cell.index, []),
            # Where magics are translated, statements can't be counted.
            "marks": marks.get(cell.index, []) if cell.index not in magic else [],
            "is_known": cell.index not in unknown,
            "expects_error": "raises-exception" in cell.tags,
        }
        for cell in analysis.notebook.cells
        if cell.kind is CellKind.CODE and cell.source.strip()
    ]
    return {"kind": "notebook", "cells": cells, "ipython": True, **_names(analysis)}


def _names(analysis: Analysis) -> dict[str, Any]:
    """Which names are compared although the shell or the language has them, and which are not for being imported."""
    bound = {name for facts in analysis.facts if not facts.imports for name in facts.may_bind}
    starred = dict.fromkeys(i.module for facts in analysis.facts for i in facts.imports if i.name == "*")
    # `_ = …` that nothing reads says that the value does not matter.
    read = {name for facts in analysis.facts for name in facts.reads | _free(facts)}
    kept = sorted(n for n in bound if n in read and (is_name_of_the_shell(n) or hasattr(builtins, n)))
    return {"kept": kept, "starred": list(starred), "bound": sorted(bound) if starred else []}


def _free(facts: Facts) -> frozenset[str]:
    return facts.definition.free | facts.definition.eager if facts.definition is not None else frozenset()


def package_task(places: Places, plan: Schedule) -> dict[str, Any]:
    """The pipeline, with what to read at which probe.

    Args:
        places: Where the notebook's statements are.
        plan: What to read.

    Returns:
        The task.
    """
    probes: dict[str, list[tuple[str, int, int]]] = {}
    for (module, function, line), number in plan.probes.items():
        probes.setdefault(f"{places.package}.{module}", []).append((function, line, number))
    last = {name: cell for cell, name in sorted(plan.steps)}
    explorations = {s.function for s in places.statements if s.module == "exploration" and s.order is not None}
    return {
        "kind": "package",
        "package": places.package,
        "root_package": places.root,
        "source": str(places.source.resolve()),
        "modules": sorted(places.modules),
        "renamed": places.renamed,
        "probes": probes,
        "returned": _single_results(places),
        "once": sorted(n for (m, f, _), n in plan.probes.items() if f in places.repeated and m != PIPELINE),
        "wanted": {
            n: [[r.cell, r.name, r.home, r.own, r.handed_on, r.early] for r in reads] for n, reads in plan.reads.items()
        },
        "again": {n: [again.values, again.names] for n, again in plan.again.items()},
        "explorations": sorted(explorations),
        "outputs": [[last[name], name] for name in places.outputs if name in last],
    }


def _single_results(places: Places) -> dict[str, dict[str, str]]:
    """Names of what steps return that return one value, by module and function."""
    found: dict[str, dict[str, str]] = {}
    for (module, function), names in places.returns.items():
        if len(names) == 1:
            found.setdefault(f"{places.package}.{module}", {})[function] = next(iter(names))
    return found


def labels(plan: Schedule) -> dict[int, str]:
    """Name of the step at each probe."""
    return {number: f"{module}.{function}" for (module, function, _), number in plan.probes.items()}
