"""YAML with its lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from yaml import Node as YamlNode

Node: TypeAlias = "YamlNode"
"""A scalar, a list or a mapping, told by its `id`."""


def compose(text: str) -> Node | None:
    """Parse the first document of a YAML text, without making anything of its tags.

    Args:
        text: The text.

    Returns:
        Its root; `None` where it is empty or no YAML.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return next(iter(yaml.compose_all(text, Loader=loader)), None)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None


def items(node: Node | None) -> Iterator[tuple[str, Node]]:
    """The keys and values of a mapping; nothing of another node."""
    if node is not None and getattr(node, "id", "") == "mapping":
        for key, value in node.value:
            if getattr(key, "id", "") == "scalar":
                yield key.value, value


def get(node: Node | None, *keys: str) -> Node | None:
    """The value below keys; `None` where there is none."""
    for key in keys:
        node = next((value for name, value in items(node) if name == key), None)
    return node


def elements(node: Node | None) -> Iterator[Node]:
    """The elements of a list; nothing of another node."""
    if node is not None and getattr(node, "id", "") == "sequence":
        yield from node.value


def scalar(node: Node | None) -> str:
    """The text of a scalar; empty for another node."""
    return str(node.value) if node is not None and getattr(node, "id", "") == "scalar" else ""


def strings(node: Node | None) -> tuple[str, ...]:
    """The text of a scalar, the texts of a list, or the keys of a mapping."""
    if node is not None and getattr(node, "id", "") == "scalar":
        return (scalar(node),)
    return tuple(map(scalar, elements(node))) or tuple(name for name, _ in items(node))


def line(node: Node) -> int:
    """The line where a node begins, 1-based; of a block text the first line of its content."""
    block = getattr(node, "style", None) in {"|", ">"}  # of a scalar; lists and mappings have other styles
    return int(node.start_mark.line) + 1 + block
