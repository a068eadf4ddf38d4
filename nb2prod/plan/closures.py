"""Functions that write the notebook's variables and become closures of the pipeline."""

from __future__ import annotations

import ast

from nb2prod.facts.scopes import bound_names, own_nodes, parameters
from nb2prod.facts.tree import children
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit


def to_nonlocal(node: ast.stmt, source: str, variables: frozenset[str]) -> tuple[Edit, ...]:
    """Turn `global x` into `nonlocal x` for a function that becomes a closure of the pipeline."""
    if "global" not in source:
        return ()
    offsets = Offsets(source)
    edits: list[Edit] = _unhide(node, source, variables)
    for found in ast.walk(node):
        if isinstance(found, ast.Global):
            start, end = offsets.span(found)
            ours = [n for n in found.names if n in variables]
            rest = [n for n in found.names if n not in variables]
            lines = ([f"nonlocal {', '.join(ours)}"] if ours else []) + ([f"global {', '.join(rest)}"] if rest else [])
            edits.append(Edit(start, end, "; ".join(lines)))
    return tuple(edits)


def _unhide(node: ast.stmt, source: str, variables: frozenset[str]) -> list[Edit]:
    """Rename a local variable between the pipeline's variable and an inner function's `global` of that name.

    `nonlocal` would find the local one.
    """
    functions = [n for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    edits: list[Edit] = []
    for function in functions:
        own = own_nodes(function.body)
        declared = {n for d in own if isinstance(d, ast.Global | ast.Nonlocal) for n in d.names}
        local = (bound_names(own) | {a.arg for a in parameters(function.args)}) - declared
        inner = {n for d in ast.walk(function) if isinstance(d, ast.Global) for n in d.names}
        for name in sorted(local & inner & variables):
            edits += _rename_local(function, source, name, f"{name}_local")
    return edits


def _rename_local(function: ast.AST, source: str, name: str, fresh: str) -> list[Edit]:
    offsets = Offsets(source)
    edits: list[Edit] = []
    todo: list[ast.AST] = list(children(function))
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _has_own(node, name):
            continue
        match node:
            case ast.Name(id=found) if found == name:
                edits.append(Edit(*offsets.span(node), fresh))
            case ast.arg(arg=found) if found == name:
                start = offsets.at(node.lineno, node.col_offset)
                edits.append(Edit(start, start + len(name), fresh))
            case ast.Nonlocal(names=names) if name in names:
                edits.append(
                    Edit(*offsets.span(node), f"nonlocal {', '.join(fresh if n == name else n for n in names)}")
                )
        todo += children(node)
    return edits


def _has_own(function: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> bool:
    """Whether the name means another variable in an inner function."""
    own = own_nodes(function.body)
    bound = bound_names(own) | {a.arg for a in parameters(function.args)}
    return name in bound and not any(name in d.names for d in own if isinstance(d, ast.Nonlocal))


def without_globals(node: ast.stmt, source: str, parameters: frozenset[str]) -> tuple[Edit, ...]:
    """Drop `global x` for names that a function takes as parameters now."""
    if "global" not in source:
        return ()
    offsets = Offsets(source)
    edits: list[Edit] = []
    for found in ast.walk(node):
        if isinstance(found, ast.Global) and set(found.names) & parameters:
            rest = [n for n in found.names if n not in parameters]
            edits.append(Edit(*offsets.span(found), f"global {', '.join(rest)}" if rest else "pass"))
    return tuple(edits)
