"""Displays that do more than show: a `__repr__` of the notebook that counts its calls, a styled frame's functions.

A package displays nothing; of such a value it runs what Jupyter would run.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from nb2prod.facts.tree import descendants
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit
from nb2prod.plan.unit import Unit
from nb2prod.types.showing import RENDERED, RICH

SHOWN = "shown"
INSTEAD = "_ipython_display_"
PRETTY = "_repr_pretty_"
BUNDLE = "_repr_mimebundle_"
HTML = "_repr_html_"


def showing_methods(units: Sequence[Unit]) -> frozenset[str]:
    """Methods of the notebook's classes that its displays run."""
    return frozenset[str]().union(*(u.effects.shows for u in units))


def display_edits(unit: Unit, units: Sequence[Unit], methods: frozenset[str]) -> list[Edit]:
    """Edits of a statement on the path for what its displays do.

    Args:
        unit: The statement.
        units: All statements.
        methods: Methods that displays run.
    """
    node, source = unit.statement.node, unit.statement.source
    methods = _run_by(unit, methods)
    if node is None or not methods:
        return []
    if unit.statement.displayed and not unit.effects.shows:
        return []
    offsets = Offsets(source)
    edits: list[Edit] = []
    for found, values in _displays(unit):
        start, end = offsets.span(found)
        first, last = offsets.span(values[0])[0], offsets.span(values[-1])[1]
        before = source[:start].rpartition("\n")[2]
        head, tail = _around(values, methods, _unused(SHOWN, units), alone=not before.strip())
        # What is shown keeps its own edits: it may mention what has another name in the package.
        edits += [Edit(start, first, head), Edit(last, end, tail.replace("\n", f"\n{' ' * len(before)}"))]
    return edits


def _run_by(unit: Unit, methods: frozenset[str]) -> frozenset[str]:
    """Methods that displays in a statement run; a frame is rendered where a styled one is shown, or may be later."""
    styled = RENDERED in unit.effects.shows or (RENDERED in methods and unit.facts.definition is not None)
    return (methods | {HTML} if styled else methods) - {RENDERED}


def _displays(unit: Unit) -> Iterator[tuple[ast.stmt, Sequence[ast.expr]]]:
    node = unit.statement.node
    if unit.statement.displayed and isinstance(node, ast.Expr) and not _given(node):
        yield node, [node.value]
        return
    for part in descendants(node or ast.Pass()):
        if isinstance(part, ast.Expr) and (values := _given(part)):
            yield part, values


def _given(node: ast.Expr) -> Sequence[ast.expr]:
    """What a call of `display` is given."""
    match node.value:
        case ast.Call(func=ast.Name(id="display") | ast.Attribute(attr="display"), args=values, keywords=[]):
            return values
    return []


def _around(values: Sequence[ast.expr], methods: frozenset[str], name: str, *, alone: bool) -> tuple[str, str]:
    """What stands before and after some values to run what showing them runs; an expression where only that fits."""
    rich = [name for name in RICH if name in methods]
    if not alone:
        calls = [f"repr({name})", *(f'getattr({name}, "{m}", str)()' for m in rich)]
        return f"[({', '.join(calls)}) for {name} in (", ",)]"
    match values:
        case [ast.Name()] if methods == {"__repr__"}:
            return "repr(", ")"
    return f"for {name} in (", "".join([",):", *(f"\n    {line}" for line in _of_value(name, methods, rich))])


def _of_value(name: str, methods: frozenset[str], rich: Sequence[str]) -> list[str]:
    lines = ["from IPython.lib.pretty import pretty", f"pretty({name})"] if PRETTY in methods else [f"repr({name})"]
    if BUNDLE in rich:
        lines = [f'if hasattr({name}, "{BUNDLE}"):', f"    {name}.{BUNDLE}(include=None, exclude=None)", *lines]
    for method in rich:
        if method != BUNDLE:
            lines += [f'if hasattr({name}, "{method}"):', f"    {name}.{method}()"]
    if INSTEAD not in methods:
        return lines
    return [f'if hasattr({name}, "{INSTEAD}"):', f"    {name}.{INSTEAD}()", "else:", *(f"    {x}" for x in lines)]


def _unused(name: str, units: Iterable[Unit]) -> str:
    taken = frozenset[str]().union(*(u.facts.reads | u.binds | u.facts.stores for u in units))
    while name in taken:
        name += "_"
    return name
