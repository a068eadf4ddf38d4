"""Transformers that are told to give frames: `set_output(transform="pandas")`, for one of them or for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.arguments import Arguments
from nb2prod.types.call import Call
from nb2prod.types.shapes import FRAME, join_all
from nb2prod.types.values import UNKNOWN_TYPE, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

ALL = 0
"""Stands for every transformer."""

TRANSFORMING = frozenset({"transform", "fit_transform"})
OF_LABELS = frozenset(
    f"sklearn.preprocessing.{name}" for name in ("LabelEncoder", "LabelBinarizer", "MultiLabelBinarizer")
)
"""What transforms targets gives arrays whatever it is told."""

_KINDS = {"pandas": FRAME, "polars": TypeExpression("polars.DataFrame")}


def note(machine: Machine, receiver: Value, arguments: Arguments) -> None:
    """Remember what a transformer shall give from now on."""
    for given in [arguments.keywords["transform"]] if "transform" in arguments.keywords else arguments.positional[:1]:
        for region in receiver.regions:
            _set(machine, region, given)


def note_for_all(machine: Machine, arguments: Arguments) -> None:
    """Remember what all transformers shall give from now on."""
    if "transform_output" in arguments.keywords:
        _set(machine, ALL, arguments.keywords["transform_output"])


def _set(machine: Machine, region: int, given: Value) -> None:
    if given.literal == "default" and not machine.maybe:
        machine.heap.outputs.pop(region, None)
    elif given.type.head != "none":
        kind = _KINDS.get(str(given.literal), UNKNOWN_TYPE)
        machine.heap.outputs[region] = UNKNOWN_TYPE if machine.maybe else kind


def told(machine: Machine, call: Call, kind: TypeExpression) -> TypeExpression:
    """What a transformer gives as it was told.

    Args:
        machine: The state.
        call: The transformation.
        kind: What it gives otherwise.
    """
    if call.receiver.type.head in OF_LABELS:
        return kind
    outputs = machine.heap.outputs
    found = [outputs.get(region, outputs.get(ALL, kind)) for region in call.receiver.regions]
    return join_all(found) if found else outputs.get(ALL, kind)
