"""Which functions of a repository call which."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable

from nb2prod.repository.model import CallSite, Function, Repository


class CallGraph:
    """The calls between a repository's own functions, as far as names tell.

    A name is looked up as it is imported; else by its last two parts, since scripts import their neighbours without a
    package; a method of an unknown object is none of ours, one of `self` is that of the class.
    """

    def __init__(self, repository: Repository) -> None:
        self._by_name: dict[str, Function] = {}
        self._by_tail: dict[str, list[Function]] = {}
        self._callers: dict[int, list[Function]] | None = None
        self._callees: dict[int, tuple[Function, ...]] = {}
        self._reached: dict[int, tuple[Function, ...]] = {}
        for function in repository.functions():
            self._by_name.setdefault(function.name, function)
            self._by_tail.setdefault(_tail(function.name), []).append(function)

    def called(self, call: CallSite, inside: Function) -> Function | None:
        """The function of the repository that a call runs; `None` where it is another's, or unclear.

        Args:
            call: The call.
            inside: The function that holds it.
        """
        name = call.name
        if name.startswith(".") and call.receiver in {"self", "cls"}:
            name = f"{inside.name.rpartition('.')[0]}{name}"
        for candidate in (name, f"{name}.__init__", f"{name}.__call__", f"{name}.forward"):
            if found := self._by_name.get(candidate):
                return found
        same = self._by_tail.get(_tail(name), []) if "." in name.strip(".") else []
        return same[0] if len(same) == 1 and not name.startswith(".") else None

    def callees(self, function: Function) -> tuple[Function, ...]:
        """The repository's functions that a function calls, each once, in source order."""
        if id(function) not in self._callees:
            found = {id(f): f for call in function.calls if (f := self.called(call, function)) and f is not function}
            self._callees[id(function)] = tuple(found.values())
        return self._callees[id(function)]

    def callers(self, function: Function) -> tuple[Function, ...]:
        """The repository's functions that call a function."""
        if self._callers is None:
            self._callers = {}
            for caller in self._by_name.values():
                for callee in self.callees(caller):
                    self._callers.setdefault(id(callee), []).append(caller)
        return tuple(self._callers.get(id(function), ()))

    def reached(self, start: Function) -> tuple[Function, ...]:
        """All functions that run when a function runs, itself included, in the order they are met."""
        if id(start) not in self._reached:
            self._reached[id(start)] = self.reached_from([start])
        return self._reached[id(start)]

    def reached_from(self, starts: Iterable[Function]) -> tuple[Function, ...]:
        """All functions that run when one of some functions runs, these included, in the order they are met."""
        found: dict[int, Function] = {}
        waiting = deque(starts)
        while waiting:
            function = waiting.popleft()
            if id(function) not in found:
                found[id(function)] = function
                waiting.extend(self.callees(function))
        return tuple(found.values())

    def reaches(self, start: Function, wanted: Callable[[Function], bool]) -> bool:
        """Whether a function, or one that it leads to, is wanted."""
        return any(map(wanted, self.reached(start)))


def _tail(name: str) -> str:
    return ".".join(name.split(".")[-2:])
