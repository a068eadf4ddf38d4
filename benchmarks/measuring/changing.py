"""Whether code holds anything that can change an object, by its looks alone and without the tables."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping

METHODS = frozenset(
    "append extend insert pop popitem popleft appendleft remove discard clear update setdefault sort reverse add "
    "shuffle fill put resize partition itemset setflags seed send throw close read readline readlines readinto "
    "write writelines seek next register subscribe connect execute fit fit_transform fit_predict fit_resample "
    "partial_fit set_params smooth summary_frame conf_int_samples plot_forest get_prediction train eval backward "
    "step zero_grad load_state_dict load_weights compile build subtract intersection_update difference_update "
    "symmetric_difference_update build_vocab".split()
)
"""Methods that change what they are called on, in the standard library and in common ones."""

_SWITCHES = frozenset({"inplace", "out"})
_CALLS = frozenset({"next", "setattr", "delattr", "exec", "eval", "globals", "vars", "shuffle"})


def holds_change(node: ast.AST, functions: Mapping[str, ast.AST]) -> bool:
    """Whether code, or a function or class of the notebook that it names, holds a call or store that can change.

    Args:
        node: The code.
        functions: Functions and classes of the notebook, by name.
    """
    waiting, known = [node], {id(node)}
    while waiting:
        part = waiting.pop()
        for inner in ast.walk(part):
            if _is_change(inner):
                return True
            name = inner.id if isinstance(inner, ast.Name) else inner.attr if isinstance(inner, ast.Attribute) else ""
            other = functions.get(name)
            if other is not None and id(other) not in known:
                known.add(id(other))
                waiting.append(other)
    return False


def _is_change(node: ast.AST) -> bool:
    match node:
        case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.AugAssign():
            return True
        case ast.Call(func=function, keywords=keywords):
            return any(k.arg in _SWITCHES and not _is_off(k.value) for k in keywords) or _is_changing(function)
        case ast.Global() | ast.Yield() | ast.YieldFrom():
            return True
    return False


def _is_changing(function: ast.expr) -> bool:
    match function:
        case ast.Attribute(attr=name):
            return name in METHODS or name.startswith(("set_", "add_"))
        case ast.Name(id=name):
            return name in _CALLS
    return False


def _is_off(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value in (False, None)


def definitions_of(nodes: Iterable[ast.stmt | None]) -> dict[str, ast.AST]:
    """Functions and classes that statements define, methods too, by name."""
    return {
        inner.name: inner
        for node in nodes
        if node is not None
        for inner in ast.walk(node)
        if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
