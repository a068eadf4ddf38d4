"""A run of the notebook or of its package, watched; then its files."""

from __future__ import annotations

from typing import Any, Dict

from . import seeds
from .digest import Digester
from .events import Reporter
from .files import Files
from .known import Memory
from .naming import Naming
from .notebook import NotebookRun
from .package import PackageRun
from .reading import Reader
from .starting import carry_out
from .store import Store


def main(path: str) -> None:
    """Do what a task says and end the process.

    Args:
        path: A JSON file with the task.
    """
    carry_out(path, _run)


def _run(task: Dict[str, Any], reporter: Reporter) -> bool:
    seeds.seed_all()
    naming = Naming(task.get("root_package", ""), frozenset(task.get("modules", ())), task.get("renamed", {}))
    store = Store(task["store"])
    reader = Reader(Digester(naming, store, task.get("compare", {}), Memory(task["store"])), store)
    files = Files(task["root"], reader.digester, store)
    if task["kind"] == "notebook":
        done = NotebookRun(reporter, reader, files, task).run()
    else:
        done = PackageRun(reporter, reader, files, task).run(task)
    for name, value in files.written():
        reporter.emit("file", name=name, value=value)
    return done
