"""Values that have no single type, but one of several that are known: what these have in common."""

from __future__ import annotations

from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.type_expression import TypeExpression
from nb2prod.types.shapes import BUILTINS, candidates
from nb2prod.types.values import NONE_TYPE

CLOSED = BUILTINS | {
    "numpy.ndarray",
    "pandas.DataFrame",
    "pandas.Series",
    "pandas.Index",
    "matplotlib.axes.Axes",
    "numpy.generic",
}
"""Classes whose tables have every method and attribute: what has another one is something else."""


def that_have(kind: TypeExpression, name: str, knowledge: Knowledge) -> tuple[TypeExpression, ...]:
    """Those of the classes that a value may be which have a method or attribute.

    Args:
        kind: The value's type.
        name: Name of the method or attribute.
        knowledge: The tables.

    Returns:
        The classes; none where one of them may have it as well without a table that says so.
    """
    listed = tuple(each for each in candidates(kind) if _has(each, name, knowledge))
    others = [each for each in candidates(kind) if each not in listed]
    if not listed:
        # One that all of its class's methods without an entry are assumed to be like.
        listed = tuple(each for each in others if knowledge.method(each.head, name) is not None)
        others = [each for each in others if each not in listed]
    return listed if all(each.head in CLOSED for each in others) else ()


def _has(kind: TypeExpression, name: str, knowledge: Knowledge) -> bool:
    if kind == NONE_TYPE:
        return False
    entry = knowledge.method(kind.head, name)
    return (entry is not None and not entry.unlisted) or knowledge.attribute(kind.head, name) is not None


def attribute_of(kind: TypeExpression, name: str, knowledge: Knowledge) -> tuple[TypeExpression, ...]:
    """Those of the classes that a value may be which have an attribute that is no method of any of them."""
    found = that_have(kind, name, knowledge)
    return found if all(knowledge.attribute(each.head, name) is not None for each in found) else ()
