"""Files that a notebook names: those beside it, and those that it writes with `%%writefile`."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nb2prod.notebook.beside import read_beside
from nb2prod.notebook.model import CellKind, Notebook

_WRITES = re.compile(r"\s*%%(?:writefile|file)[ \t]+(-a[ \t]+|--append[ \t]+)?(['\"]?)([^\s'\"${}]+)\2[ \t]*(?:\n|$)")


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """What is in a file when a cell runs.

    Attributes:
        folder: The notebook's folder.
        written: For each file that the notebook writes: the cells that do, in order, with its text from then on.
    """

    folder: Path
    written: Mapping[str, tuple[tuple[int, str], ...]]

    def text(self, name: str, cell: int) -> str | None:
        """Text of a file as a cell finds it.

        Args:
            name: Path as the notebook gives it.
            cell: Index of the cell.

        Returns:
            The text that the notebook wrote last, else that of the file beside it; `None` if there is neither.
        """
        before = [text for at, text in self.written.get(posixpath.normpath(name), ()) if at < cell]
        if before:
            return before[-1]
        content = read_beside(self.folder, name)
        try:
            return content.decode("utf-8-sig") if content is not None else None
        except UnicodeDecodeError:
            return None


def own_files(notebook: Notebook) -> OwnFiles:
    """Gather the files that a notebook writes as they stand in its cells."""
    written: dict[str, tuple[tuple[int, str], ...]] = {}
    for cell in notebook.cells:
        found = _WRITES.match(cell.source) if cell.kind is CellKind.CODE else None
        if found is None:
            continue
        adds, _, name = found.groups()
        place = posixpath.normpath(name)
        known = written.get(place, ())
        body = cell.source[found.end() :].removesuffix("\n") + "\n"
        if adds and not known:
            continue
        written[place] = (*known, (cell.index, f"{known[-1][1]}{body}" if adds else body))
    return OwnFiles(notebook.path.parent, written)
