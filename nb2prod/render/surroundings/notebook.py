"""The thin notebook: it calls the package step by step, so that its author can go on exploring."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from nb2prod.render.surroundings.model import ThinNotebook

_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def notebook_json(notebook: ThinNotebook) -> str:
    """Write a notebook of format 4.5.

    Args:
        notebook: Its name and cells.

    Returns:
        Its JSON; the same cells always give the same text, ids of cells included.
    """
    document = {"cells": list(_cells(notebook)), "metadata": _METADATA, "nbformat": 4, "nbformat_minor": 5}
    # Without ASCII escapes, as Jupyter writes it; a lone surrogate could not be written at all.
    text = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def _cells(notebook: ThinNotebook) -> Iterator[dict[str, Any]]:
    for position, (markdown, code) in enumerate(notebook.cells):
        if markdown.strip():
            yield _cell("markdown", markdown, f"{notebook.name}/{position}/markdown")
        if code.strip():
            cell = _cell("code", code, f"{notebook.name}/{position}/code")
            yield cell | {"execution_count": None, "outputs": []}


def _cell(kind: str, source: str, place: str) -> dict[str, Any]:
    lines = source.strip("\n").split("\n")
    return {
        "cell_type": kind,
        "id": hashlib.sha256(place.encode("utf-8", "replace")).hexdigest()[:12],
        "metadata": {},
        "source": [f"{line}\n" for line in lines[:-1]] + lines[-1:],
    }
