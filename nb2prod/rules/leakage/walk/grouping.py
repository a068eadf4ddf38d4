"""What is computed group by group."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.model import Strength
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NO_COLUMNS, Data, touched
from nb2prod.rules.leakage.walk.learning import NONE, learned
from nb2prod.rules.leakage.walk.machine import Machine

COUNTS = frozenset({"count", "size", "nunique", "value_counts"})
WITHIN = frozenset(
    """cumcount cumsum cumprod cummax cummin shift diff pct_change head tail first last nth sample ngroup rolling
    expanding ewm rank filter get_group""".split()
)
"""Methods that look at neighbours in a group, or choose rows."""

BY_ORDER = frozenset("cumcount cumsum cumprod cummax cummin shift diff pct_change rolling expanding ewm".split())
"""Those of them that depend on earlier rows."""


def method_of_groups(machine: Machine, node: ast.Call, data: Data, method: str, arguments: Arguments) -> Data:
    """What a method of grouped data gives: a column as long as the data, or a table with one row a group."""
    plain = data._replace(grouped=False)
    if method in WITHIN:
        fits = plain.fits | (learned(machine, node, plain, method, Strength.EARLIER) if method in BY_ORDER else NONE)
        return plain._replace(made_of=frozenset(), table=None, name="", fits=fits)
    counted = method in COUNTS or arguments.literal(0, "func") in COUNTS
    strength = Strength.CATEGORIES if counted else Strength.STATISTICS
    fits = learned(machine, node, plain, f"groupby.{method}", strength)
    if method in {"transform", "apply", "fillna", "ffill", "bfill"}:
        return touched(plain, Data(fits=fits), *arguments.data)
    own = machine.source(node)
    return own._replace(fits=data.all_fits | fits, columns=NO_COLUMNS, copies=data.copies)
