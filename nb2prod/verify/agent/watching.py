"""Which values a cell can have changed: only those are taken apart again after it.

A cell reaches objects through the names in its code, through those in the code of the notebook's own functions and
classes that it reaches, and through objects that several values share. After the last cell everything is taken apart
again, so that a change that came another way is seen there.
"""

from __future__ import annotations

import ast
import asyncio
import threading
from typing import Any, Dict, FrozenSet, Iterable, Optional, Set

from .digest import Digester
from .reach import Reach, names_in

# They reach names by text, or run what can't be looked into here.
_WILD = frozenset(
    ["exec", "eval", "globals", "locals", "vars", "get_ipython", "gc", "inspect", "__main__", "_getframe"]
)


def mentioned(cell: Dict[str, Any]) -> Optional[Set[str]]:
    """Names in the code of a cell; `None` where not all of it is known as Python."""
    if not cell["is_known"]:
        return None
    source = "\n".join(text for _, text in cell["statements"])
    try:
        code = compile(source, "<cell>", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
    except Exception:
        return None
    return set(names_in(code))


class Watch:
    """What is known of the values of a run.

    Attributes:
        digester: Takes values apart, and says what they reach.
    """

    def __init__(self, digester: Digester) -> None:
        self.digester = digester
        self._reaches: Dict[str, Reach] = {}
        self._objects: Dict[str, int] = {}
        self._threads = threading.active_count()

    def touched(self, names: Dict[str, Any], mentioned: Optional[Iterable[str]]) -> Set[str]:
        """Which of the names may stand for something else than when they were taken apart last.

        Args:
            names: The names and their values now.
            mentioned: Names in the code that has run; `None` where it may have reached anything.

        Returns:
            Names whose values have to be taken apart again.
        """
        # A thread, or a task of the event loop, may go on beside the cells.
        beside = threading.active_count() > self._threads or _tasks() > 1
        if mentioned is None or beside:
            return set(names)
        reached = self._closed(set(mentioned))
        if reached & _WILD or any(self._reaches[name].is_unsure for name in reached if name in self._reaches):
            return set(names)
        found = {n for n, value in names.items() if n in reached or self._objects.get(n) != id(value)}
        return found | self.sharing(names, reached)

    def sharing(self, names: Iterable[str], with_these: Iterable[str]) -> Set[str]:
        """Names whose values have a part in common with those of some others."""
        shared: Set[int] = set()
        for name in with_these:
            shared |= self._reaches[name].parts if name in self._reaches else frozenset()
        return {n for n in names if n in self._reaches and not shared.isdisjoint(self._reaches[n].parts)}

    def learn(self, name: str, value: Any) -> None:
        """Note what a value reaches that was taken apart just now."""
        self._reaches[name] = self.digester.reach
        self._objects[name] = id(value)

    def _closed(self, names: Set[str]) -> Set[str]:
        todo = list(names)
        while todo:
            reach = self._reaches.get(todo.pop())
            fresh: FrozenSet[str] = frozenset() if reach is None else reach.names - names
            names |= fresh
            todo += fresh
        return names


def _tasks() -> int:
    """Number of tasks of the event loop."""
    try:
        return len(asyncio.all_tasks())
    except RuntimeError:
        return 0
