"""Which statements of a generated pipeline were never executed."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

_IN_PLACE = frozenset({"moved", "translated", "inline"})
_BLOCKS = (
    ast.If,
    ast.For,
    ast.AsyncFor,
    ast.While,
    ast.With,
    ast.AsyncWith,
    ast.Try,
    ast.TryStar,
    ast.Match,
    ast.ClassDef,
)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a pipeline was executed.

    Attributes:
        statements: Top-level statements of its steps and of the pipeline itself.
        missed: Those that were not executed, as `module.function:line source`.
    """

    statements: int
    missed: tuple[str, ...]


def pipeline_coverage(project: Path, executed: Mapping[str, list[int]]) -> Coverage:
    """Compare a project with the lines that were executed.

    Only statements directly in the body of a step or of the pipeline count: what stands inside an `if` or a loop may be
    on a branch that was not taken.

    Args:
        project: A converted project.
        executed: Lines by absolute path of the file.
    """
    record = json.loads((project / "conversion.json").read_text(encoding="utf-8"))
    total, missed = 0, []
    for notebook in record["notebooks"]:
        folder = project / "src" / record["package"] / notebook["subpackage"]
        for module, functions in _functions(notebook).items():
            place = (folder / f"{module}.py").resolve()
            lines = frozenset(executed.get(str(place), ()))
            for name, line, text in _expected(place, functions):
                total += 1
                if not lines & set(line):
                    missed.append(f"{module}.{name}:{line[0]} {text}")
    return Coverage(total, tuple(missed))


def _functions(notebook: Mapping[str, list[dict[str, str]]]) -> dict[str, set[str]]:
    """Functions that must have run, by module; all of the pipeline's."""
    steps = {(f["module"], f["name"]) for f in notebook["functions"]}
    found: dict[str, set[str]] = {"pipeline": set()}
    for statement in notebook["statements"]:
        key = (statement.get("module", ""), statement.get("function", ""))
        if statement["disposition"] in _IN_PLACE and key in steps and key[0] != "exploration":
            found.setdefault(key[0], set()).add(key[1])
    return found


def _expected(place: Path, functions: set[str]) -> Iterator[tuple[str, range, str]]:
    if not place.is_file():
        return
    source = place.read_text(encoding="utf-8")
    lines = source.splitlines()
    compiled = _lines_with_code(compile(source, str(place), "exec"))
    for function in ast.parse(source).body:
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if function.name not in functions and place.stem != "pipeline":
            continue
        for statement in function.body:
            span = _span(statement)
            if not compiled & set(span):
                # The head of a `while True` is no code. What stands behind a `return` is none either, and is missed.
                span = range(span[0], (statement.end_lineno or span[0]) + 1)
            if _does_something(statement):
                yield function.name, span, lines[span[0] - 1].strip()[:100]


def _does_something(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Constant()) | ast.Global() | ast.Nonlocal() | ast.Pass():
            return False
        case ast.AnnAssign(value=None):
            return False
    return True


def _span(statement: ast.stmt) -> range:
    """Lines of a statement; of a block, those of its head."""
    decorators = getattr(statement, "decorator_list", [])
    first = min([statement.lineno, *(d.lineno for d in decorators)])
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return range(first, statement.lineno + 1)
        case ast.Match():
            return range(first, statement.subject.end_lineno or first + 1)
        case _ if isinstance(statement, _BLOCKS):
            return range(first, max(first + 1, statement.body[0].lineno))
        case _:
            return range(first, (statement.end_lineno or first) + 1)


def _lines_with_code(code: CodeType) -> set[int]:
    found = {line for _, _, line in code.co_lines() if line}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _lines_with_code(constant)
    return found
