"""Runs a notebook statement by statement, and tells after each what its names stand for and which values changed."""

from __future__ import annotations

import asyncio
from typing import Any

from nb2prod_agent import reading, seeds, shell, statements
from nb2prod_agent.digest import Digester
from nb2prod_agent.events import Reporter
from nb2prod_agent.naming import Naming
from nb2prod_agent.nodes import Node
from nb2prod_agent.notebook import close_figures
from nb2prod_agent.starting import carry_out
from nb2prod_agent.store import Store
from nb2prod_agent.watching import Watch, mentioned
from nb2prod_seen.columns import Columns
from nb2prod_seen.describe import describe

_TURNS_BETWEEN_CELLS = 10


def main(path: str) -> None:
    """Do what a task says, and end the process.

    Args:
        path: A JSON file with the task.
    """
    carry_out(path, _run_all)


def _run_all(task: dict[str, Any], reporter: Reporter) -> bool:
    seeds.seed_all()
    asyncio.run(Run(reporter, task).all())
    return True


class _Nowhere(Store):
    """Keeps nothing: only hashes are asked for."""

    def _write(self, name: str, content: Any) -> None:
        del name, content


class Run:
    """One run.

    Attributes:
        reporter: Takes the events.
        statements: What to run, in order.
        kind: What is asked for: `types`, or `columns`.
    """

    def __init__(self, reporter: Reporter, task: dict[str, Any]) -> None:
        self.reporter = reporter
        self.statements: list[dict[str, Any]] = task["statements"]
        self.kind: str = task["kind"]
        self._digester = Digester(Naming("", frozenset(), {}), _Nowhere(task["store"]), {})
        self._watch = Watch(self._digester)
        self._nodes: dict[str, Node] = {}
        self._objects: dict[str, int] = {}
        self._opaque: set[str] = set()

    async def all(self) -> None:
        """Run all statements, until one fails that is not expected to."""
        kernel = shell.make_shell(self.statements)
        names = kernel.user_ns if kernel is not None else statements.main_module().__dict__
        before = dict(names)
        columns = Columns(names)
        for statement in self.statements:
            every = columns.all() if self.kind == "columns" else {}
            if self.kind == "columns":
                columns.watch()
            error = await _run(kernel, names, statement)
            if error is not None and not statement["expects_error"]:
                self.reporter.emit("failed", index=statement["index"], message=repr(error)[:500])
                return
            if statement["is_last"]:
                for _ in range(_TURNS_BETWEEN_CELLS):
                    await asyncio.sleep(0)
                close_figures()
            if self.kind == "columns":
                self.reporter.emit("statement", index=statement["index"], columns=columns.take(), all=every)
            else:
                self._look(statement, reading.user_names(names, before))

    def _look(self, statement: dict[str, Any], names: dict[str, Any]) -> None:
        old, objects, opaque = dict(self._nodes), self._objects, set(self._opaque)
        todo = self._watch.touched(names, mentioned({"is_known": True, "statements": [(1, statement["source"])]}))
        done: set[str] = set()
        while todo:
            for name in todo:
                node = self._digester.digest(names[name])
                self._nodes[name] = node
                (self._opaque.add if node.opaque else self._opaque.discard)(name)
                self._watch.learn(name, names[name])
            done |= todo
            todo = self._watch.sharing(names, todo) - done
        self._objects = {name: id(value) for name, value in names.items()}
        changed = {n: _where(old[n], self._nodes[n]) for n in sorted(done) if n in old and n in names}
        bound = sorted(n for n in done if objects.get(n) != self._objects[n])
        self.reporter.emit(
            "statement",
            index=statement["index"],
            types={name: describe(names[name]) for name in sorted(done)},
            bound=bound,
            changed={name: where for name, where in changed.items() if where},
            grown=[name for name, where in changed.items() if where and _only_grew(old[name], self._nodes[name])],
            opaque=sorted((self._opaque | opaque) & names.keys()),
        )


def _where(old: Node, new: Node) -> str:
    """The first part in which two values differ, as a path; empty if they are equal."""
    if old.hash == new.hash:
        return ""
    before = dict(old.children)
    for name, child in new.children:
        inner = _where(before[name], child) if name in before else ""
        if inner:
            return "%s/%s" % (name, inner) if inner != "." else name
    return "."


def _only_grew(old: Node, new: Node) -> bool:
    """Whether all that a value had is there as before, and a library's object in it has attributes besides."""
    if old.hash == new.hash:
        return True
    before, after = dict(old.children), dict(new.children)
    differ = [name for name in before if name not in after or before[name].hash != after[name].hash]
    fresh = after.keys() - before.keys()
    if old.label != new.label or not (differ or fresh) or not before.keys() <= after.keys():
        return False
    if fresh and (new.label.startswith("__main__") or not all(name.startswith(".") for name in fresh)):
        return False
    return all(_is_cache(name) or _only_grew(before[name], after[name]) for name in differ)


def _is_cache(name: str) -> bool:
    # A color map works its table out when it is first asked for a color.
    return name.lstrip("._").startswith("cache") or name in ("._isinit", "._lut")


async def _run(kernel: Any, names: dict[str, Any], statement: dict[str, Any]) -> BaseException | None:
    cell = {"index": 0, "source": statement["source"], "statements": [(1, statement["source"])]}
    if kernel is None:
        failed = await statements.run_statements(names, cell)
    else:
        kernel.ast_node_interactivity = "last_expr" if statement["displayed"] else "none"
        failed = await shell.run_in_shell(kernel, cell)
    return None if failed is None else failed[0]
