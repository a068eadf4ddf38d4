"""Whether a function can take what it reads of the notebook as parameters, at every place where it is used."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nb2prod.facts.scopes import parameters
from nb2prod.facts.tree import descendants
from nb2prod.flow import BUILTINS
from nb2prod.plan.occurrences import Occurrence, occurrences
from nb2prod.plan.placement import Placed, Scene
from nb2prod.plan.unit import text_names

# What takes code or names from a text.
SCOPE_OR_TEXT = re.compile(r"\b(eval|exec|globals|locals|vars|timeit|query|ols|glm|logit|mixedlm|dmatrix|dmatrices)\b")

WORD = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Mentions:
    """Where the notebook mentions its functions and classes.

    Attributes:
        calls: Every mention in code, by name, with the position of its statement.
        by_text: Names that code in a text may call.
    """

    calls: Mapping[str, Sequence[tuple[int, Occurrence]]]
    by_text: frozenset[str]


def collect_mentions(scene: Scene, names: frozenset[str]) -> Mentions:
    """Look for every mention of functions and classes of the notebook."""
    found: dict[str, list[tuple[int, Occurrence]]] = {}
    for unit in scene.units:
        definition = unit.facts.definition
        inside = definition.free | definition.eager if definition else frozenset()
        if unit.statement.node is not None and (unit.facts.reads | inside) & names:
            for occurrence in occurrences(unit.statement.node, names):
                found.setdefault(occurrence.name, []).append((unit.position, occurrence))
    return Mentions(found, called_by_text(scene, names))


def not_passable(placed: Placed, extra: Sequence[str], scene: Scene, mentions: Mentions) -> str:
    """Why a definition cannot take parameters for what it reads; empty if it can.

    Args:
        placed: The definition.
        extra: What it would take.
        scene: What places are decided on.
        mentions: Where definitions are mentioned.
    """
    definition = placed.definition
    name = definition.name
    if definition.kind == "function" and name in mentions.by_text:
        return "text may call it, which passes nothing on"
    if definition.decorators:
        return "its decorator would see the parameters that it gained"
    if definition.kind != "function":
        return f"its methods read `{extra[0]}` of the notebook"
    for variable in extra:
        if variable in scene.bindings.global_writes:
            return f"it reads `{variable}`, which a function rebinds"
        if variable in BUILTINS:
            return f"it reads `{variable}`, which hides a built-in for a while"
        if (definition.delayed or variable in definition.nested) and not is_stable(variable, placed.position, scene):
            return f"code that outlives its call reads `{variable}`, which changes later"
    return next(
        (r for position, found in mentions.calls.get(name, ()) if (r := _bad_use(position, found, extra, scene))), ""
    )


def called_by_text(scene: Scene, names: frozenset[str]) -> frozenset[str]:
    """Functions of the notebook that a formula, a query, or code in a text may call."""
    found: set[str] = set()
    for unit in scene.units:
        if unit.facts.definition is None:
            found |= text_names(unit, scene.bindings)
        node = unit.statement.node
        if node is None or not SCOPE_OR_TEXT.search(unit.statement.source):
            continue
        if _walks_scope(node):
            return names
        for part in descendants(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                found.update(WORD.findall(part.value))
    return names & found


def _walks_scope(node: ast.AST) -> bool:
    """Whether a statement goes through the whole scope: `for name, value in globals().items()`."""
    return any(
        isinstance(n, ast.Attribute)
        and n.attr in {"items", "values"}
        and isinstance(n.value, ast.Call)
        and isinstance(n.value.func, ast.Name)
        and n.value.func.id in {"globals", "locals", "vars"}
        for n in descendants(node)
    )


def is_stable(variable: str, position: int, scene: Scene) -> bool:
    """Whether a name keeps its value as long as the definition at a position is in use."""
    if variable in scene.bindings.global_writes:
        return False
    uses = scene.uses.of_version(position)
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
