"""Some lines of a table in a text file."""

from __future__ import annotations

import os
from typing import Optional, Tuple

from nb2prod.record.agent.encoding import places

_TABLES = (".csv", ".tsv", ".txt", ".dat", ".data", ".jsonl")


def table_part(path: str, attempt: Tuple[str, int], largest: int) -> Optional[bytes]:
    """Take the first line of a file, and some of the others.

    Args:
        path: The file.
        attempt: `spread` or `first`, and how many.
        largest: Bytes that may come out.

    Returns:
        The lines, or `None` where it is no table, has not so many lines, or they are too long.
    """
    way, rows = attempt
    if not rows or (os.path.splitext(path)[1] and not path.lower().endswith(_TABLES)):
        return None
    with open(path, "rb") as file:
        head, *lines = file.read().splitlines(keepends=True) or [b""]
    if b"\0" in head or len(lines) <= rows:
        return None
    content = head + b"".join(lines[place] for place in places(len(lines), way, rows))
    return content if len(content) <= largest else None
