"""What a run begins with: confinement, seeds, then the notebook or the package, then its files."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import Any, Dict

from . import network, seeds
from .digest import Digester
from .events import Reporter
from .files import Files
from .known import Memory
from .naming import Naming
from .notebook import NotebookRun
from .package import PackageRun
from .reading import Reader
from .store import Store

_DIE_WITH_PARENT = 1


def main(path: str) -> None:
    """Do what a task says and end the process, with all threads and without what user code registered for its end.

    Args:
        path: A JSON file with the task.
    """
    with open(path, encoding="utf-8") as file:
        task: Dict[str, Any] = json.load(file)
    reporter = Reporter(task["events"])
    confine(task)
    seeds.seed_all()
    naming = Naming(task.get("root_package", ""), frozenset(task.get("modules", ())), task.get("renamed", {}))
    store = Store(task["store"])
    reader = Reader(Digester(naming, store, task.get("compare", {}), Memory(task["store"])), store)
    files = Files(task["root"], reader.digester, store)
    os.chdir(task["folder"])
    sys.path.insert(0, "")
    sys.argv[:] = [""]
    try:
        if task["kind"] == "notebook":
            done = NotebookRun(reporter, reader, files).run(task["cells"], use_ipython=task["ipython"])
        else:
            done = PackageRun(reporter, reader, files, task).run(task)
        for name, value in files.written():
            reporter.emit("file", name=name, value=value)
        reporter.emit("ended", done=done, seeded=seeds.seeded())
    except BaseException as error:
        import traceback

        reporter.emit("broken", message="".join(traceback.format_exception(type(error), error, error.__traceback__)))
    os._exit(0)


def confine(task: Dict[str, Any]) -> None:
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
