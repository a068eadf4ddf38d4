"""Which files the steps of a notebook read, and which folders they write to."""

from __future__ import annotations

import os
import shutil
from typing import Any, Dict, Tuple

LARGEST = 64 * 1024 * 1024
_MOST_LISTED = 50
_CODE = (".py", ".pyc", ".so", ".ipynb")


class FileWatch:
    """Hears of every file that Python code opens, and keeps a copy of those below a folder that a step reads.

    Attributes:
        root: Folder that counts.
        kept: Folder for the copies.
        step: The step that runs; empty between them.
        found: For each step its `files`, with the copy of each, and its `folders`.
    """

    def __init__(self, root: str, kept: str) -> None:
        self.root = os.path.realpath(root)
        self.kept = kept
        self.step = ""
        self.found: Dict[str, Dict[str, Any]] = {}
        self._copying = False

    def hear(self, event: str, arguments: Tuple[Any, ...]) -> None:
        """Take an audit event."""
        if not self.step or self._copying or event not in ("open", "sqlite3.connect", "os.listdir", "os.scandir"):
            return
        self._copying = True
        try:
            self._heard(event, arguments)
        except (OSError, TypeError, ValueError):
            return
        finally:
            self._copying = False

    def _heard(self, event: str, arguments: Tuple[Any, ...]) -> None:
        path = os.path.realpath(os.fsdecode(arguments[0]) if arguments and arguments[0] else ".")
        if not (path == self.root or path.startswith(self.root + os.sep)):
            return
        if event in ("os.listdir", "os.scandir"):
            self._folder(path)
            for name in sorted(os.listdir(path))[:_MOST_LISTED]:
                self._read(os.path.join(path, name))
            return
        self._folder(os.path.dirname(path))
        _, mode, flags = arguments if event == "open" else (path, "r", 0)
        writes = flags & (os.O_WRONLY | os.O_TRUNC) if not isinstance(mode, str) else mode[:1] in ("w", "x")
        if not writes:
            self._read(path)

    def _of_step(self) -> Dict[str, Any]:
        return self.found.setdefault(self.step, {"files": {}, "folders": []})

    def _relative(self, path: str) -> str:
        return os.path.relpath(path, self.root).replace(os.sep, "/")

    def _folder(self, path: str) -> None:
        folders = self._of_step()["folders"]
        if os.path.isdir(path) and self._relative(path) not in folders:
            folders.append(self._relative(path))

    def _read(self, path: str) -> None:
        files, name = self._of_step()["files"], self._relative(path)
        if name in files or not os.path.isfile(path) or path.endswith(_CODE):
            return
        files[name] = ""
        if os.path.getsize(path) <= LARGEST:
            number = sum(len(step["files"]) for step in self.found.values())
            files[name] = os.path.join(self.kept, "file%d" % number)
            shutil.copyfile(path, files[name])
