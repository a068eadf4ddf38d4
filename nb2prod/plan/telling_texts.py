"""Texts in statements that tell one step from another like it: columns, labels, what is printed."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from nb2prod.facts.tree import descendants
from nb2prod.plan.naming import snake, words_of
from nb2prod.plan.unit import Unit

MOST_WORDS, MOST_TEXTS = 3, 6
LONGEST = 60
# Arguments that name what is looked at, the most telling first.
_AXES = ("x", "y", "column", "columns", "by", "on", "hue", "values", "index")
# Texts that say how, not what.
_STYLE = frozenset(
    "inner outer left right mean median mode sum count all any auto best viridis coolwarm tight bbox darkgrid "
    "whitegrid white black red green blue center equal off on linear log utf first last ignore coerce true false none "
    "constant ascii latin infer index columns bar barh hist box scatter line kde rbf".split()
)
_PATTERN = re.compile(r"[{}%\\/<>=]|\.\w+$")


def telling_texts(units: Sequence[Unit]) -> list[list[str]]:
    """Words of the texts that tell most of what some statements are about.

    Args:
        units: The statements.

    Returns:
        Words of each text, the most telling first.
    """
    found: dict[tuple[str, ...], None] = {}
    for source in (_axes, _columns, _printed):
        for unit in units:
            if unit.statement.node is not None:
                for text in source(unit.statement.node):
                    words = tuple(_words(text))
                    if words:
                        found.setdefault(words)
    return [list(words) for words in found][:MOST_TEXTS]


def _words(text: str) -> list[str]:
    """Words of a text that can tell something; none of a format, a path, or a word of style."""
    if len(text) > LONGEST or _PATTERN.search(text.strip()):
        return []
    words = words_of(re.sub(r"[_\-.:,]", " ", snake(text) if " " not in text else text))
    return [] if not words or set(words) <= _STYLE else words[:MOST_WORDS]


def _axes(node: ast.stmt) -> Iterator[str]:
    calls = [n for n in descendants(node) if isinstance(n, ast.Call)]
    for axis in _AXES:
        for call in calls:
            for keyword in call.keywords:
                if keyword.arg == axis:
                    yield from _texts(keyword.value)


def _columns(node: ast.stmt) -> Iterator[str]:
    for inner in descendants(node):
        if isinstance(inner, ast.Subscript):
            yield from _texts(inner.slice)


def _printed(node: ast.stmt) -> Iterator[str]:
    for call in descendants(node):
        if isinstance(call, ast.Call) and call.args:
            yield from _texts(call.args[0])


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
            yield text
        case ast.List(elts=[first, *_]) | ast.Tuple(elts=[first, *_]):
            yield from _texts(first)
