"""What the agent is told to do: to keep the inputs of steps, to run their statements alone, to run the tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.notebook.model import Statement
from nb2prod.record.subject import Closure, Place, Subject
from nb2prod.record.subjects import own_names, setup_of, statements_by_place
from nb2prod.verify.bench import Bench
from nb2prod.verify.places import Places
from nb2prod.verify.tasks import notebook_task

AGENT = "nb2prod_recorder"
LARGEST_PROJECT = 5 * 1000 * 1000
LONGEST_STEP = 120.0


def key_of(subject: Subject, places: Places) -> str:
    """Name of a subject's fixtures: one folder holds those of all notebooks."""
    below = places.package.removeprefix(places.root).removeprefix(".")
    return f"{below}_{subject.name}" if below else subject.name


def capture_task(analysis: Analysis, subjects: Sequence[Subject], folder: Path) -> dict[str, Any]:
    """Run the notebook, and keep what each step starts from.

    Args:
        analysis: The notebook.
        subjects: What is recorded.
        folder: Where to keep it.

    Returns:
        The task.
    """
    task = notebook_task(analysis)
    known = statements_by_place(analysis)
    for cell in task["cells"]:
        cell["statements"] = [
            [ordinal, statement.location.line, statement.source]
            for (index, ordinal), statement in sorted(known.items())
            if index == cell["index"]
        ]
    steps = [
        {
            "name": s.name,
            "inputs": [[n, *place] for n, place in s.starts.items()],
            "statements": s.places,
            "closures": {c.name: _closure(c, known) for c in s.closures},
            "classes": {c.name: _closure(c, known) for c in s.classes},
        }
        for s in subjects
        if not s.defined
    ]
    functions = {s.name: {"name": s.defined, "cell": s.places[0][0], "added": s.added} for s in subjects if s.defined}
    return {**task, "kind": "capture", "agent": AGENT, "steps": steps, "functions": functions, "captured": str(folder)}


def _closure(closure: Closure, known: Mapping[Place, Statement]) -> dict[str, Any]:
    texts = [known[place].source for place in (*closure.imports, closure.place) if place in known]
    inner = {one.name: _closure(one, known) for one in closure.inner}
    return {"texts": texts, "reads": closure.reads, "inner": inner}


def replay_task(
    analysis: Analysis, subjects: Sequence[Subject], places: Places, bench: Bench, room: int
) -> dict[str, Any]:
    """Run each step's statements alone.

    Args:
        analysis: The notebook.
        subjects: What is recorded.
        places: Where its statements are in the project.
        bench: Where to run.
        room: Bytes that fixtures may take.

    Returns:
        The task.
    """
    known = statements_by_place(analysis)
    described = [
        {
            "name": s.name,
            "key": key_of(s, places),
            "kind": "function" if s.defined else "step",
            "function": s.defined,
            "added": s.added,
            "places": [] if s.defined else s.places,
            "last": max(s.places) if not s.defined else [10**9, 0],
            "statements": [_located(known[p].id.cell, *_parts(known[p])) for p in s.places if p in known],
            "returns": s.returns,
            "call": {
                "function": f"{places.package}.{s.module}:{s.function}",
                "settings": f"{places.package}.settings:Settings",
                "arguments": [[a.parameter, a.setting] for a in s.arguments],
                "returns": s.returns,
            },
        }
        for s in subjects
    ]
    return {
        "kind": "replay",
        "agent": AGENT,
        "captured": str(bench.folder / "captured"),
        "recorded": str(bench.folder / "recorded"),
        "setup": [[s.id.cell, s.id.ordinal, s.location.line, s.source] for s in setup_of(analysis, places)],
        "steps": [d for d in described if d["kind"] == "step"],
        "functions": [d for d in described if d["kind"] == "function"],
        "own": own_names(places),
        "renamed": places.renamed,
        "root_package": places.root,
        "base": base_variable(places),
        "home": bench.origin.folder.as_posix(),
        "room": room,
        "seconds": min(bench.options.timeout, LONGEST_STEP),
    }


def _parts(statement: Any) -> tuple[int, int, str, bool]:  # noqa: ANN401 - a statement
    return statement.id.ordinal, statement.location.line, statement.source, statement.expects_error


def _located(cell: int, ordinal: int, line: int, source: str, expects_error: bool) -> list[Any]:  # noqa: FBT001
    return [cell, ordinal, line, source, expects_error]


def base_variable(places: Places) -> str:
    """Environment variable that names the folder with the data, as the project's other tests know it."""
    settings = places.source.joinpath(*places.package.split("."), "settings.py")
    text = settings.read_text(encoding="utf-8") if settings.is_file() else ""
    variable = f"{places.root.upper()}_BASE"
    while f'"{variable}"' in text:
        variable += "_FOLDER"
    return variable


def check_task(bench: Bench, project: Path, places: Places) -> dict[str, Any]:
    """Run the recorded tests of a copy of the project."""
    folder = bench.folder / "copy" / bench.origin.folder
    tests = "tests/recorded"
    environment = {base_variable(places): str(folder)}
    return {"kind": "check", "agent": AGENT, "project": str(project), "tests": tests, "environment": environment}
