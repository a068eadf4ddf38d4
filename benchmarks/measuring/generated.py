"""Converting one notebook and measuring the code that comes of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from measuring.as_script import Script, StatementKey, as_script, lines_of_package
from measuring.findings import Written
from measuring.shapes import Shape, repeated, shapes_of
from measuring.worker import SCRIPT_PREFIX, Task

if TYPE_CHECKING:
    from nb2prod.analysis import Analysis

# Written from a template, the same for every notebook.
_SURROUNDINGS = frozenset({"__init__", "__main__", "settings"})


@dataclass(frozen=True, slots=True)
class Generated:
    """The package of one notebook.

    Attributes:
        path: The notebook.
        failure: Why there is no package; empty where there is one.
        shapes: Its functions.
        same: Functions whose body another has, too.
        alike: Functions equal to another up to names and literals.
        code_lines: Lines of the package and of its tests.
        test_lines: Lines of its tests.
        written: What linters are to compare; `None` without a package.
    """

    path: str
    failure: str = ""
    shapes: tuple[Shape, ...] = ()
    same: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    code_lines: int = 0
    test_lines: int = 0
    written: Written | None = None


def generate(task: Task) -> Generated:
    """Convert a notebook, write the project and the notebook as a script, and measure its functions."""
    from nb2prod.config import Config
    from nb2prod.finding import Nb2prodError
    from nb2prod.pipeline import prepare

    try:
        conversion = prepare([task.folder / task.path], Path(f"n{task.number:05}"), Config())
    except Nb2prodError as error:
        return Generated(task.path, f"refused: {error.message}")
    except Exception as error:
        return Generated(task.path, f"{type(error).__name__}: {error}")
    part, package = conversion.request.parts[0], conversion.project.package
    script = _script(part.analysis)
    texts = {str(f.path): f.text for f in conversion.project.files}
    for path, text in {**texts, f"{SCRIPT_PREFIX}{task.number:05}.py": script.text}.items():
        place = task.output / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8", "replace"))
    copied = frozenset(str(f.path) for f in conversion.request.local_modules.files(package))
    steps = {f"{s.function.module}.{s.function.name}": s.function.activity for s in part.plan.steps if s.function}
    authors = {h.name for m in part.plan.modules for h in m.hoisted}
    code = {p: t for p, t in texts.items() if p.endswith(".py") and p not in copied and "leftovers" not in p}
    modules = {Path(p).stem: t for p, t in code.items() if p.startswith("src/") and Path(p).stem not in _SURROUNDINGS}
    shapes = tuple(s for name, text in modules.items() for s in shapes_of(name, text, steps, authors))
    same, alike = repeated([s for s in shapes if not s.authors])
    record: dict[str, Any] = json.loads(texts["conversion.json"])["notebooks"][0]
    return Generated(
        path=task.path,
        shapes=shapes,
        same=tuple(same),
        alike=tuple(alike),
        code_lines=sum(t.count("\n") for t in code.values()),
        test_lines=sum(t.count("\n") for p, t in code.items() if p.startswith("tests/")),
        written=Written(task.output, script, lines_of_package(record), copied),
    )


def _script(analysis: Analysis) -> Script:
    statements: list[tuple[StatementKey, str]] = [
        ((s.id.cell, s.id.ordinal), "\n".join([*s.comments, s.source]))
        for s in analysis.parsed.statements
        if s.node is not None
    ]
    return as_script(statements)
