"""Texts in a drawing: titles, labels of axes, annotations, labels for a legend."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from nb2prod.render.tests_of.properties.pyplot import Call

_SLOTS = {
    "title": "title",
    "set_title": "title",
    "suptitle": "suptitle",
    "xlabel": "xlabel",
    "set_xlabel": "xlabel",
    "ylabel": "ylabel",
    "set_ylabel": "ylabel",
}
_FREE = {"text": 2, "figtext": 2, "annotate": 0}
_LABELLED = frozenset(
    "scatter hist bar barh fill_between axhline axvline step semilogx semilogy loglog errorbar".split()
)
"""Calls whose `label` stays with what they draw; that of `plot` goes with its line."""


def text_claims(calls: Sequence[Call]) -> Iterator[str]:
    """Assertions that the literal texts of a drawing are there.

    Args:
        calls: Calls of the step, in order.
    """
    slots: dict[tuple[str, int, str], str] = {}
    found: list[str] = []
    for call in calls:
        if call.foreign:
            # Another library may name the axes anew.
            slots = {k: v for k, v in slots.items() if k[2] == "suptitle"}
        if call.name in _SLOTS:
            slot = _SLOTS[call.name]
            key = ("", call.epoch, slot) if slot == "suptitle" else (call.axes, call.epoch, slot)
            text = _text(call.given[0] if call.given else None)
            slots = {k: v for k, v in slots.items() if k[1:] != key[1:] or bool(k[0]) == bool(key[0])}
            slots.pop(key, None)
            if text:
                slots[key] = text
        elif call.name in _FREE and len(call.given) > _FREE[call.name]:
            found.append(_text(call.given[_FREE[call.name]]))
        elif call.name in _LABELLED:
            found.append(_text(call.named.get("label")))
    texts = list(dict.fromkeys(t for t in [*slots.values(), *found] if t))
    if texts:
        yield f"assert {_set(texts)} <= drawn.texts()"


def _set(texts: Sequence[str]) -> str:
    return "{" + ", ".join(map(repr, texts)) + "}"


def _text(node: ast.expr | None) -> str:
    match node:
        case ast.Constant(value=str(text)) if text.strip() and not text.startswith("_"):
            return text
    return ""
