"""What a run reports, one JSON line an event, in a file of its own: nothing that user code prints gets in between."""

from __future__ import annotations

import os
from json import dumps
from typing import Any

# User code may put something else into modules.
_write, _process = os.write, os.getpid


class Reporter:
    """Appends events to a file; a process that user code forks says nothing."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.process = _process()
        self.descriptor = self._open()

    def _open(self) -> int:
        return os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)

    def emit(self, kind: str, **fields: Any) -> None:
        """Report an event, written through at once: the process may be killed at any moment.

        Args:
            kind: What happened.
            fields: What is to be told of it.
        """
        if _process() != self.process:
            return
        line = (dumps({"event": kind, **fields}, ensure_ascii=True) + "\n").encode("ascii")
        try:
            _write(self.descriptor, line)
        except OSError:
            # User code may close descriptors that it does not know.
            self.descriptor = self._open()
            _write(self.descriptor, line)
