"""The numbers that runs stored: in what tells of them, in files of their own, or packed behind each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

_Place = tuple[Path, int, int]
"""A file, and where in it the bytes begin and end."""


class Numbers:
    """Stored numbers.

    Attributes:
        folder: Where runs stored them.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._packed: dict[str, _Place] | None = None

    def get(self, floats: Mapping[str, Any]) -> bytes | None:
        """Give the bytes of some numbers.

        Args:
            floats: What a node says of them.

        Returns:
            Their bytes; `None` where they were too many to be stored.
        """
        if "bytes" in floats:
            return bytes.fromhex(floats["bytes"])
        place = self.folder / f"{floats['blob']}.bin"
        if place.is_file():
            return place.read_bytes()
        if self._packed is None:
            self._packed = {name: found for path in self.folder.glob("numbers-*.pack") for name, found in _index(path)}
        if floats["blob"] not in self._packed:
            return None
        path, start, end = self._packed[floats["blob"]]
        with path.open("rb") as file:
            file.seek(start)
            return file.read(end - start)


def _index(path: Path) -> Iterator[tuple[str, _Place]]:
    """What is in a pack: before each content a line with its name and size; its end may be missing."""
    length = path.stat().st_size
    with path.open("rb") as file:
        while line := file.readline():
            name, _, size = line.decode("ascii", "replace").strip().partition(" ")
            start = file.tell()
            if not size.isdigit() or start + int(size) > length:
                return
            yield name, (path, start, start + int(size))
            file.seek(int(size), 1)
