"""A tensor grows by being copied in each round of a loop.

## What it does
Finds `x = tf.concat([x, …])` and `x = torch.cat([x, …])` in loops.

## Why it matters in production
Each round copies all that is there: twice the rounds take four times as long. In a graph of TensorFlow it fails, as the
shape changes from round to round.

## Example
    for step in range(n):
        history = tf.concat([history, [state]], 0)

## Better
    history = tf.TensorArray(tf.float32, size=n)
    for step in range(n):
        history = history.write(step, state)
    history = history.stack()

In PyTorch, collect in a list and stack once.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NodeRule
from nb2prod.rules.site import Site

_JOINS = frozenset({"tensorflow.concat", "torch.cat", "torch.concat", "torch.hstack", "torch.vstack"})


def check(node: ast.Assign, site: Site) -> Iterator[Hit]:
    """Tell whether an assignment in a loop joins a tensor to itself."""
    match node:
        case ast.Assign(
            targets=[ast.Name(id=name)],
            value=ast.Call(func=function, args=[ast.List(elts=parts) | ast.Tuple(elts=parts), *_]),
        ) if (
            site.qualified(function) in _JOINS
        ):
            own = any(isinstance(part, ast.Name) and part.id == name for part in parts)
            if own and any(isinstance(above, ast.For | ast.While) for above in site.ancestors(node)):
                yield Hit(f"each round copies all of `{name}`: collect the parts, and join them once", site.span(node))


RULE = NodeRule(
    code="NBM017",
    name="tensor-grown-in-loop",
    summary="a tensor that is copied to grow",
    level=Level.PEDANTIC,
    words=("tensorflow", "torch"),
    smells=(17,),
    nodes=(ast.Assign,),
    check=check,
)
VALID = (
    Case("import torch\nx = torch.cat([x, y])"),
    Case("import torch\nfor y in ys:\n    z = torch.cat([x, y])"),
    Case("import torch\nfor y in ys:\n    xs.append(y)\nx = torch.stack(xs)"),
)
INVALID = (
    Case("import torch\nfor y in ys:\n    x = torch.cat([x, y])", at=((1, 3),)),
    Case("import tensorflow as tf\nwhile more():\n    x = tf.concat([x, [1]], 0)", at=((1, 3),)),
)
