"""One run in a process group of its own: followed, bounded, and ended with all that it started."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nb2prod.verify.confinement import Confinement, environment_in

Event = Mapping[str, Any]
Follow = Callable[[Event], None]

_POLL_SECONDS = 0.05
_LONGEST_TAIL = 64
_CHUNK = 1 << 16
_START = (
    "import sys; sys.path.insert(0, {folder!r}); from {agent} import main; sys.path.remove({folder!r}); "
    "main.main({task!r})"
)


@dataclass(frozen=True, slots=True)
class Ran:
    """What a run told.

    Attributes:
        events: Its events, in order.
        seconds: How long it took.
        code: Exit code of the process; negative for the signal that ended it.
        timed_out: Whether it was ended because it took too long.
        said: The end of what it wrote to standard error.
    """

    events: tuple[Event, ...]
    seconds: float
    code: int
    timed_out: bool
    said: str

    def of_kind(self, kind: str) -> tuple[Event, ...]:
        """Its events of one kind."""
        return tuple(event for event in self.events if event["event"] == kind)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where and how runs happen.

    Attributes:
        agent: Folder that holds the code which runs inside.
        temporary: Folder for tasks, events and the run's own temporary files.
        python: The interpreter.
        confinement: How runs are kept off the network.
        timeout: Seconds that each may take.
    """

    agent: Path
    temporary: Path
    python: Path
    confinement: Confinement
    timeout: float


def execute(task: Mapping[str, Any], around: Surroundings, follow: Follow) -> Ran:
    """Run a task in the notebook's environment.

    Args:
        task: What to run.
        around: Where and how.
        follow: Called with each event as it happens.

    Returns:
        What it told until it ended or was ended.
    """
    events = around.temporary / "events.jsonl"
    events.write_bytes(b"")
    begun = time.monotonic()
    process = _started(task, around, events)
    tail: deque[bytes] = deque(maxlen=_LONGEST_TAIL)
    assert process.stderr is not None
    drain = threading.Thread(target=_drain, args=(process.stderr, tail), daemon=True)
    drain.start()
    try:
        found, timed_out = _followed(process, events, begun + around.timeout, follow)
    finally:
        _end_group(process)
        _end_strays(around.temporary)
    drain.join(1)
    said = b"".join(tail)[-_CHUNK:].decode("utf-8", "replace")
    return Ran(tuple(found), time.monotonic() - begun, process.returncode, timed_out, said)


def _started(task: Mapping[str, Any], around: Surroundings, events: Path) -> subprocess.Popen[bytes]:
    described = around.temporary / "task.json"
    described.write_text(json.dumps({**task, "events": str(events)}), encoding="utf-8")
    # Another package beside the agent may build on it.
    agent = task.get("agent", "nb2prod_agent")
    start = _START.format(folder=str(around.agent), task=str(described), agent=agent)
    return subprocess.Popen(
        [*around.confinement.prefix, str(around.python), "-c", start],
        cwd=around.temporary,
        env=environment_in(around.temporary),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def _followed(process: subprocess.Popen[bytes], events: Path, end: float, follow: Follow) -> tuple[list[Event], bool]:
    found: list[Event] = []
    with events.open("rb") as file:
        while not _has_ended(process):
            _read_events(file, found, follow)
            if time.monotonic() > end:
                return found, True
            time.sleep(_POLL_SECONDS)
        _read_events(file, found, follow)
    return found, False


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has ended; it is not waited for yet, so that its number stays that of its group."""
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _read_events(file: IO[bytes], found: list[Event], follow: Follow) -> None:
    while True:
        start = file.tell()
        line = file.readline()
        if not line.endswith(b"\n"):
            # Half a line is still being written, or never will be.
            file.seek(start)
            return
        found.append(json.loads(line))
        follow(found[-1])


def _drain(stream: IO[bytes], tail: deque[bytes]) -> None:
    with suppress(OSError, ValueError):
        while chunk := os.read(stream.fileno(), _CHUNK):
            tail.append(chunk[-_CHUNK // _LONGEST_TAIL :])


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End the process and all that it started and left behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stderr is not None:
        with suppress(OSError):
            process.stderr.close()


def _end_strays(temporary: Path) -> None:
    """End what has left the group, as daemons do, and is still known by the run's own folder for temporary files."""
    mark = b"TMPDIR=" + os.fsencode(temporary) + b"\0"
    for place in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if mark in place.read_bytes():
                os.kill(int(place.parent.name), signal.SIGKILL)
