"""What `conversion.json` says of a notebook."""

from __future__ import annotations

import json

from nb2prod.plan.build import plan
from nb2prod.plan.model import DispositionKind
from nb2prod.render.record import count_dispositions, notebook_record
from tests.unit.making import analysis_of, knowledge

CELLS = (
    "import random\nK = 3\ndef f(p):\n    return p * K",
    "random.seed(5)\nx = f(random.random())\nx",
    "no Python here",
    "print(x)",
)


def test_counts_add_up_to_the_whole() -> None:
    made = plan(analysis_of(*CELLS), knowledge())
    counts = count_dispositions(made)
    assert set(counts) == {k.value for k in DispositionKind}
    assert sum(counts.values()) == len(made.dispositions) == 8
    assert counts["leftover"] == 1


def test_the_record_is_plain_data_and_names_every_statement_and_literal() -> None:
    analysis = analysis_of(*CELLS)
    made = plan(analysis, knowledge())
    functions = {(s.function.module, s.function.name) for s in made.steps if s.function}
    record = notebook_record(analysis, made, dict.fromkeys(functions, (3, 9)), "part")
    assert json.loads(json.dumps(record)) == record
    assert [(s["cell"], s["ordinal"]) for s in record["statements"]] == [
        (d.statement.cell, d.statement.ordinal) for d in made.dispositions
    ]
    moved = [s for s in record["statements"] if s["disposition"] == "moved"]
    assert moved
    assert all(s["lines"] == [3, 9] for s in moved)
    assert all(s["line"] >= 1 for s in record["statements"] if s["disposition"] != "leftover")
    assert {"cell": 2, "ordinal": 0, "text": "5", "target": "settings.seed"} in record["literals"]
    assert {f["name"] for f in record["functions"]} == {name for _, name in functions}
    assert record["subpackage"] == "part"
    assert record["path"] == "nb.ipynb"
