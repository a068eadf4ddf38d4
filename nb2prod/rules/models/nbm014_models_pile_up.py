"""A loop makes one Keras model after the other, and nothing is freed.

## What it does
Finds loops in which a Keras model is made and fitted, in a notebook that never calls `clear_session()`.

## Why it matters in production
Keras keeps the state of every model that was made. A search over hyperparameters slows down from round to round, and
ends when the memory does.

## Example
    for units in (16, 32, 64):
        model = keras.Sequential([keras.layers.Dense(units)])
        model.fit(X, y)

## Better
    for units in (16, 32, 64):
        keras.backend.clear_session()
        model = keras.Sequential([keras.layers.Dense(units)])
        model.fit(X, y)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, Level, NotebookRule
from nb2prod.rules.models.loops import method_calls, outermost_loops
from nb2prod.rules.unit import Unit

_MADE = frozenset({"Sequential", "Model"})
_ROOTS = ("keras.", "tensorflow.keras.", "tensorflow.python.keras.", "tf_keras.")


def check(unit: Unit) -> Iterator[Hit]:
    """Find loops that make models and keep them all."""
    if "clear_session" in unit.code:
        return
    for loop, site in outermost_loops(unit):
        if "fit" not in method_calls(loop):
            continue
        for node in ast.walk(loop):
            path = site.qualified(node.func) if isinstance(node, ast.Call) else ""
            if path.startswith(_ROOTS) and path.rpartition(".")[2] in _MADE:
                yield Hit("each round leaves its model in memory: call `clear_session()` in the loop", site.span(node))
                break


RULE = NotebookRule(
    code="NBM014",
    name="models-pile-up",
    summary="a loop that keeps every model in memory",
    level=Level.PRODUCTION,
    words=("keras",),
    smells=(12,),
    check=check,
)
_LOOP = """
from tensorflow import keras
# %%
for units in (16, 32):
    {first}
    net = keras.Sequential([keras.layers.Dense(units)])
    {last}
"""
VALID = (
    Case(_LOOP.format(first="keras.backend.clear_session()", last="net.fit(X, y)")),
    Case(_LOOP.format(first="pass", last="net.summary()")),
    Case("from tensorflow import keras\nnet = keras.Sequential()\nfor n in range(3):\n    net.fit(X, y)"),
)
INVALID = (Case(_LOOP.format(first="pass", last="net.fit(X, y)"), at=((2, 3),)),)
