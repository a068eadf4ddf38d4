"""A network is trained with algorithms that differ from run to run.

## What it does
Finds notebooks that train with PyTorch and never ask for deterministic algorithms.

## Why it matters in production
Some kernels of the GPU add up in any order: with the same seed and the same data, two runs give two models. For finding
the cause of a difference, it must be possible to have none.

## Example
    torch.manual_seed(0)
    train(model)

## Better
    torch.manual_seed(0)
    torch.use_deterministic_algorithms(True)
    train(model)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NotebookRule, Severity
from nb2prod.rules.models.loops import uses_torch
from nb2prod.rules.unit import Unit

_ASKED = ("use_deterministic_algorithms", "set_deterministic", "cudnn.deterministic", "deterministic=True")


def check(unit: Unit) -> Iterator[Hit]:
    """Find the first training step of a notebook that asks for nothing."""
    if not uses_torch(unit) or any(text in unit.code for text in _ASKED):
        return
    for node, site in unit.nodes(ast.Call):
        if isinstance(node.func, ast.Attribute) and node.func.attr == "backward":
            message = "algorithms may differ from run to run here: call `torch.use_deterministic_algorithms(True)`"
            yield Hit(message, site.span(node))
            return


RULE = NotebookRule(
    code="NBM013",
    name="undetermined-algorithms",
    summary="training with algorithms that differ from run to run",
    level=Level.PEDANTIC,
    severity=Severity.INFO,
    words=(".backward(",),
    smells=(13,),
    check=check,
)
_STEP = "loss.backward()\noptimizer.step()"
VALID = (
    Case("import torch\ntorch.use_deterministic_algorithms(True)\n# %%\n" + _STEP),
    Case("import torch\nout = net(x)"),
    Case("import mxnet\n" + _STEP),
)
INVALID = (Case("import torch\ntorch.manual_seed(0)\n# %%\n" + _STEP, at=((2, 1),)),)
