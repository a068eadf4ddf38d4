"""The data flow as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.render.surroundings.escape import mermaid_label
from nb2prod.render.surroundings.model import FlowStep

# GitHub draws no diagram of more edges; past a few names a label hides the drawing.
_MOST_EDGES = 400
_MOST_NAMES = 4

_Edges = dict[tuple[int, int], list[str]]


def draw_flow(steps: tuple[FlowStep, ...]) -> str:
    """Draw which step hands what to which.

    Args:
        steps: Steps of a pipeline, in order.

    Returns:
        A Mermaid flowchart without its fence; empty where nothing flows, or too much to be drawn.
    """
    edges = _edges(steps)
    if not 0 < len(edges) <= _MOST_EDGES:
        return ""
    nodes = (f'    s{number}["{mermaid_label(step.label)}"]' for number, step in enumerate(steps, start=1))
    arrows = (f'    s{source + 1} -->|"{_label(names)}"| s{sink + 1}' for (source, sink), names in edges.items())
    return "\n".join(["flowchart TD", *nodes, *arrows])


def _edges(steps: tuple[FlowStep, ...]) -> _Edges:
    """Names that flow between two steps: each comes from the last one before that produced it."""
    edges: _Edges = {}
    producer: dict[str, int] = {}
    for sink, step in enumerate(steps):
        for name in step.consumes:
            if name in producer:
                edges.setdefault((producer[name], sink), []).append(name)
        producer |= dict.fromkeys(_variables(step), sink)
    return edges


def _variables(step: FlowStep) -> Iterator[str]:
    # `<files>` and the like keep an order; they are no data that a reader looks for.
    return (name for name in step.produces if not name.startswith("<"))


def _label(names: list[str]) -> str:
    shown = [mermaid_label(name) for name in names[:_MOST_NAMES]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
