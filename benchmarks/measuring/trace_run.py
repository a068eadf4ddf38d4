"""Runs a generated package and notes which of its lines were executed. Needs nothing but Python.

python trace_run.py SOURCE_FOLDER PACKAGE REPORT.json
"""

from __future__ import annotations

import json
import runpy
import sys
import threading
from collections import defaultdict
from pathlib import Path
from types import CodeType, FrameType
from typing import Any


class Tracer:
    """Notes executed lines of the files below a folder; code whose lines were all seen is left alone."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.seen: dict[str, set[int]] = defaultdict(set)
        self.missing: dict[CodeType, set[int]] = {}

    def call(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401, ARG002
        """Trace a call if it is the package's own and there is something left to see in it."""
        code = frame.f_code
        if not code.co_filename.startswith(self.folder):
            return None
        missing = self.missing.get(code)
        if missing is None:
            missing = {line for _, _, line in code.co_lines() if line}
            self.missing[code] = missing
        return self.line if missing else None

    def line(self, frame: FrameType, event: str, argument: Any) -> Any:  # noqa: ANN401, ARG002
        """Note a line; once all are seen the frame runs at full speed."""
        if event == "line":
            self.seen[frame.f_code.co_filename].add(frame.f_lineno)
            missing = self.missing[frame.f_code]
            missing.discard(frame.f_lineno)
            if not missing:
                frame.f_trace_lines = False
        return self.line


def main(folder: str, package: str, report: str) -> None:
    """Run `python -m PACKAGE run` under the tracer; the report is written however that ends."""
    tracer = Tracer(str(Path(folder).resolve()))
    # As `python -m` has it, rather than the folder of this file.
    sys.path[0] = str(Path.cwd())
    sys.argv = [package, "run"]
    threading.settrace(tracer.call)
    sys.settrace(tracer.call)
    try:
        runpy.run_module(package, run_name="__main__", alter_sys=True)
    finally:
        sys.settrace(None)
        Path(report).write_text(json.dumps({path: sorted(lines) for path, lines in tracer.seen.items()}))


if __name__ == "__main__":
    main(*sys.argv[1:4])
