"""A tensor is copied to a size that the arithmetic would give it anyway.

## What it does
Finds `tile` as an operand of an addition, subtraction, multiplication or division.

## Why it matters in production
Operators spread a smaller tensor over the larger one without a copy. `tile` makes that copy in memory, for every batch.

## Example
    c = a + tf.tile(b, [1, 2])

## Better
    c = a + b
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NodeRule, Severity
from nb2prod.rules.site import Site

_TILES = frozenset({"tensorflow.tile", "torch.tile"})


def check(node: ast.BinOp, site: Site) -> Iterator[Hit]:
    """Tell whether an operand is a copy in vain."""
    if isinstance(node.op, ast.Add | ast.Sub | ast.Mult | ast.Div):
        for operand in (node.left, node.right):
            if isinstance(operand, ast.Call) and site.qualified(operand.func) in _TILES:
                yield Hit("the operator spreads the smaller tensor by itself: leave `tile` out", site.span(operand))


RULE = NodeRule(
    code="NBM016",
    name="tiled-operand",
    summary="a tensor that is tiled for nothing",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    words=("tile",),
    smells=(16,),
    nodes=(ast.BinOp,),
    check=check,
)
VALID = (
    Case("import tensorflow as tf\nc = tf.tile(b, [1, 2])"),
    Case("import tensorflow as tf\nc = a + b"),
    Case("c = a + floor.tile(b)"),
)
INVALID = (Case("import tensorflow as tf\nc = a + tf.tile(b, [1, 2])", at=((1, 2),)),)
