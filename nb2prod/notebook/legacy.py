"""Notebooks of format 2 and 3, in the form of format 4."""

from __future__ import annotations

from collections.abc import Mapping

_MIMES = {
    "text": "text/plain",
    "html": "text/html",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "latex": "text/latex",
    "json": "application/json",
    "javascript": "application/javascript",
}
_DEEPEST = 6
STORED = "stored_source"
_OUTPUTS = {"pyout": "execute_result", "pyerr": "error"}


def upgrade(content: Mapping[str, object]) -> dict[str, object]:
    """Bring a notebook of format 2 or 3 into the form of format 4.

    Done here because it is little: importing nbformat costs more than reading a hundred notebooks. What is malformed is
    left as it is, for the reading of format 4 to refuse.

    Args:
        content: What `json` made of the file.

    Returns:
        The same notebook with `cells`, `source`, `execution_count` and the names of outputs that format 4 has.
    """
    worksheets = content.get("worksheets")
    sheets = [sheet for sheet in worksheets if isinstance(sheet, dict)] if isinstance(worksheets, list) else []
    cells = [cell for sheet in sheets for cell in _list(sheet.get("cells"))]
    return {
        "nbformat": content.get("nbformat", 3),
        "nbformat_minor": content.get("nbformat_minor", 0),
        "metadata": _metadata(content, cells),
        "cells": [_cell(cell) if isinstance(cell, dict) else cell for cell in cells],
    }


def _metadata(content: Mapping[str, object], cells: list[object]) -> object:
    """Say the language where the cells do, since these formats had no kernel metadata at first."""
    metadata = content.get("metadata")
    stored = dict(metadata) if isinstance(metadata, dict) else {}
    said = next((cell.get("language") for cell in cells if isinstance(cell, dict) and "language" in cell), None)
    if isinstance(said, str) and not {"kernelspec", "language_info", "language"} & stored.keys():
        stored["language"] = said
    return stored


def _cell(cell: Mapping[str, object]) -> dict[str, object]:
    kind = cell.get("cell_type")
    match kind:
        case "code":
            return {
                "cell_type": "code",
                "metadata": cell.get("metadata"),
                "execution_count": cell.get("prompt_number"),
                "source": cell.get("input", cell.get("source", "")),
                "outputs": [_output(item) for item in _list(cell.get("outputs")) if isinstance(item, dict)],
            }
        case "heading":
            # What stands in the file is kept, to find its line by.
            return {**cell, "cell_type": "markdown", "source": _heading(cell), STORED: cell.get("source")}
        case "html":
            return {**cell, "cell_type": "markdown"}
        case "plaintext":
            return {**cell, "cell_type": "raw"}
        case _:
            return dict(cell)


def _heading(cell: Mapping[str, object]) -> object:
    level, source = cell.get("level"), cell.get("source", "")
    text = "".join(source) if isinstance(source, list) and all(isinstance(line, str) for line in source) else source
    if not isinstance(text, str):
        return source
    # A heading of Markdown is one line.
    return f"{'#' * (level if isinstance(level, int) and 1 <= level <= _DEEPEST else 1)} {' '.join(text.split())}"


def _output(output: Mapping[str, object]) -> dict[str, object]:
    kind = output.get("output_type")
    named = _OUTPUTS.get(kind, kind) if isinstance(kind, str) else kind
    if named == "stream":
        return {**output, "output_type": named, "name": output.get("stream", "stdout")}
    if named == "error":
        return {**output, "output_type": named}
    return {"output_type": named, "data": {mime: output[key] for key, mime in _MIMES.items() if key in output}}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
