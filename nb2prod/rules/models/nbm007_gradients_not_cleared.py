"""Gradients of all steps add up.

## What it does
Finds a training loop of PyTorch with `.backward()` and `.step()` in which nothing clears gradients.

## Why it matters in production
PyTorch adds each gradient to what is there. Without `zero_grad()` every step also repeats all earlier ones: training
swings or diverges, and what comes out depends on how long it ran.

## Example
    for X, y in batches:
        loss(model(X), y).backward()
        optimizer.step()

## Better
    for X, y in batches:
        optimizer.zero_grad()
        loss(model(X), y).backward()
        optimizer.step()
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.models.loops import Loop, method_calls, outermost_loops, uses_torch
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find loops that never clear gradients."""
    if not uses_torch(unit):
        return
    for loop, site in outermost_loops(unit):
        calls = method_calls(loop)
        if "backward" in calls and "step" in calls and not _clears(loop, calls):
            message = "gradients add up from step to step: call `optimizer.zero_grad()` before `.backward()`"
            yield Hit(message, site.span(calls["backward"][0]))


def _clears(loop: Loop, calls: dict[str, list[ast.Call]]) -> bool:
    """Whether gradients are cleared, in whatever way; or in a function that the loop calls."""
    names = {node.func.id for node in ast.walk(loop) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    set_to_none = any(
        isinstance(node, ast.Attribute) and node.attr == "grad" and isinstance(node.ctx, ast.Store)
        for node in ast.walk(loop)
    )
    return set_to_none or bool({"zero_grad", "zero_"} & calls.keys()) or any("zero" in name for name in names)


RULE = NotebookRule(
    code="NBM007",
    name="gradients-not-cleared",
    summary="gradients that add up",
    severity=Severity.ERROR,
    words=(".backward(",),
    smells=(20,),
    check=check,
)
_LOOP = """
import torch
# %%
for X, y in batches:
    {clear}
    loss = error(net(X), y)
    loss.backward()
    optimizer.step()
"""
VALID = (
    Case(_LOOP.format(clear="optimizer.zero_grad()")),
    Case(_LOOP.format(clear="net.zero_grad(set_to_none=True)")),
    Case(_LOOP.format(clear="weight.grad = None")),
    Case(_LOOP.format(clear="pass").replace("import torch", "import mxnet")),
    Case("import torch\nfor X, y in batches:\n    error(net(X), y).backward()\n    print(weight.grad)"),
)
INVALID = (Case(_LOOP.format(clear="pass"), at=((2, 4),)),)
