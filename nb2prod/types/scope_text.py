"""Names inside of texts: queries (`age > @limit`) and formulas (`y ~ center(x)`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

WORD = re.compile(r"(?<![\w.'\"])@?([^\W\d]\w*)")


def names_in_text(machine: Machine, value: Value) -> None:
    """Record as read all names of the notebook that a text may take from its caller's scope.

    Args:
        machine: The state.
        value: The text; if it is not known, every name may be read.
    """
    if not isinstance(value.literal, str):
        if value.type.head in ("?", "str"):
            machine.record.reads |= machine.notebook.names.keys()
        return
    for found in WORD.finditer(value.literal):
        name = found.group(1)
        known = machine.notebook.names.get(name)
        if known is None or (machine.scope is not machine.notebook and name in machine.scope.names):
            continue
        machine.record.reads.add(name)
        machine.record.seen.setdefault(name, known)
        if known.refers is not None and value.literal[found.end() : found.end() + 1] == "(":
            with machine.perhaps():
                machine.invoke(known, machine.no_arguments, name)
