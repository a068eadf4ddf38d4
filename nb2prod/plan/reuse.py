"""Steps that do the same become one function that the pipeline calls again: a second one would only be read twice.

Such a step may keep nothing to itself: what the statements behind a later call bind has to be seen where the pipeline
calls it, since that is where they then stand.
"""

from __future__ import annotations

import ast
from collections.abc import Hashable, Sequence
from dataclasses import replace

from nb2prod.facts.tree import descendants
from nb2prod.plan.edits import apply_edits
from nb2prod.plan.model import Function, Piece, Step

Key = tuple[Hashable, ...]
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def reuse_equal(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Let steps that are equal share the function of the first of them.

    Args:
        steps: Steps of the pipeline, in order.

    Returns:
        The same steps; those that came later say which function of their own they would have had.
    """
    groups: dict[Key, list[Function]] = {}
    for step in steps:
        if step.function is not None and _may_be_shared(step.function):
            groups.setdefault(_key(step.function), []).append(step.function)
    shared = {key: _joined(group) for key, group in groups.items() if len(group) > 1}
    return tuple(_shared(step, shared) for step in steps)


def _shared(step: Step, shared: dict[Key, Function]) -> Step:
    if step.function is None or not _may_be_shared(step.function):
        return step
    function = shared.get(_key(step.function))
    if function is None:
        return step
    is_first = function.name == step.function.name
    return replace(step, function=function, repeats=None if is_first else step.function)


def _joined(group: Sequence[Function]) -> Function:
    """The first function of several, with the cells of all; of columns only what holds for each is told."""
    first = group[0]
    columns = [{f.parameters[place].columns for f in group} for place in range(len(first.parameters))]
    parameters = tuple(
        p if len(found) == 1 else replace(p, columns=type(p.columns)())
        for p, found in zip(first.parameters, columns, strict=True)
    )
    return replace(first, parameters=parameters, cells=tuple(sorted({c for f in group for c in f.cells})))


def _may_be_shared(function: Function) -> bool:
    special = function.expects_error or function.data or function.substeps or function.prologue
    returned = {r.name for r in function.returns}
    return not special and all(_bound(p.statement.node) <= returned for p in function.pieces)


def _bound(node: ast.stmt | None) -> set[str]:
    """Names that a statement may bind where it stands."""
    if node is None:
        return {""}
    found: set[str] = set()
    for inner in descendants(node):
        match inner:
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()) | ast.ExceptHandler(name=str(name)):
                found.add(name)
            case ast.Import() | ast.ImportFrom() | ast.Global() | ast.Nonlocal():
                found.add("")
        if isinstance(inner, _SCOPES):
            found.add("")
    return found


def _key(function: Function) -> Key:
    """What two functions have in common that do the same, under the same names."""
    parameters = tuple((p.name, p.kind, p.guess.type, p.default) for p in function.parameters)
    returns = tuple((r.name, r.guess.type) for r in function.returns)
    body = tuple(map(_text, function.pieces))
    return (function.module, parameters, returns, body, function.imports, function.awaits)


def _text(piece: Piece) -> Key:
    """A statement as it will run; comments and layout make no difference."""
    source = apply_edits(piece.statement.source, piece.edits)
    return (piece.before, ast.dump(ast.parse(source)), piece.after)
