"""Magics without a percent sign, which Jupyter runs in cells of a single line."""

from __future__ import annotations

import builtins
import keyword
import re

from nb2prod.notebook.translation import Surroundings

_WORD = re.compile(r"^([A-Za-z_]\w*)(?![\w.(\[])[ \t]*(.*)$")
_NO_ARGUMENTS = ("=", "!", "(", "[", ",", ":")
_NEVER = frozenset(dir(builtins)) | frozenset(keyword.kwlist)


def is_automagic(line: str, around: Surroundings) -> bool:
    """Tell whether Jupyter takes a cell of one line as a magic: `ls -l`, `cd data`, `pip install x`.

    Args:
        line: The cell, which has no other line.
        around: The notebook around it.

    Returns:
        Whether its first word is a magic that no variable hides.
    """
    match = _WORD.match(line)
    if match is None or match[1] in _NEVER or match[2][:1] in _NO_ARGUMENTS:
        return False
    from nb2prod.notebook.line_magics import NAMES

    return match[1] in NAMES and match[1] not in around.bound() and not _may_come_by_star(around)


def _may_come_by_star(around: Surroundings) -> bool:
    return any("import *" in source for source in around.sources[: around.cell])
