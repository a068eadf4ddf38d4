"""What a function or class needs once it stands in a function, and no longer in the notebook's own scope."""

from __future__ import annotations

import ast

from nb2prod.facts.scopes import bound_names, own_nodes
from nb2prod.facts.walk import Walk
from nb2prod.notebook.offsets import Offsets
from nb2prod.plan.model import Edit


def plain_name(node: ast.stmt | None) -> tuple[str, ...]:
    """Keep what a data class is called when it shows itself: a class in a function would name the function too."""
    if isinstance(node, ast.ClassDef) and any("dataclass" in ast.dump(d) for d in node.decorator_list):
        return (f'{node.name}.__qualname__ = "{node.name}"',)
    return ()


def class_prelude(node: ast.stmt | None, source: str) -> tuple[tuple[str, ...], list[Edit]]:
    """What a class needs once it stands in a function and its body reads a name that it binds itself.

    At module level `version = version + 1` in a class body reads the module's `version`; in a function Python does not
    look into the function's own scope for such a name (language reference, 4.2.2), so it is read under another one.

    Args:
        node: The class.
        source: Its source.

    Returns:
        Lines before the class, and edits inside it.
    """
    if not isinstance(node, ast.ClassDef):
        return (), []
    offsets = Offsets(source)
    bound: set[str] = set()
    local = bound_names(own_nodes(node.body))
    outer: set[str] = set()
    edits: list[Edit] = []
    for part in node.body:
        walk = Walk()
        walk.bound = set(bound)
        if not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            walk.statement(part)
        early = walk.exposed & local
        outer |= early
        for found in own_nodes([part]):
            match found:
                case ast.Name(id=name, ctx=ast.Load()) if name in early:
                    edits.append(Edit(*offsets.span(found), f"outer_{name}"))
                case ast.AugAssign(target=ast.Name(id=name)) if name in early:
                    start = offsets.span(found)[0]
                    edits.append(Edit(start, start, f"{name} = outer_{name}; "))
        bound |= bound_names(own_nodes([part]))
    return tuple(f"outer_{n} = {n}" for n in sorted(outer)), edits
