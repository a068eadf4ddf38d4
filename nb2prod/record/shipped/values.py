"""Values as plain data: what recorded tests compare, and what their inputs are made from.

Numbers, texts and lists stand for themselves; anything else is a dictionary whose `is` says what it describes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from nb2prod.record.shipped.kinds import TABLE, kind_of

MOST_PARTS = 200_000
DEEPEST = 60
PAIR = 2
# How long something took says nothing about a result, nor does a cache, or how many processors there are.
ACCIDENTAL = re.compile(
    r"(\w*_)?(time|times|elapsed|duration|timestamp)_?$|_?(cache|memo)\w*$|_sklearn_version$|_stop_words_id$|_tmp_like_exog$|_?n_threads_?$"
)
CONSUMED = "generator coroutine map filter zip enumerate reversed TextIOWrapper BufferedReader BufferedWriter".split()
PICTURES = ("matplotlib", "PIL", "plotly", "bokeh", "altair", "seaborn", "IPython")


class TooLargeError(Exception):
    """A value has too many parts."""


def describe(value: Any, own: str = "", renamed: Mapping[str, str] | None = None) -> Any:
    """Take a value apart.

    Args:
        value: Any value.
        own: Package whose classes and functions stand for those of the notebook.
        renamed: Their names in the notebook, where the package calls them otherwise.

    Returns:
        Plain data with arrays in it.

    Raises:
        TooLargeError: It has too many parts.
    """
    return Describer(own, renamed or {}).node(value)


class Describer:
    """Takes values apart.

    Attributes:
        own: Package whose classes and functions stand for those of the notebook.
        renamed: Their names in the notebook, where the package calls them otherwise.
    """

    def __init__(self, own: str, renamed: Mapping[str, str]) -> None:
        self.own = own
        self.renamed = renamed
        self._open: list[int] = []
        self._parts = 0

    def node(self, value: Any) -> Any:
        """Describe one value."""
        if value is None or type(value) in (bool, int, float, str):
            return value
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise TooLargeError(f"it has more than {MOST_PARTS} parts")
        if id(value) in self._open or len(self._open) > DEEPEST:
            return {"is": "cycle"}
        self._open.append(id(value))
        try:
            kind = kind_of(type(value))
            if kind in TABLE:
                return TABLE[kind](self, value)
            return self.other(value)
        finally:
            self._open.pop()

    def nodes(self, values: Any) -> list[Any]:
        """Describe one value after the other."""
        return [self.node(value) for value in values]

    def name(self, thing: Any) -> str:
        """Name of a class or function: its module and itself, `own` for the module of what the notebook defines."""
        module = str(getattr(thing, "__module__", None) or "builtins")
        name = str(getattr(thing, "__qualname__", None) or getattr(thing, "__name__", "?")).rpartition("<locals>.")[2]
        if module == "__main__" or (self.own and module.partition(".")[0] == self.own):
            head, dot, tail = name.partition(".")
            return f"own:{self.renamed.get(head, head)}{dot}{tail}"
        return f"{module}:{name}"

    def other(self, value: Any) -> Any:
        """Describe a value that the table doesn't have: a name, or an instance by its state."""
        kind = type(value)
        root = str(kind.__module__).partition(".")[0]
        if kind.__name__ in CONSUMED or root in PICTURES or kind.__name__.endswith("Connection"):
            return {"is": "not compared", "class": self.name(kind)}
        if isinstance(value, type) or (callable(value) and hasattr(value, "__qualname__")):
            return {"is": "name", "of": self.name(value)}
        return self._instance(value)

    def _instance(self, value: Any) -> Any:
        kind = type(value)
        try:
            reduced: Any = value.__reduce_ex__(4)
        except Exception:
            reduced = (None, (), getattr(value, "__dict__", None))
        if isinstance(reduced, str) or (reduced[0] is None and not reduced[2]):
            return {"is": "not compared", "class": self.name(kind)}
        _, arguments, state, items, pairs = (*reduced, None, None, None)[:5]
        found: dict[str, Any] = {"is": "object", "class": self.name(kind)}
        found["arguments"] = self.nodes(a for a in arguments or () if a is not kind and not callable(a))
        if state is not None:
            found["state"] = self._state(state)
        if items is not None:
            found["items"] = self.nodes(items)
        if pairs is not None:
            found["pairs"] = [[self.node(key), self.node(item)] for key, item in pairs]
        return found

    def _state(self, state: Any) -> Any:
        """Attributes by name; slots stand beside a dictionary, as pickling has them."""
        if isinstance(state, tuple) and len(state) == PAIR and isinstance(state[1], dict):
            state = {**(state[0] or {}), **state[1]}
        if not isinstance(state, dict):
            return self.node(state)
        kept = sorted(str(name) for name in state if not ACCIDENTAL.match(str(name)))
        by_name = {str(name): value for name, value in state.items()}
        return {"is": "dict", "of": [[name, self.node(by_name[name])] for name in kept]}
