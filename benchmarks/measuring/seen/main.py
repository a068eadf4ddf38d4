"""Runs a notebook statement by statement, and tells after each what its names stand for and which values changed."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import traceback
from typing import Any, Dict, List, Optional, Set

from nb2prod_agent import reading, seeds, shell, statements
from nb2prod_agent.digest import Digester
from nb2prod_agent.events import Reporter
from nb2prod_agent.main import confine
from nb2prod_agent.naming import Naming
from nb2prod_agent.notebook import close_figures
from nb2prod_agent.store import Store
from nb2prod_agent.watching import Watch, mentioned

from nb2prod_seen.describe import describe

_TURNS_BETWEEN_CELLS = 10


def main(path: str) -> None:
    """Do what a task says, and end the process.

    Args:
        path: A JSON file with the task.
    """
    with open(path, encoding="utf-8") as file:
        task: Dict[str, Any] = json.load(file)
    reporter = Reporter(task["events"])
    confine(task)
    seeds.seed_all()
    os.chdir(task["folder"])
    sys.path.insert(0, "")
    sys.argv[:] = [""]
    try:
        asyncio.run(Run(reporter, task).all())
        reporter.emit("ended")
    except BaseException as error:
        reporter.emit("broken", message="".join(traceback.format_exception(type(error), error, error.__traceback__)))
    os._exit(0)


class _Nowhere(Store):
    """Keeps nothing: only hashes are asked for."""

    def _write(self, name: str, content: Any) -> None:
        del name, content


class Run:
    """One run.

    Attributes:
        reporter: Takes the events.
        statements: What to run, in order.
    """

    def __init__(self, reporter: Reporter, task: Dict[str, Any]) -> None:
        self.reporter = reporter
        self.statements: List[Dict[str, Any]] = task["statements"]
        self._digester = Digester(Naming("", frozenset(), {}), _Nowhere(task["store"]), {})
        self._watch = Watch(self._digester)
        self._hashes: Dict[str, str] = {}
        self._objects: Dict[str, int] = {}
        self._opaque: Set[str] = set()

    async def all(self) -> None:
        """Run all statements, until one fails that is not expected to."""
        kernel = shell.make_shell()
        names = kernel.user_ns if kernel is not None else statements.main_module().__dict__
        before = dict(names)
        for statement in self.statements:
            error = await _run(kernel, names, statement)
            if error is not None and not statement["expects_error"]:
                self.reporter.emit("failed", index=statement["index"], message=repr(error)[:500])
                return
            if statement["is_last"]:
                for _ in range(_TURNS_BETWEEN_CELLS):
                    await asyncio.sleep(0)
                close_figures()
            self._look(statement, reading.user_names(names, before))

    def _look(self, statement: Dict[str, Any], names: Dict[str, Any]) -> None:
        old, objects, opaque = dict(self._hashes), self._objects, set(self._opaque)
        todo = self._watch.touched(names, mentioned({"is_known": True, "statements": [(1, statement["source"])]}))
        done: Set[str] = set()
        while todo:
            for name in todo:
                node = self._digester.digest(names[name])
                self._hashes[name] = node.hash
                (self._opaque.add if node.opaque else self._opaque.discard)(name)
                self._watch.learn(name, names[name])
            done |= todo
            todo = self._watch.sharing(names, todo) - done
        self._objects = {name: id(value) for name, value in names.items()}
        changed = sorted(n for n in done if n in old and old[n] != self._hashes[n])
        bound = sorted(n for n in done if objects.get(n) != self._objects[n])
        self.reporter.emit(
            "statement",
            index=statement["index"],
            types={name: describe(names[name]) for name in sorted(done)},
            bound=bound,
            changed=changed,
            opaque=sorted((self._opaque | opaque) & names.keys()),
        )


async def _run(kernel: Any, names: Dict[str, Any], statement: Dict[str, Any]) -> Optional[BaseException]:
    cell = {"index": 0, "source": statement["source"], "statements": [(1, statement["source"])]}
    if kernel is None:
        failed = await statements.run_statements(names, cell)
    else:
        kernel.ast_node_interactivity = "last_expr" if statement["displayed"] else "none"
        failed = await shell.run_in_shell(kernel, cell)
    return None if failed is None else failed[0]

