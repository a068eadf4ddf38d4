"""Notebooks that the tests of the command line write for themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

STORY = (
    "# Sales\n\nWhat sold.",
    "import pandas as pd",
    "sales = pd.read_csv('sales.csv')\nsales.head()",
    "sales['total'] = sales['price'] * sales['count']",
    "sales.to_csv('totals.csv')",
)
"""A small notebook; its first cell is Markdown."""


def write_notebook(path: Path, cells: tuple[str, ...] = STORY) -> Path:
    """Write a notebook; a cell that starts with `#` and a blank is Markdown."""
    content = {"cells": [_cell(source) for source in cells], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def _cell(source: str) -> dict[str, Any]:
    if source.startswith("# "):
        return {"cell_type": "markdown", "metadata": {}, "source": source}
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}
