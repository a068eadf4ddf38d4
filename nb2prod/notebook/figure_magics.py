"""Magics that say whether figures stay open when their cell ends: Jupyter's inline backend closes them there."""

from __future__ import annotations

import re

from nb2prod.notebook.model import Magic

_CLOSE = re.compile(r"InlineBackend\.close_figures\s*=\s*(\w+)")
_LISTING = frozenset({"-l", "--list"})


def keeps_figures(magic: Magic | None) -> bool | None:
    """What a magic says of it.

    Args:
        magic: The magic, if a statement has one.

    Returns:
        That figures stay open from now on, that they don't, or nothing.
    """
    if magic is None:
        return None
    if magic.name == "%matplotlib":
        return None if _LISTING & set(magic.text.split()) else "inline" not in magic.text
    found = _CLOSE.search(magic.text) if magic.name == "%config" else None
    return found[1] != "True" if found else None
