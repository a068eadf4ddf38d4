"""Whether a function can take what it reads of the notebook as parameters, at every place where it is used."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence

from nb2prod.facts.scopes import parameters
from nb2prod.flow import BUILTINS
from nb2prod.plan.occurrences import Occurrence, occurrences
from nb2prod.plan.placement import Placed, Scene

Calls = Mapping[str, Sequence[tuple[int, Occurrence]]]


def collect_calls(scene: Scene, names: frozenset[str]) -> Calls:
    """Every mention of the functions and classes of the notebook, with the position of its statement."""
    found: dict[str, list[tuple[int, Occurrence]]] = {}
    for unit in scene.units:
        definition = unit.facts.definition
        inside = definition.free | definition.eager if definition else frozenset()
        if unit.statement.node is not None and (unit.facts.reads | inside) & names:
            for occurrence in occurrences(unit.statement.node, names):
                found.setdefault(occurrence.name, []).append((unit.position, occurrence))
    return found


def not_passable(placed: Placed, extra: Sequence[str], scene: Scene, calls: Calls) -> str:
    """Why a definition cannot take parameters for what it reads; empty if it can.

    Args:
        placed: The definition.
        extra: What it would take.
        scene: What places are decided on.
        calls: Every mention of every definition.
    """
    definition = placed.definition
    name = definition.name
    if definition.decorators:
        return "its decorator would see the parameters that it gained"
    if definition.kind != "function":
        return f"its methods read `{extra[0]}` of the notebook"
    for variable in extra:
        if variable in scene.bindings.global_writes:
            return f"it reads `{variable}`, which a function rebinds"
        if variable in BUILTINS:
            return f"it reads `{variable}`, which hides a built-in for a while"
        if (definition.delayed or variable in definition.nested) and not is_stable(variable, name, scene):
            return f"code that outlives its call reads `{variable}`, which changes later"
    return next((r for position, found in calls.get(name, ()) if (r := _bad_use(position, found, extra, scene))), "")


def is_stable(variable: str, name: str, scene: Scene) -> bool:
    """Whether a name keeps its value as long as a definition is in use."""
    if variable in scene.bindings.global_writes:
        return False
    uses = scene.uses.of(name)
    return not uses or all(b < uses[0] or b > uses[-1] for b in scene.bindings.binders.get(variable, ()))


def _bad_use(position: int, found: Occurrence, extra: Sequence[str], scene: Scene) -> str:
    if found.call is None:
        return f"`{found.name}` is passed on as a value"
    unit = scene.units[position]
    given = {k.arg for k in found.call.keywords}
    if given & {*extra, None}:
        return "a call may pass a keyword of the same name"
    if hidden := set(extra) & found.hidden:
        return f"where it is called `{min(hidden)}` means something else"
    if unit.facts.definition is not None:
        own = _parameters_of(unit.statement.node) & set(extra)
        return f"`{unit.facts.definition.name}` has its own `{min(own)}`" if own else ""
    for variable in extra:
        binders = scene.bindings.binders.get(variable, ())
        if not binders or binders[0] > position:
            return f"`{variable}` is bound after a call"
    return ""


def _parameters_of(node: ast.stmt | None) -> set[str]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    return {a.arg for a in parameters(node.args)}
