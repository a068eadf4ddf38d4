"""Names that hold what comes from modules which no table knows: their functions may draw random numbers unseen."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from nb2prod.facts.model import ImportedName
from nb2prod.knowledge import Knowledge
from nb2prod.plan.unit import Unit


def opaque_names(units: Sequence[Unit], knowledge: Knowledge | None) -> frozenset[str]:
    """Find the names of such modules and their members, and of what is made with them.

    Args:
        units: All statements.
        knowledge: The tables; without them nothing is known of modules, and nothing is said.
    """
    if knowledge is None:
        return frozenset()
    found: set[str] = set()
    for unit in units:
        found |= {i.name for i in unit.facts.imports if _is_unknown(i, knowledge)}
        definition = unit.facts.definition
        reads = unit.facts.reads if definition is None else definition.free | definition.eager
        if reads & found and (unit.effects.unknown or definition is not None):
            found |= unit.binds
    return frozenset(found)


def _is_unknown(item: ImportedName, knowledge: Knowledge) -> bool:
    root = item.module.lstrip(".").partition(".")[0]
    return root not in sys.stdlib_module_names and knowledge.library(root) is None
