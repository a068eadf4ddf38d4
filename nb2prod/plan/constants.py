"""Which assignments are constants: bound once, to something that nothing changes, and used by definitions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nb2prod.facts.chains import dotted
from nb2prod.facts.tree import descendants
from nb2prod.plan.bootstrap import ENVIRONMENT
from nb2prod.plan.imports import Imports
from nb2prod.plan.literals import assigned_literal
from nb2prod.plan.star_names import SHADOWABLE
from nb2prod.plan.type_aliases import known_types, names_a_type
from nb2prod.plan.unit import Bindings, Unit

# What makes an unchangeable value of unchangeable ones, and does nothing else.
MAKING = frozenset("float int str abs bool max min round".split())
METHODS = frozenset("endswith lower lstrip replace rstrip startswith strip upper".split())
LOOKING = frozenset({"os.environ.get", "os.getenv"})


@dataclass(frozen=True, slots=True)
class _Candidate:
    """An assignment that may be a constant.

    Attributes:
        unit: The statement.
        value: What it assigns.
        plain: Whether the value is made of literals alone.
        fixed: Whether the value cannot be changed in place.
    """

    unit: Unit
    value: ast.expr
    plain: bool
    fixed: bool


def find_constants(units: Sequence[Unit], bindings: Bindings, imports: Imports) -> dict[str, int]:
    """Find the assignments that can stand at the top of a module.

    Args:
        units: All statements.
        bindings: Who binds and reads what.
        imports: How imports are reached.

    Returns:
        Name to position. Only names that some definition needs, and what their values are made of: others are values
        of the pipeline.
    """
    needed = _needed(units)
    if not needed:
        return {}
    types = known_types(units, bindings, imports)
    candidates = dict(_candidates(units, bindings, imports, types))
    found: dict[str, int] = {}
    for name in needed & candidates.keys():
        group = _made_of(name, candidates, needed, types)
        if group is not None:
            found.update((n, candidates[n].unit.position) for n in group)
    return {name: found[name] for name in sorted(found, key=lambda n: found[n])}


def _candidates(
    units: Sequence[Unit], bindings: Bindings, imports: Imports, types: frozenset[str]
) -> Iterator[tuple[str, _Candidate]]:
    """Names that one assignment alone binds, to what can stand at the top of a module."""
    changed = frozenset(n for u in units for n in u.facts.changes)
    making = MAKING - bindings.binders.keys() - (SHADOWABLE if imports.stars else frozenset())
    settled = True
    for unit in units:
        if unit.position not in imports.bootstrap:
            settled = settled and not unit.effects.unknown and ENVIRONMENT not in unit.effects.mutates
        match unit.statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if not _is_alone(name, unit, bindings, imports) or name in changed:
                    continue
                if unchangeable(value):
                    yield name, _Candidate(unit, value, plain=True, fixed=True)
                elif name not in bindings.changers and made_of_literals(value):
                    yield name, _Candidate(unit, value, plain=True, fixed=False)
                elif names_a_type(value, types) or _derived(value, making, looks=settled and imports.is_module("os")):
                    yield name, _Candidate(unit, value, plain=False, fixed=True)


def _is_alone(name: str, unit: Unit, bindings: Bindings, imports: Imports) -> bool:
    """Whether a statement is the only one that binds a name, and stands before all that read it."""
    if unit.statement.expects_error or unit.position in imports.bootstrap or name in bindings.global_writes:
        return False
    early = bindings.readers.get(name, (unit.position,))[0] < unit.position
    return not early and bindings.binders.get(name) == (unit.position,)


def _made_of(
    name: str, candidates: Mapping[str, _Candidate], needed: frozenset[str], types: frozenset[str]
) -> frozenset[str] | None:
    """A constant with those that its value is made of; nothing where one of them is no constant, but a setting."""
    own = candidates[name]
    if own.plain:
        return frozenset([name])
    found = {name}
    for part in _names(own.value) - (types if names_a_type(own.value, types) else frozenset()):
        base = candidates.get(part)
        if base is None or not base.fixed or base.unit.position >= own.unit.position:
            return None
        if part not in needed and assigned_literal(base.unit) is not None:
            return None
        inner = _made_of(part, candidates, needed, types)
        if inner is None:
            return None
        found |= inner
    return frozenset(found)


def _names(node: ast.expr) -> set[str]:
    """Values that an expression is made of; what it calls is none."""
    called = {id(n) for c in descendants(node) if isinstance(c, ast.Call) for n in ast.walk(c.func) if _is_function(c)}
    return {n.id for n in descendants(node) if isinstance(n, ast.Name) and id(n) not in called}


def _is_function(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) or dotted(call.func) in LOOKING


def _derived(node: ast.expr, making: frozenset[str], *, looks: bool) -> bool:
    """Whether an expression makes an unchangeable value of literals and other constants, whenever it runs.

    Args:
        node: The expression.
        making: Functions that make such values.
        looks: Whether the environment is what it was when the package started.
    """
    parts = _called(node, making, looks=looks) if isinstance(node, ast.Call) else _operands(node)
    return parts is not None and all(_derived(p, making, looks=looks) for p in parts)


def _operands(node: ast.expr) -> Sequence[ast.expr] | None:
    """What an expression without a call is made of; `None` if it may make what can be changed."""
    match node:
        case ast.Constant() | ast.Name():
            return ()
        case ast.UnaryOp(operand=inner) | ast.FormattedValue(value=inner):
            return [inner]
        case ast.BinOp(left=left, right=right):
            return [left, right]
        case ast.Compare(left=left, comparators=others):
            return [left, *others]
        case ast.BoolOp(values=parts) | ast.JoinedStr(values=parts) | ast.Tuple(elts=parts):
            return parts
        case ast.IfExp(test=test, body=body, orelse=other):
            return [test, body, other]
    return None


def _called(call: ast.Call, making: frozenset[str], *, looks: bool) -> Sequence[ast.expr] | None:
    """What a call is given; `None` if it may do anything else than make a value of that."""
    if call.keywords:
        return None
    match call.func:
        case ast.Name(id=name):
            return call.args if name in making else None
        case ast.Attribute() as function if dotted(function) in LOOKING:
            return call.args if looks and all(isinstance(a, ast.Constant) for a in call.args) else None
        case ast.Attribute(value=inner, attr=method):
            return [inner, *call.args] if method in METHODS else None
    return None


def _needed(units: Sequence[Unit]) -> frozenset[str]:
    names: set[str] = set()
    for unit in units:
        if unit.facts.definition is not None:
            names |= unit.facts.definition.free | unit.facts.definition.eager
    return frozenset(names)


def unchangeable(node: ast.expr) -> bool:
    """Whether an expression is made of literals alone and its value cannot be changed in place."""
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=operand):
            return unchangeable(operand)
        case ast.BinOp(left=left, right=right):
            return unchangeable(left) and unchangeable(right)
        case ast.Tuple(elts=parts):
            return all(unchangeable(p) for p in parts)
    return False


def made_of_literals(node: ast.expr) -> bool:
    """Whether an expression is a table of literals, which is a constant where nothing changes it in place.

    An empty one is there to be filled, and none.
    """
    match node:
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
            return bool(parts) and all(made_of_literals(p) for p in parts)
        case ast.Dict(keys=keys, values=values):
            return (
                bool(keys)
                and all(k is not None and unchangeable(k) for k in keys)
                and all(made_of_literals(v) for v in values)
            )
    return unchangeable(node)
