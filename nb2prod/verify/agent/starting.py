"""What every run begins and ends with: its task, its confinement, the notebook's folder, and an end without delay."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import Any, Callable, Dict

from . import network, seeds
from .events import Reporter

_DIE_WITH_PARENT = 1


def carry_out(path: str, work: Callable[[Dict[str, Any], Reporter], bool]) -> None:
    """Do what a task says and end the process, with all threads and without what user code registered for its end.

    Args:
        path: A JSON file with the task.
        work: What is to be done, with the notebook's folder as the current one; whether it got to its end.
    """
    with open(path, encoding="utf-8") as file:
        task: Dict[str, Any] = json.load(file)
    reporter = Reporter(task["events"])
    _confine(task)
    os.chdir(task["folder"])
    sys.path.insert(0, "")
    sys.argv[:] = [""]
    try:
        done = work(task, reporter)
        reporter.emit("ended", done=done, seeded=seeds.seeded())
    except BaseException as error:
        import traceback

        reporter.emit("broken", message="".join(traceback.format_exception(type(error), error, error.__traceback__)))
    os._exit(0)


def _confine(task: Dict[str, Any]) -> None:
    """Keep a run off the network and within its memory, and let it end with the process that started it."""
    _die_with_parent()
    if task["network"] == "namespace":
        network.raise_loopback()
    elif task["network"] == "python":
        network.refuse_connections()
    if task.get("memory"):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (task["memory"], task["memory"]))


def _die_with_parent() -> None:
    """Ask Linux to end this process with the one that started it, however that ends."""
    if sys.platform != "linux":
        return
    import signal

    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
