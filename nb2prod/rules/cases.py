"""Small notebooks for the cases of rules."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from nb2prod.rules.model import Case

_MARK = "# %%"


def code(
    source: str, *, count: int | None = None, outputs: Sequence[Mapping[str, Any]] = (), **metadata: object
) -> Mapping[str, Any]:
    """A code cell as it stands in a file."""
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": metadata,
        "outputs": list(outputs),
        "source": source.splitlines(keepends=True),
    }


def markdown(source: str) -> Mapping[str, Any]:
    """A Markdown cell as it stands in a file."""
    return {"cell_type": "markdown", "metadata": {}, "source": source.splitlines(keepends=True)}


def stream(text: str) -> Mapping[str, Any]:
    """What a cell printed."""
    return {"output_type": "stream", "name": "stdout", "text": text.splitlines(keepends=True)}


def failure(name: str, value: str, *lines: str) -> Mapping[str, Any]:
    """An exception that ended a cell."""
    return {"output_type": "error", "ename": name, "evalue": value, "traceback": list(lines)}


def file_text(case: Case) -> str:
    """The text of a case's notebook, as Jupyter would write it; of a `.py`, the module."""
    if case.path.suffix == ".py":
        assert isinstance(case.cells, str)
        return case.cells
    cells = [{**cell, "id": cell.get("id", f"cell-{number}")} for number, cell in enumerate(_cells(case), 1)]
    document = {"cells": cells, "metadata": case.metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _cells(case: Case) -> Sequence[Mapping[str, Any]]:
    return [code(text) for text in _split(case.cells)] if isinstance(case.cells, str) else case.cells


def _split(text: str) -> Iterator[str]:
    cell: list[str] = []
    for line in text.strip("\n").split("\n"):
        if line.rstrip() == _MARK:
            yield "\n".join(cell).strip("\n")
            cell = []
        else:
            cell.append(line)
    yield "\n".join(cell).strip("\n")
