"""Reading values once more at moments of the pipeline: nothing of the notebook has changed them since."""

from __future__ import annotations

from typing import Any, Callable, Dict, List, Set, Tuple

from .reading import Reader
from .watching import Watch

# What can't change need not be looked at again.
_CHANGELESS = (type(None), bool, int, float, complex, str, bytes, range, type(Ellipsis))


class Again:
    """What was read last, and whether it is still what it was.

    Attributes:
        reader: Takes values apart.
    """

    def __init__(self, reader: Reader, task: Dict[str, Any]) -> None:
        self.reader = reader
        self._asked: Dict[int, List[Any]] = {int(probe): asked for probe, asked in task["again"].items()}
        self._fresh: Set[str] = set()
        self._last: Dict[str, Tuple[int, int, str]] = {}
        self._watch = Watch(reader.digester)

    def learn(self, cell: int, name: str, value: Any, found: Dict[str, Any]) -> None:
        """Note what a value was found to be right now."""
        self._watch.learn(name, value)
        self._last[name] = (cell, id(value), found["hash"])
        self._fresh.add(name)

    def changed(self, probe: int, look_up: Callable[[str, str], Any]) -> List[Tuple[int, str, Dict[str, Any]]]:
        """Values at a probe that are still the same objects and no longer what they were when they were read.

        Args:
            probe: The probe.
            look_up: Gives what a name stands for there, by its name and its place in a module.

        Returns:
            Cell, name and value of each.
        """
        fresh, self._fresh = self._fresh, set()
        if probe not in self._asked:
            return []
        values, names = self._asked[probe]
        there: Dict[str, Tuple[int, Any]] = {}
        for cell, name, home in values:
            value = look_up(name, home) if name in self._last else None
            if not isinstance(value, _CHANGELESS) and self._last[name][:2] == (cell, id(value)):
                there[name] = (cell, value)
        named = set(there) if names is None else set(there) & set(names)
        found = []
        for name in sorted((named | self._watch.sharing(there, named)) - fresh):
            cell, value = there[name]
            now, before = self.reader.read(value), self._last[name][2]
            self.learn(cell, name, value, now)
            if now["hash"] != before:
                found.append((cell, name, now))
        self._fresh = set()
        return found
