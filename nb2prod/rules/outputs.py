"""The text of stored outputs, for rules that look for what nobody should see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from nb2prod.notebook.model import Cell

if TYPE_CHECKING:
    from nb2prod.rules.unit import Unit

_TEXTS = ("text/plain", "text/html", "text/markdown", "text/latex", "application/json")


def output_texts(unit: Unit) -> Iterator[tuple[Cell, str]]:
    """Give what the outputs of each cell say, tracebacks and tables included; pictures say nothing."""
    cells = unit.content.get("cells")
    for cell, stored in zip(unit.notebook.cells, cells if isinstance(cells, list) else (), strict=False):
        outputs = stored.get("outputs") if isinstance(stored, dict) else None
        if isinstance(outputs, list) and outputs:
            yield cell, "\n".join(text for output in outputs if isinstance(output, dict) for text in _texts(output))


def _texts(output: dict[str, object]) -> Iterator[str]:
    yield from (_joined(output.get(key)) for key in ("text", "evalue"))
    traceback = output.get("traceback")
    if isinstance(traceback, list):
        yield from (line for line in traceback if isinstance(line, str))
    data = output.get("data")
    if isinstance(data, dict):
        yield from (_joined(data.get(mime)) for mime in _TEXTS)


def _joined(value: object) -> str:
    match value:
        case str():
            return value
        case list():
            return "".join(part for part in value if isinstance(part, str))
        case None:
            return ""
    return str(value)
