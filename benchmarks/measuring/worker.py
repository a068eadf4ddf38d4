"""Measuring one notebook, in a process that can be killed."""

from __future__ import annotations

import ast
import json
import re
import time
import traceback
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

from measuring.binding import bound_names, missing_imports, spelled_out, undefined_names
from measuring.model import Length, Measured, Outcome

if TYPE_CHECKING:
    from nb2prod.analysis import Analysis
    from nb2prod.pipeline import Conversion
    from nb2prod.plan.model import Plan
    from nb2prod.render.model import Project

# The notebook as one module; its name is no other's, since mypy looks at many of them at once.
SCRIPT_PREFIX = "as_script_"


@dataclass(frozen=True, slots=True)
class Task:
    """A notebook to measure.

    Attributes:
        number: Its number; its package is called after it, so that no two are the same.
        folder: The measured folder.
        path: The notebook, below it.
        output: Folder to write the project and the notebook as a script to.
    """

    number: int
    folder: Path
    path: str
    output: Path


def serve(connection: Connection) -> None:
    """Measure notebooks until there are no more; sends whether all cells parse first, then what was measured."""
    while (task := connection.recv()) is not None:
        connection.send(measure(task, connection))


def measure(task: Task, connection: Connection | None = None) -> Measured:
    """Read, plan, convert and write one notebook.

    Args:
        task: The notebook.
        connection: Told early whether all cells parse, in case that the rest never ends.
    """
    from nb2prod.finding import Nb2prodError

    parses: bool | None = None
    try:
        parses = _all_cells_parse(task.folder / task.path)
        if connection:
            connection.send(parses)
        return replace(_convert(task), parses=parses)
    except Nb2prodError as error:
        return Measured(task.path, Outcome.REFUSED, parses, error.message)
    except Exception as error:
        place = _place(error)
        return Measured(task.path, Outcome.CRASHED, parses, place, traceback.format_exc(limit=-12))


def _all_cells_parse(path: Path) -> bool | None:
    from nb2prod.finding import Nb2prodError
    from nb2prod.notebook import parse_cells, read_source, require_python

    try:
        notebook = read_source(path)
        require_python(notebook)
    except Nb2prodError:
        return None
    parsed = parse_cells(notebook)
    return bool(parsed.statements) and not parsed.unparsed


def _place(error: Exception) -> str:
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "nb2prod" in Path(f.filename).parts]
    frame = frames[-1] if frames else traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} in {Path(frame.filename).parent.name}/{Path(frame.filename).name}:{frame.name}"


def _convert(task: Task) -> Measured:
    from nb2prod.config import Config
    from nb2prod.pipeline import prepare

    plan_ms = _time_plan(task.folder / task.path)
    before = time.perf_counter()
    conversion = prepare([task.folder / task.path], Path(f"n{task.number:05}"), Config())
    seconds = time.perf_counter() - before
    part = conversion.request.parts[0]
    _write(conversion.project, task.output)
    script = "\n".join(s.source for s in part.analysis.parsed.statements if s.node is not None) + "\n"
    shown = spelled_out(script).encode("utf-8", "replace")
    (task.output / f"{SCRIPT_PREFIX}{task.number:05}.py").write_bytes(shown)
    measured = _accounting(Measured(task.path, Outcome.CONVERTED), conversion, part.analysis, part.plan)
    return _code(replace(measured, plan_ms=plan_ms, convert_s=seconds), conversion, script)


def _time_plan(path: Path) -> float:
    from nb2prod.config import Config
    from nb2prod.notebook import read_source
    from nb2prod.pipeline import analyze_notebook, knowledge_of
    from nb2prod.plan.build import Options, plan

    knowledge = knowledge_of(Config())
    before = time.process_time()
    plan(analyze_notebook(read_source(path), knowledge), knowledge, Options())
    return (time.process_time() - before) * 1000


def _write(project: Project, output: Path) -> None:
    for file in project.files:
        place = output / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.text.encode("utf-8"))


def _accounting(measured: Measured, conversion: Conversion, analysis: Analysis, plan: Plan) -> Measured:
    record = json.loads(next(f.text for f in conversion.project.files if str(f.path) == "conversion.json"))
    expected = len(analysis.parsed.statements) + len(analysis.parsed.unparsed)
    distinct = {d.statement for d in plan.dispositions}
    needs_reason = [d for d in plan.dispositions if d.kind.value in {"inline", "omitted"}]
    return replace(
        measured,
        statements=expected,
        dispositions=record["dispositions"],
        accounted=len(distinct)
        == len(plan.dispositions)
        == record["statements"]
        == sum(record["dispositions"].values())
        == expected,
        unexplained=sum(not d.reason for d in needs_reason),
        inline_reasons=tuple(_kind_of(d.reason) for d in needs_reason if d.kind.value == "inline"),
    )


def _kind_of(reason: str) -> str:
    return re.sub(r"`[^`]*`|'[^']*'|\d+", "…", reason) or "no reason"


def _code(measured: Measured, conversion: Conversion, script: str) -> Measured:
    package = conversion.project.package
    copied = {str(f.path) for f in conversion.request.local_modules.files(package)}
    texts = {str(f.path): f.text for f in conversion.project.files if f.path.suffix == ".py"}
    unparsable = tuple(sorted(path for path, text in texts.items() if not _parses(text)))
    texts = {path: text for path, text in texts.items() if path not in unparsable}
    own = {path: text for path, text in texts.items() if path not in copied}
    steps = {f"{s.function.module}.{s.function.name}" for s in conversion.request.parts[0].plan.steps if s.function}
    return replace(
        measured,
        copied=tuple(sorted(copied)),
        unparsable=unparsable,
        undefined=tuple(_undefined(own, texts, package, script)),
        functions=tuple(f for path, text in own.items() if "src/" in path for f in _lengths(path, text, steps)),
    )


def _parses(text: str) -> bool:
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _undefined(own: dict[str, str], texts: dict[str, str], package: str, script: str) -> list[str]:
    excused = undefined_names(script)
    defined = {_dotted(path): bound_names(text) for path, text in texts.items() if path.startswith("src/")}
    return [
        f"{name} ({path})"
        for path, text in sorted(own.items())
        for name in sorted((undefined_names(text) - excused) | missing_imports(text, package, defined))
    ]


def _dotted(path: str) -> str:
    return path.removeprefix("src/").removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _lengths(path: str, text: str, steps: set[str]) -> list[Length]:
    found = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            name = f"{Path(path).stem}.{node.name}"
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            found.append(Length(name, (node.end_lineno or first) - first + 1, name in steps))
    return found
