"""Work in a copy of this process."""

from __future__ import annotations

import os
import pickle
import signal
import time
from pathlib import Path
from typing import Any, Callable, Optional

_POLL_SECONDS = 0.005


def in_process(work: Callable[[], Any], report: Path, seconds: float) -> Optional[Any]:
    """Do something in a copy of this process.

    Args:
        work: What to do; it gives plain data.
        report: A file for it.
        seconds: How long it may take.

    Returns:
        What it gave; a text where it failed; `None` where it did not get to its end.
    """
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
            content = pickle.dumps(work(), protocol=4)
            report.write_bytes(content)
        finally:
            os._exit(0)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitpid(child, os.WNOHANG)[0]:
            break
        time.sleep(_POLL_SECONDS)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    _end_group(child)
    if not report.is_file():
        return None
    content = report.read_bytes()
    report.unlink()
    return pickle.loads(content)


def _end_group(child: int) -> None:
    try:
        os.killpg(child, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
