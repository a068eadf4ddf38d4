"""Runs a generated package and writes down, plainly, what each step ends with. Shares no code with `nb2prod verify`.

python end_state.py SOURCE_FOLDER PACKAGE REPORT.json
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from pathlib import Path
from types import FrameType
from typing import Any

# They are not compared, and said not to be.
PICTURES = frozenset({".png", ".svg", ".pdf", ".jpg"})
_PICTURED = frozenset({"matplotlib", "mpl_toolkits", "seaborn"})
_ADDRESS = re.compile(r" at 0x[0-9A-Fa-f]+")


def main(folder: str, package: str, report: str) -> None:
    """Run a pipeline; the report has an entry for each step's return, and the exception that ended it, if one did."""
    source, home = str(Path(folder).resolve()), str(Path.cwd())
    steps: list[dict[str, Any]] = []

    def watch(frame: FrameType, event: str, argument: Any) -> None:  # noqa: ANN401
        code = frame.f_code
        if event == "return" and code.co_filename.startswith(source) and code.co_name[0] not in "_<":
            is_direct = frame.f_back is not None and Path(frame.f_back.f_code.co_filename).stem == "pipeline"
            entry = {
                "step": _name(frame),
                "direct": is_direct,
                "values": _plain_all(frame),
                "returned": _plain(argument),
            }
            steps.append({**entry, "callers": _callers(frame, source), "files": _files(home)})

    sys.path[:0] = [str(Path.cwd()), source]
    random.seed(0)
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed(0)
    error = ""
    try:
        pipeline = __import__(f"{package}.pipeline", fromlist=["run"])
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(0)
        sys.setprofile(watch)
        pipeline.run(explore=True)
    except BaseException as raised:
        error = f"{type(raised).__name__}: {raised}"
        _mark(raised, source, steps)
    finally:
        sys.setprofile(None)
    Path(report).write_text(json.dumps({"steps": steps, "error": _ADDRESS.sub("", error)}), encoding="utf-8")


def _mark(raised: BaseException, source: str, steps: list[dict[str, Any]]) -> None:
    """Mark the steps that an exception passed through: they return nothing, as others do that are in order."""
    passed = []
    trace = raised.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(source):
            passed.append(_name(trace.tb_frame))
        trace = trace.tb_next
    for entry in reversed(steps):
        if entry["step"] in passed:
            entry["returned"] = f"raised {type(raised).__name__}"
            passed.remove(entry["step"])


def _callers(frame: FrameType, source: str) -> list[dict[str, str]]:
    """What the functions know that wait for a step: it may change that through a closure."""
    found = []
    while frame.f_back is not None:
        frame = frame.f_back
        if frame.f_code.co_filename.startswith(source):
            found.append(_plain_all(frame))
    return found


def _name(frame: FrameType) -> str:
    return f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_name}"


def _files(folder: str) -> dict[str, str]:
    return {
        str(path): hashlib.sha1(path.read_bytes()).hexdigest()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.suffix not in PICTURES and "__pycache__" not in path.parts
    }


def _plain_all(frame: FrameType) -> dict[str, str]:
    return {name: _plain(value) for name, value in frame.f_locals.items() if not name.startswith("__")}


def _plain(value: Any) -> str:  # noqa: ANN401
    try:
        if type(value).__module__.partition(".")[0] in _PICTURED:
            text = "a picture"
        elif hasattr(value, "to_csv"):
            text = f"{value.to_csv()}{getattr(value, 'dtypes', '')}"
        elif hasattr(value, "tolist"):
            text = f"{getattr(value, 'dtype', '')}{value.tolist()}"
        elif hasattr(value, "get_params"):
            fitted = sorted((k, v) for k, v in vars(value).items() if k.endswith("_") and "time" not in k)
            text = f"{value}{[(k, _plain(v)) for k, v in fitted]}"
        elif type(value).__repr__ is object.__repr__ and hasattr(value, "__dict__"):
            text = f"{type(value).__name__}{sorted((k, _plain(v)) for k, v in vars(value).items())}"
        else:
            text = repr(value)
    except Exception as error:
        text = type(error).__name__
    return hashlib.sha1(_ADDRESS.sub("", text).encode("utf-8", "replace")).hexdigest()


if __name__ == "__main__":
    main(*sys.argv[1:4])
