"""Reading a notebook, or a Python module as a notebook of one cell, without running it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nb2prod.notebook.bad_input import load_json, read_text, refuse
from nb2prod.notebook.legacy import upgrade
from nb2prod.notebook.model import Cell, CellKind, Notebook
from nb2prod.notebook.text_formats import is_text_notebook, read_text_notebook
from nb2prod.notebook.v4 import build_notebook, clean

_MARKDOWN = frozenset({".md", ".markdown", ".myst"})
_OTHERS = frozenset({".rmd", ".qmd", ".r", ".jl", ".html", ".htm", ".pdf", ".zip"})
_NEWEST = 4
_NO_NOTEBOOK = "Give a Jupyter notebook; this JSON is something else."


@dataclass(frozen=True, slots=True)
class Document:
    """A file with what was read from it, for those who look at more than cells.

    Attributes:
        notebook: The notebook.
        text: The file's text.
        content: The decoded JSON, in the form of version 4; empty for what is no JSON.
    """

    notebook: Notebook
    text: str
    content: Mapping[str, object]


def read_source(path: Path) -> Notebook:
    """Read a notebook (`.ipynb`), a module (`.py`), or a notebook kept as text (percent format, MyST).

    Args:
        path: The file, as the user named it.

    Returns:
        The notebook with all of its cells. Whether its code is Python is for `require_python` to say.

    Raises:
        UnreadableInputError: The file can't be read, or is no notebook.
    """
    return read_document(path).notebook


def read_document(path: Path, text: str | None = None) -> Document:
    """Read what `read_source` reads, and keep the file's text and JSON beside the notebook.

    Args:
        path: The file, as the user named it.
        text: Its text where it is known already, or comes from elsewhere.

    Returns:
        The notebook and what it was made of.

    Raises:
        UnreadableInputError: The file can't be read, or is no notebook.
    """
    text = read_text(path) if text is None else text
    suffix = path.suffix.lower()
    if suffix == ".py":
        plain = not is_text_notebook(suffix, text)
        return Document(_read_module(path, text) if plain else _read_text(path, text), text, {})
    if suffix in _MARKDOWN:
        if not is_text_notebook(suffix, text):
            raise refuse(
                path,
                "this is Markdown without a notebook's header",
                "Give an `.ipynb`, or add the header: jupytext --set-formats",
            )
        return Document(_read_text(path, text), text, {})
    if suffix in _OTHERS:
        raise refuse(path, f"{suffix} files are no notebooks that can be read here", "Convert it to `.ipynb` first.")
    content = _json_content(path, text)
    return Document(build_notebook(path, content, text), text, content)


def _read_module(path: Path, text: str) -> Notebook:
    cell = Cell(index=1, id=None, kind=CellKind.CODE, source=clean(text.removesuffix("\n")), physical_line=1)
    return Notebook(path=path, language="python", cells=(cell,), format=(0, 0))


def _read_text(path: Path, text: str) -> Notebook:
    return build_notebook(path, read_text_notebook(path, text), text="")


def _json_content(path: Path, text: str) -> dict[str, object]:
    content = load_json(path, text)
    if not isinstance(content, dict):
        raise refuse(path, "it has no cells", _NO_NOTEBOOK)
    match content:
        case {"cells": list()}:
            _check_format(path, content)
            return content
        case {"worksheets": list()}:
            return upgrade(content)
        case {"cells": _} | {"worksheets": _}:
            raise refuse(path, "its cells are no list", "Open it in Jupyter and save it again.")
        case _:
            raise refuse(path, "it has no cells", _NO_NOTEBOOK)


def _check_format(path: Path, content: dict[str, object]) -> None:
    major = content.get("nbformat", _NEWEST)
    if isinstance(major, int) and major > _NEWEST:
        message = f"its format is {major}, newer than the {_NEWEST} that is known here"
        raise refuse(path, message, f"Save it in format {_NEWEST}, or update nb2prod.")
