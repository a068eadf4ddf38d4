"""Lines that only look something up, and fail: `d["missing"]` stops a notebook, though it binds and changes nothing.

Most look-ups of a notebook succeed, or nobody would have kept them; so only those count that can be seen to fail.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping, Sequence

from nb2prod.facts.chains import dotted
from nb2prod.facts.scopes import own_nodes
from nb2prod.plan.types_at import TypesAt
from nb2prod.plan.unit import Bindings, Unit

FRAME = "pandas.DataFrame"
LONGEST_TEXT = 1000
_READERS: Mapping[str, Callable[[str], object]] = {"int": int, "float": float, "json.loads": json.loads}
Literals = dict[str, ast.expr]


def failing_looks(units: Sequence[Unit], bindings: Bindings, types: TypesAt) -> frozenset[int]:
    """Find the lines that only look something up which is known not to be there.

    Args:
        units: All statements.
        bindings: Who binds and reads what.
        types: Types, for the columns of frames.

    Returns:
        Their positions.
    """
    literals: Literals = {}
    found: set[int] = set()
    for unit in units:
        if _only_looks(unit) and any(_fails(n, literals, unit, types) for n in _parts(unit)):
            found.add(unit.position)
        _follow(unit, literals, bindings)
    return frozenset(found)


def _parts(unit: Unit) -> list[ast.AST]:
    return [] if unit.statement.node is None else list(own_nodes([unit.statement.node]))


def _only_looks(unit: Unit) -> bool:
    aside = "<figures>" in unit.effects.mutates or unit.tags & {"nb2prod:skip", "nb2prod:explore"}
    return isinstance(unit.statement.node, ast.Expr) and not aside


def _follow(unit: Unit, literals: Literals, bindings: Bindings) -> None:
    """Keep what names are bound to as long as nothing can have changed it."""
    touched = unit.binds | unit.facts.deletes | unit.facts.changes | unit.effects.mutates
    for name in [n for n in literals if n in touched or (unit.effects.unknown and n in unit.facts.reads)]:
        del literals[name]
    match unit.statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Dict() | ast.List() | ast.Tuple() as value):
            if name not in bindings.global_writes:
                literals[name] = value


def _fails(node: ast.AST, literals: Literals, unit: Unit, types: TypesAt) -> bool:
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=key) if name in literals:
            return _lacks(literals[name], key)
        case ast.Subscript(value=ast.Dict() | ast.List() | ast.Tuple() as value, slice=key):
            return _lacks(value, key)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(column))):
            guess = types.before(name, unit.position)
            return guess.type == FRAME and bool(guess.columns) and column not in guess.columns
        case ast.Call(func=function, args=[ast.Constant(value=str(text))], keywords=[]):
            return _cannot_read(dotted(function), text)
    return False


def _lacks(value: ast.expr, key: ast.expr) -> bool:
    """Whether a display of a dict or a sequence has nothing under a literal key."""
    try:
        wanted = ast.literal_eval(key)
        match value:
            case ast.Dict(keys=keys):
                return wanted not in [ast.literal_eval(k) for k in keys if k is not None] and None not in keys
            case ast.List(elts=parts) | ast.Tuple(elts=parts):
                whole = not any(isinstance(p, ast.Starred) for p in parts)
                return whole and isinstance(wanted, int) and not -len(parts) <= wanted < len(parts)
    except (ValueError, TypeError, SyntaxError, RecursionError):
        pass
    return False


def _cannot_read(function: str, text: str) -> bool:
    if function not in _READERS or len(text) > LONGEST_TEXT:
        return False
    try:
        _READERS[function](text)
    except (ValueError, RecursionError):
        return True
    return False
