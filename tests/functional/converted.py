"""Notebooks that are converted and really run, as functional tests need them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from nb2prod.pipeline import convert
from tests.unit.cli.notebooks import write_notebook


@dataclass(frozen=True, slots=True)
class Converted:
    """A notebook and the project that it was converted to."""

    notebook: Path
    project: Path

    @contextmanager
    def left_alone(self) -> Iterator[None]:
        """Nothing may be left behind in the notebook's folder or among temporary files."""
        before = sorted(self.notebook.parent.rglob("*"))
        yield
        assert sorted(self.notebook.parent.rglob("*")) == before
        assert list(Path(tempfile.gettempdir()).iterdir()) == []

    def place_of(self, text: str) -> Path:
        """The module of the package that has some text."""
        found = [path for path in (self.project / "src").rglob("*.py") if text in path.read_text(encoding="utf-8")]
        assert found, f"{text!r} is nowhere in the package"
        return found[0]

    def edit(self, old: str, new: str) -> None:
        """Put a fault into the package."""
        path = self.place_of(old)
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def convert_cells(folder: Path, cells: tuple[str, ...], files: dict[str, str] | None = None) -> tuple[Path, Path]:
    """Write a notebook with files beside it, and convert it.

    Args:
        folder: Where to.
        cells: Its code cells.
        files: Text of each file beside it.

    Returns:
        The notebook and the project.
    """
    (folder / "study").mkdir(exist_ok=True)
    for name, text in (files or {}).items():
        (folder / "study" / name).write_text(text, encoding="utf-8")
    notebook = write_notebook(folder / "study" / "nb.ipynb", cells)
    convert(notebook, folder / "made")
    return notebook, folder / "made"
