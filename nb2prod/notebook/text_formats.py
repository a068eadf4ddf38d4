"""Notebooks that are kept as text: the percent format in a module, MyST in Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from nb2prod.notebook.bad_input import refuse

_HEADER = r"(?m)\A(?:#!.*\n|#.*coding.*\n)*# ---\n(?:#.*\n)*?# +(?:jupyter|jupytext|kernelspec):"
_FRONT_MATTER = r"(?m)\A---\n(?:.*\n)*?(?:jupytext|kernelspec|jupyter):(?:.*\n)*?---\s*$"


def is_text_notebook(suffix: str, text: str) -> bool:
    """Tell whether a text is a notebook, by the header that jupytext writes.

    Args:
        suffix: Suffix of its file, lower case.
        text: The text.

    Returns:
        Whether jupytext wrote it, or would read it as its own.
    """
    pattern = _HEADER if suffix == ".py" else _FRONT_MATTER
    return re.match(pattern, text.replace("\r\n", "\n")) is not None


def read_text_notebook(path: Path, text: str) -> Mapping[str, object]:
    """Read a notebook that is kept as text.

    Args:
        path: Its file.
        text: Its text.

    Returns:
        The notebook in the form of format 4.

    Raises:
        UnreadableInputError: jupytext isn't installed, or can't read it.
    """
    if find_spec("jupytext") is None:
        raise refuse(path, "reading a notebook that is kept as text needs jupytext", "Install it: pip install jupytext")
    import jupytext  # type: ignore[import-untyped, unused-ignore]

    try:
        notebook = jupytext.reads(text, fmt={"extension": path.suffix.lower()})
    except Exception as error:
        raise refuse(path, f"jupytext can't read it: {error}", "Check its header and its cell markers.") from error
    return dict(notebook)
