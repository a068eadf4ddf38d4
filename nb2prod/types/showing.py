"""What showing a value runs: representations that the notebook's own classes have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression, expression_names
from nb2prod.types.protocols import call_dunder
from nb2prod.types.recorder import Recorder
from nb2prod.types.shapes import FRAME, SERIES, without_none
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

AS_TEXT = ("__str__", "__repr__")
PLAIN = ("_repr_pretty_", "__repr__")
"""Jupyter's text of a value: the first of these that its class has."""

RICH = tuple(f"_repr_{form}_" for form in "mimebundle html markdown svg png pdf jpeg latex json javascript".split())
"""What Jupyter calls besides, each that its class has."""

STYLER = "pandas.io.formats.style.Styler"
RENDERED = "<rendered>"
"""Stands among the methods of a display for a styled frame: its functions run when it is rendered, not before."""

CONTAINERS = frozenset("list tuple set frozenset dict".split())


def show(machine: Machine, value: Value, representations: tuple[str, ...]) -> None:
    """Interpret what showing a value runs: the representation of its class, and of those of its parts.

    Args:
        machine: The state.
        value: The value.
        representations: Special methods, the first that a class has is run.
    """
    if not machine.classes and not machine.overrides:
        return
    own = [Value(TypeExpression(n), value.regions) for n in expression_names(value.type) if n in machine.classes]
    for each in own or [_looked_into(machine, value)]:
        found = any(call_dunder(machine, each, name) is not None for name in representations)
        if own and not found:
            # A data class shows its fields, of whatever classes they are.
            for name in representations:
                call_dunder(machine, Value(regions=each.regions), name)


def _looked_into(machine: Machine, value: Value) -> Value:
    """A container whose elements are not known may show anything, as does data that objects were put into."""
    kind = without_none(value.type)
    if kind in (FRAME, SERIES) and not machine.heap.instances.isdisjoint(machine.heap.reach(value.regions)):
        return Value(regions=value.regions)
    unsure = kind.head in CONTAINERS and (not kind.arguments or any("?" in expression_names(a) for a in kind.arguments))
    return Value(regions=value.regions) if unsure and value.items != () else value


def display(machine: Machine, value: Value) -> None:
    """Interpret what Jupyter runs to display a value, and remember what of it may do more than give a text.

    Args:
        machine: The state.
        value: The value.
    """
    if without_none(value.type).head == STYLER:
        machine.record.shows.add(RENDERED)
    if not machine.classes and not machine.overrides:
        return
    for name in ("_ipython_display_", "", *RICH):
        before, machine.record = machine.record, Recorder()
        try:
            # Only the text of a value shows its parts.
            if name:
                call_dunder(machine, value, name)
            else:
                show(machine, value, PLAIN)
        finally:
            inner, machine.record = machine.record, before
        before.add(inner)
        if not inner.silent:
            before.shows |= frozenset([name] if name else PLAIN).intersection([*inner.callees, *inner.unknown])
