"""Lines that only look something up, and fail: `d["missing"]` stops a notebook, though it binds and changes nothing.

Most look-ups of a notebook succeed, or nobody would have kept them; so only those count that can be seen to fail.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping, Sequence

from nb2prod.facts.chains import dotted
from nb2prod.facts.gather import STARRED, all_names
from nb2prod.facts.scopes import own_nodes
from nb2prod.plan.failing_columns import columns_asked
from nb2prod.plan.types_at import TypesAt
from nb2prod.plan.unit import Bindings, Unit

FRAME = "pandas.DataFrame"
LONGEST_TEXT = 1000
_READERS: Mapping[str, Callable[[str], object]] = {"int": int, "float": float, "json.loads": json.loads}
_KEPT = (ast.Dict, ast.List, ast.Tuple, ast.Constant)
_NUMBERS = frozenset({"int", "float", "complex"})
_MAY_FAIL = (ast.Subscript, ast.Attribute, ast.Call, ast.BinOp)
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
    functions = {u.facts.definition.name: u.statement.node for u in units if u.facts.definition is not None}
    for unit in units:
        if _only_looks(unit) and any(
            _misfits(n, functions, bindings) or _fails(n, literals, unit, types) for n in _parts(unit)
        ):
            found.add(unit.position)
        _follow(unit, literals, bindings)
    return frozenset(found)


def _misfits(node: ast.AST, functions: Mapping[str, ast.stmt | None], bindings: Bindings) -> bool:
    """Whether a function of the notebook is called with too few or too many arguments."""
    match node:
        case ast.Call(func=ast.Name(id=name), args=given, keywords=keywords) if name in functions:
            function = functions[name]
            if not isinstance(function, ast.FunctionDef) or function.decorator_list or len(bindings.binders[name]) > 1:
                return False
            if any(isinstance(a, ast.Starred) for a in given) or any(k.arg is None for k in keywords):
                return False
            wanted = function.args
            places = [*wanted.posonlyargs, *wanted.args]
            named = {k.arg for k in keywords}
            needed = {a.arg for a in places[len(given) : len(places) - len(wanted.defaults)]}
            needed |= {a.arg for a, d in zip(wanted.kwonlyargs, wanted.kw_defaults, strict=True) if d is None}
            return bool(needed - named) or (len(given) > len(places) and wanted.vararg is None)
    return False


def _parts(unit: Unit) -> list[ast.AST]:
    """The look-ups, calls and operations of a statement: what else it consists of does not fail."""
    own = [] if unit.statement.node is None else own_nodes([unit.statement.node])
    return [n for n in own if isinstance(n, _MAY_FAIL)]


def _only_looks(unit: Unit) -> bool:
    aside = "<figures>" in unit.effects.mutates or unit.tags & {"nb2prod:skip", "nb2prod:explore"}
    return isinstance(unit.statement.node, ast.Expr) and not aside


def _follow(unit: Unit, literals: Literals, bindings: Bindings) -> None:
    """Keep what names are bound to as long as nothing can have changed it."""
    touched = unit.binds | unit.facts.deletes | unit.facts.changes | unit.effects.mutates
    for name in [n for n in literals if n in touched or (unit.effects.unknown and n in unit.facts.reads)]:
        del literals[name]
    match unit.statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if isinstance(value, _KEPT):
            if name not in bindings.global_writes:
                literals[name] = value


def _fails(node: ast.AST, literals: Literals, unit: Unit, types: TypesAt) -> bool:
    if _lacks_columns(node, unit, types):
        return True
    match node:
        case ast.Subscript(value=ast.Name(id=name), slice=key) if name in literals:
            return _lacks(literals[name], key)
        case ast.Subscript(value=ast.Dict() | ast.List() | ast.Tuple() as value, slice=key):
            return _lacks(value, key)
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(column))):
            guess = types.before(name, unit.position)
            return guess.type == FRAME and bool(guess.columns) and column not in guess.columns
        case ast.Call(func=function, args=[given], keywords=[]):
            match literals.get(given.id) if isinstance(given, ast.Name) else given:
                case ast.Constant(value=str(text)):
                    return _cannot_read(dotted(function), text)
        case ast.BinOp(left=left, op=ast.Add() | ast.Sub() | ast.Div(), right=right):
            kinds = {_kind(left, unit, types), _kind(right, unit, types)}
            return "str" in kinds and bool(kinds & _NUMBERS)
    return _lacks_attribute(node, unit, types)


def _lacks_columns(node: ast.AST, unit: Unit, types: TypesAt) -> bool:
    name, asked = columns_asked(node)
    if not asked:
        return False
    guess = types.before(name, unit.position)
    return guess.type == FRAME and bool(guess.columns) and not asked <= {*guess.columns}


def _kind(node: ast.expr, unit: Unit, types: TypesAt) -> str:
    match node:
        case ast.Name(id=name):
            return types.before(name, unit.position).type
        case ast.Constant(value=value):
            return type(value).__name__
    return "?"


def _lacks_attribute(node: ast.AST, unit: Unit, types: TypesAt) -> bool:
    """Whether an attribute is looked up that a frame, `None` or a module of the standard library does not have."""
    match node:
        case ast.Subscript(value=ast.Name(id=name)):
            return types.before(name, unit.position).type == "none"
        case ast.Attribute(value=ast.Name(id=name), attr=attribute, ctx=ast.Load()):
            module = types.qualified(name)
            if module in STARRED:
                return attribute not in all_names(module)
            guess = types.before(name, unit.position)
            if guess.type == FRAME and guess.columns:
                return attribute not in guess.columns and not types.has_member(FRAME, attribute)
            return guess.type == "none"
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
