"""What keeps a definition out of a module, whatever becomes of the others."""

from __future__ import annotations

import ast

from nb2prod.facts.model import Definition
from nb2prod.plan.escapes import SAFE_DECORATORS
from nb2prod.plan.headers import CHANGED_BEFORE, reads_what_changed
from nb2prod.plan.placement import Scene
from nb2prod.plan.scope_texts import TEXT
from nb2prod.plan.scope_writes import REACHING
from nb2prod.plan.unit import Unit

SAFE_CALLS = frozenset(
    "property staticmethod classmethod range dict list set tuple frozenset len super type object int float str bool "
    "bytes sorted min max sum abs round zip enumerate map filter namedtuple field auto TypeVar".split()
)
# What Python itself calls while a class is made.
HOOKS = frozenset({"__init_subclass__", "__set_name__", "__new__", "__prepare__"})


def obstacle(unit: Unit, definition: Definition, scene: Scene) -> str:
    """Why a definition cannot go to a module whatever else is found; empty if nothing speaks against it."""
    name = definition.name
    if any(scene.units[p].facts.definition is None for p in scene.bindings.binders.get(name, ())):
        return f"the notebook binds `{name}` to other values too"
    if name in scene.bindings.global_writes:
        return f"a function rebinds `{name}`"
    if unit.statement.expects_error:
        return "its cell is expected to raise"
    if definition.dynamic & {*REACHING, TEXT}:
        return "it looks names up by text"
    if unit.facts.may_bind - {name}:
        return "its header binds other names"
    if _used_too_early(name, unit.position, scene):
        return f"the notebook uses `{name}` before it defines it"
    if reads_what_changed(unit, scene):
        return CHANGED_BEFORE
    if not _safe_to_move(unit, definition, scene):
        return "defining it has effects of its own"
    return ""


def _used_too_early(name: str, position: int, scene: Scene) -> bool:
    """Whether something that runs before the first definition of a name needs it."""
    if position != scene.bindings.binders[name][0]:
        return False
    readers = scene.bindings.readers.get(name, ())
    if not readers or readers[0] > position or scene.units[readers[0]].facts.definition is not None:
        return False
    return any(_needs(name, scene.units[p], scene) for p in readers if p < position)


def _needs(name: str, unit: Unit, scene: Scene) -> bool:
    """Whether a statement reads a name itself, or through functions that are in force there."""
    if unit.facts.definition is not None:
        return False
    through = unit.facts.reads & scene.bindings.late.keys()
    indirect = any(scene.uses.reaches(f, name, unit.position) for f in through)
    return indirect or name in unit.facts.reads or not any(name in scene.bindings.late[f] for f in through)


def _safe_to_move(unit: Unit, definition: Definition, scene: Scene) -> bool:
    if unit.effects.mutates or definition.global_writes & definition.eager:
        return False
    for decorator in definition.decorators:
        first, last = decorator.partition(".")[0], decorator.rpartition(".")[2]
        if first not in SAFE_DECORATORS and last not in SAFE_DECORATORS and not _plain_wrapper(first, scene):
            return False
    if definition.kind == "class" and any(_reacts(n, scene) for n in definition.eager):
        return False
    return all(_safe_call(c, definition, scene) for c in definition.eager_calls)


def _safe_call(path: str, definition: Definition, scene: Scene) -> bool:
    first, last = path.partition(".")[0], path.rpartition(".")[2]
    if path in definition.decorators or first in SAFE_CALLS or last in SAFE_CALLS:
        return True
    return scene.imports.binds(first) or ("." not in path and _plain_wrapper(first, scene))


def _plain_wrapper(name: str, scene: Scene) -> bool:
    """Whether a function of the notebook does nothing when it is called but build and return another one."""
    nodes = [scene.units[p].statement.node for p in scene.bindings.binders.get(name, ())]
    return bool(nodes) and all(isinstance(n, ast.FunctionDef) and _only_builds(n) for n in nodes)


def _reacts(name: str, scene: Scene) -> bool:
    """Whether a class of the notebook runs code when another one is derived from it."""
    nodes = [scene.units[p].statement.node for p in scene.bindings.binders.get(name, ())]
    return any(isinstance(n, ast.ClassDef) and _has_hook(n) for n in nodes)


def _has_hook(node: ast.ClassDef) -> bool:
    own = {b.name for b in node.body if isinstance(b, ast.FunctionDef)} & HOOKS
    is_meta = any(isinstance(b, ast.Name) and b.id == "type" for b in node.bases)
    return bool(own - {"__new__"}) or (bool(own) and is_meta)


def _only_builds(node: ast.FunctionDef) -> bool:
    for part in node.body:
        match part:
            case ast.FunctionDef(decorator_list=decorators):
                if any(not _is_wraps(d) for d in decorators):
                    return False
            case ast.Return(value=ast.Name() | ast.Call(func=ast.Name(id="wraps"))) | ast.Expr(value=ast.Constant()):
                pass
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                if any(isinstance(n, ast.Call) for n in ast.walk(value)):
                    return False
            case _:
                return False
    return True


def _is_wraps(node: ast.expr) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    return (isinstance(target, ast.Attribute) and target.attr == "wraps") or (
        isinstance(target, ast.Name) and target.id == "wraps"
    )
