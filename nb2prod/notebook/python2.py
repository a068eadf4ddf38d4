"""Python 2: refused where it doesn't parse, warned of where it does."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum

from nb2prod.finding import UnreadableInputError
from nb2prod.notebook.bad_input import refuse
from nb2prod.notebook.model import Notebook, ParsedNotebook, Unparsed

# Kept as text: `re` compiles a pattern at its first use, and most notebooks need none of these.
_KERNEL = r"^(?:i?python[-_ .]?|py(?:thon)?-?)([23])"
_STATEMENTS = (
    r"(?m)^[ \t]*(?:print[ \t]+(?![=.,)\]]|is\b|in\b|and\b|or\b|if\b|not in\b)[^\s=]"
    r"|print[ \t]*>>"
    r"|exec[ \t]+(?![=.,)\]])['\"\w]"
    r"|except\b[^:\n#]*[\w)],[ \t]*\w+[ \t]*:"
    r"|raise[ \t]+\w[\w.]*,[ \t]*\S"
    r"|[^#'\"\n]*`[\w.(), ]+`"
    r"|[^#'\"\n]*[^#'\"\n<]<>[^#'\"\n>])"
)
_BARE_PRINT = r"[:;][ \t]*print[ \t]+['\"\w]"


class _Python(Enum):
    TWO = "2"
    THREE = "3"


def require_python3(parsed: ParsedNotebook) -> ParsedNotebook:
    """Refuse a notebook in Python 2; one whose cells all parse all the same only gets a warning.

    Args:
        parsed: The notebook, parsed.

    Returns:
        The notebook, with a warning where its kernel is Python 2.

    Raises:
        UnreadableInputError: It is written in Python 2.
    """
    notebook = parsed.notebook
    old_kernel = is_python2_kernel(notebook)
    broken = [cell for cell in parsed.unparsed if not cell.source.lstrip().startswith("%%")]
    old_code = [cell for cell in broken if looks_like_python2(cell)]
    if broken and old_kernel:
        raise _refusal(notebook, (old_code or broken)[0], "its kernel is Python 2")
    if old_code and _major(notebook) is not _Python.THREE:
        raise _refusal(notebook, old_code[0], "its cells use statements of Python 2")
    if not old_kernel:
        return parsed
    warning = (
        "its kernel is Python 2; all cells parse as Python 3, but division, strings and `map` may mean something else"
    )
    return replace(parsed, notebook=replace(notebook, warnings=(*notebook.warnings, warning)))


def is_python2_kernel(notebook: Notebook) -> bool:
    """Tell whether a notebook says that Python 2 ran it."""
    return _major(notebook) is _Python.TWO


def _major(notebook: Notebook) -> _Python | None:
    """Tell the version of Python by what ran the cells, else by the name of the kernel, which people choose freely."""
    said = notebook.language_version or ""
    if said[:2] in ("2.", "3."):
        return _Python(said[0])
    match = re.match(_KERNEL, notebook.kernel or "")
    return _Python(match[1]) if match else None


def looks_like_python2(cell: Unparsed) -> bool:
    """Tell whether a cell that does not parse has a statement that only Python 2 knows."""
    return re.search(_STATEMENTS, cell.source) is not None or re.search(_BARE_PRINT, cell.source) is not None


def _refusal(notebook: Notebook, cell: Unparsed, why: str) -> UnreadableInputError:
    where = cell.location
    return refuse(
        notebook.path,
        f"it is written in Python 2: {why}, and cell {cell.cell} does not parse as Python 3 ({cell.message})",
        "Move it to Python 3 first (`jupytext --to py`, then `2to3 -w`), or change its cells and save it again.",
        cell=cell.cell,
        at=(where.line, where.column),
    )
