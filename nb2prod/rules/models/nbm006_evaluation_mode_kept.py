"""A network goes on training in evaluation mode.

## What it does
Finds a training loop of PyTorch that calls `.eval()` and never `.train()` again.

## Why it matters in production
After the first evaluation, dropout drops nothing and batch normalisation learns nothing more. The loss still falls, so
nobody notices; the model is worse than it could be.

## Example
    model.train()
    for epoch in range(20):
        for X, y in batches:
            optimizer.zero_grad()
            loss(model(X), y).backward()
            optimizer.step()
        model.eval()
        print(accuracy(model, held_out))

## Better
Call `model.train()` at the start of each epoch, in the loop.
"""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, NotebookRule, Severity
from nb2prod.rules.models.loops import method_calls, outermost_loops, uses_torch
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find loops that switch to evaluation and never back."""
    if not uses_torch(unit):
        return
    for loop, site in outermost_loops(unit):
        calls = method_calls(loop)
        switched = [call for call in calls.get("eval", ()) if not call.args]
        if "backward" in calls and switched and "train" not in calls:
            message = "the loop trains on in evaluation mode after this: call `.train()` at the start of each round"
            yield Hit(message, site.span(switched[0]))


RULE = NotebookRule(
    code="NBM006",
    name="evaluation-mode-kept",
    summary="training that goes on in evaluation mode",
    severity=Severity.ERROR,
    words=(".eval()",),
    smells=(18,),
    check=check,
)
_LOOP = """
import torch
# %%
for epoch in range(3):
    {start}
    for X, y in batches:
        optimizer.zero_grad()
        loss = error(net(X), y)
        loss.backward()
        optimizer.step()
    {end}
"""
VALID = (
    Case(_LOOP.format(start="net.train()", end="net.eval()")),
    Case(_LOOP.format(start="pass", end="pass") + "net.eval()"),
    Case(_LOOP.format(start="pass", end="frame.eval('a + b')")),
    Case("import torch\nfor X, y in tests:\n    net.eval()\n    print(net(X))"),
)
INVALID = (Case(_LOOP.format(start="pass", end="net.eval()"), at=((2, 8),)),)
