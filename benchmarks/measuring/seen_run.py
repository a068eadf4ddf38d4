"""Running a notebook statement by statement, and keeping what was seen."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.notebook.model import StatementId
from nb2prod.verify.bench import bench_for
from nb2prod.verify.model import Options
from nb2prod.verify.workspace import find_origin

AGENT = Path(__file__).parent / "seen"


@dataclass(slots=True)
class Run:
    """What was seen of one notebook.

    Attributes:
        events: One a statement, by cell and ordinal.
        message: Why it ended early.
    """

    events: dict[StatementId, Mapping[str, Any]] = field(default_factory=dict)
    message: str = ""


def seen_of(analysis: Analysis, options: Options, keep: Path | None, kind: str = "types") -> Run:
    """Run a notebook, or read what was seen when it was run before.

    Args:
        analysis: The notebook.
        options: The interpreter, and how long it may run.
        keep: Folder of what was seen before; `None` to run it again.
        kind: What to look at: `types`, with changes, or `columns`.
    """
    task = _task(analysis, kind)
    key = hashlib.sha256(json.dumps(task).encode()).hexdigest()[:24]
    kept = keep / f"{key}.jsonl" if keep else None
    if kept is not None and kept.is_file():
        events = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    else:
        events = _executed(analysis, task, options)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text("".join(json.dumps(event) + "\n" for event in events), encoding="utf-8")
    run = Run(message="it told nothing of its end")
    for event in events:
        if event["event"] == "statement":
            run.events[StatementId(*event["index"])] = event
        else:
            run.message = event.get("message", "")
    return run


def _task(analysis: Analysis, kind: str) -> dict[str, Any]:
    runnable = [s for s in analysis.parsed.statements if s.node is not None]
    last = {s.id.cell: s.id for s in runnable}
    statements = [
        {
            "index": list(s.id),
            "source": s.source,
            "displayed": s.displayed,
            "is_last": last[s.id.cell] == s.id,
            "expects_error": s.expects_error,
        }
        for s in runnable
    ]
    return {"kind": kind, "agent": "nb2prod_seen", "statements": statements}


def _executed(analysis: Analysis, task: Mapping[str, Any], options: Options) -> list[Mapping[str, Any]]:
    origin = find_origin(analysis.notebook, Path("no project"))
    with bench_for(origin, options, lambda _: None) as bench:
        shutil.copytree(AGENT, bench.around.agent / "nb2prod_seen", ignore=shutil.ignore_patterns("__pycache__"))
        ran = bench.run(task, "notebook", {})
    events = list(ran.events)
    if ran.timed_out or not events or events[-1]["event"] == "statement":
        message = "timed out" if ran.timed_out else f"exit code {ran.code}: {ran.said[-300:]}"
        events.append({"event": "broken", "message": message})
    return events
