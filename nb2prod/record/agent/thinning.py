"""Making what is too large small: some elements of long arrays and lists instead of all."""

from __future__ import annotations

from typing import Any, Tuple

from nb2prod.record.shipped.comparison import thin_array, thin_list
from nb2prod.record.shipped.values import PAIR

_SIZES: Tuple[Tuple[int, int], ...] = ((0, 0), (1000, 200), (200, 20), (20, 5))


def fitted(node: Any, level: int) -> Any:
    """Thin a description out.

    Args:
        node: The description of what is expected.
        level: 0 for all of it, up to 3 for the least.

    Returns:
        The description with fewer elements.
    """
    longest_array, longest_list = _SIZES[level]
    return _thinned(node, longest_array, longest_list) if longest_array else node


def _thinned(node: Any, array: int, items: int) -> Any:
    if isinstance(node, list):
        node = [_thinned(part, array, items) for part in node]
        return thin_list(node, items) if len(node) > items and not _is_pairs(node) else node
    if not isinstance(node, dict):
        return node
    if node.get("is") == "array":
        return thin_array(node, array) if len(node["values"]) > array else node
    if node.get("is") == "dict":
        return {**node, "of": [[key, _thinned(value, array, items)] for key, value in node["of"]]}
    if node.get("is") == "text":
        return node
    return {key: _kept(key, part, array, items) for key, part in node.items()}


def _kept(key: str, part: Any, array: int, items: int) -> Any:
    """Shapes and columns are never thinned: there are as many of one as of the other."""
    if isinstance(part, list) and key in ("shape", "same objects", "levels", "places", "arguments", "pairs"):
        return part
    return _thinned(part, array, items)


def _is_pairs(node: Any) -> bool:
    return all(isinstance(part, list) and len(part) == PAIR for part in node)
