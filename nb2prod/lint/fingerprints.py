"""What a finding is known by again, when cells have moved and lines have changed."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from pathlib import Path

from nb2prod.lint.model import FileResult
from nb2prod.rules.model import Finding

_LENGTH = 32


def fingerprints(file: FileResult, root: Path) -> tuple[str, ...]:
    """Give each finding of a file a name that stays.

    It is made of path, code, cell (its id, or where it has none its source without white space), what the finding is
    about, and which of several like it it is; of no line, column or position of a cell.

    Args:
        file: The file's result.
        root: The folder that paths are relative to.

    Returns:
        A fingerprint for each finding, in order.
    """
    path = relative_path(file.path, root)
    seen: Counter[tuple[str, str, str]] = Counter()
    made = []
    for finding in file.findings:
        key = (finding.code, _cell_key(finding, file), finding.symbol or _about(finding))
        seen[key] += 1
        text = "\0".join((path, *key, str(seen[key])))
        made.append(hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_LENGTH])
    return tuple(made)


def relative_path(path: Path, root: Path) -> str:
    """A path with slashes, relative to a folder if it is below it."""
    absolute, base = os.path.abspath(path), os.path.abspath(root)  # noqa: PTH100 - links stay what they are
    inside = os.path.commonpath([absolute, base]) == base
    return Path(os.path.relpath(absolute, base)).as_posix() if inside else Path(absolute).as_posix()


def _cell_key(finding: Finding, file: FileResult) -> str:
    cell = finding.location.cell
    if cell is None or cell > len(file.starts):
        return ""
    identifier, _, source = file.starts[cell - 1]
    return identifier or source


def _about(finding: Finding) -> str:
    """Ruff's messages name what they are about; ours say numbers of cells, which change."""
    return "" if finding.is_ours else finding.message
