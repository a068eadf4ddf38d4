"""Values made again from their description."""

from __future__ import annotations

from typing import Any

from nb2prod.record.shipped.making import MAKERS
from nb2prod.record.shipped.naming import CannotRebuildError, Resolve, named


def rebuild(node: Any, resolve: Resolve) -> Any:
    """Make a value from its description.

    Args:
        node: What `describe` gave, or a value that was pickled since nothing else serves.
        resolve: Finds a class or function of the notebook by its name.

    Returns:
        An equal value of the same type.

    Raises:
        CannotRebuildError: The description says too little.
    """
    if node is None or isinstance(node, (bool, int, float, str)):
        return node
    if isinstance(node, list):
        return [rebuild(part, resolve) for part in node]
    if node["is"] == "object":
        return _object(node, resolve)
    if node["is"] not in MAKERS:
        raise CannotRebuildError(f"{node['is']} {node.get('class', '')}".strip())
    return MAKERS[node["is"]](node, lambda part: rebuild(part, resolve), resolve)


def is_made(node: Any) -> bool:
    """Whether an input is what a step before makes."""
    return isinstance(node, dict) and node.get("is") == "made"


def _object(node: Any, resolve: Resolve) -> Any:
    """An instance of a class of the notebook, by its attributes."""
    state = node.get("state")
    plain = node["class"].startswith("own:") and not node["arguments"] and not {"items", "pairs"} & set(node)
    if not plain or (state is not None and state.get("is") != "dict"):
        raise CannotRebuildError(node["class"])
    kind = named(node["class"], resolve)
    made = object.__new__(kind)
    for name, value in (state or {"of": []})["of"]:
        object.__setattr__(made, name, rebuild(value, resolve))
    return made
