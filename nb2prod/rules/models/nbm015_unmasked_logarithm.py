"""A logarithm is taken of values that may be zero.

## What it does
Finds `tf.math.log` and `torch.log` of what is neither clipped, nor masked, nor moved away from zero.

## Why it matters in production
One zero makes the loss infinite and every weight `nan` in the next step, hours into a training that looked well.

## Example
    loss = -tf.reduce_mean(y * tf.math.log(guess))

## Better
    loss = -tf.reduce_mean(y * tf.math.log(tf.clip_by_value(guess, 1e-7, 1.0)))

Or a loss of the library that takes logits.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NodeRule, Severity
from nb2prod.rules.site import Site

_LOGARITHMS = frozenset({"tensorflow.math.log", "tensorflow.log", "tensorflow.compat.v1.log", "torch.log"})
_SAFE = frozenset("clip clip_by_value clamp clamp_min maximum where exp abs square norm std var".split())


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call takes the logarithm of what may be zero."""
    path = site.qualified(node.func)
    if path in _LOGARITHMS and node.args and not _is_safe(node.args[0]) and not _is_constant(node.args[0], site):
        yield Hit(f"`{path}` of a zero is infinite, and the loss with it: clip the value first", site.span(node))


def _is_safe(value: ast.expr) -> bool:
    match value:
        case ast.Constant() | ast.BinOp(op=ast.Add()):
            return True
        case ast.Call(func=ast.Attribute(attr=name)):
            return name in _SAFE
    return False


def _is_constant(value: ast.expr, site: Site) -> bool:
    """Whether a value is made of numbers and names of modules alone: `2 * np.pi`."""
    return all(site.qualified(node) for node in ast.walk(value) if isinstance(node, ast.Name))


RULE = NodeRule(
    code="NBM015",
    name="unmasked-logarithm",
    summary="a logarithm of what may be zero",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    words=("tensorflow", "torch"),
    smells=(15,),
    nodes=(ast.Call,),
    check=check,
)
VALID = (
    Case("import torch\nx = torch.log(p + 1e-9)"),
    Case("import torch\nx = torch.log(p.clamp(1e-9))"),
    Case("import tensorflow as tf\nx = tf.math.log(tf.clip_by_value(p, 1e-9, 1.0))"),
    Case("import numpy as np\nx = np.log(p)"),
    Case("import numpy as np\nimport tensorflow as tf\nx = tf.math.log(2.0 * np.pi)"),
)
INVALID = (
    Case("import torch\nx = torch.log(p)", at=((1, 2),)),
    Case("import tensorflow as tf\nloss = -tf.reduce_sum(y * tf.math.log(p))", at=((1, 2),)),
)
