"""Which functions of a repository call which."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from nb2prod.repository.model import CallSite, Function, Repository


class CallGraph:
    """The calls between a repository's own functions, as far as names tell.

    A name is looked up as it is imported; else by its last two parts, since scripts import their neighbours without a
    package; a method of an unknown object is none of ours, one of `self` is that of the class.
    """

    def __init__(self, repository: Repository) -> None:
        self._by_name: dict[str, Function] = {}
        self._by_tail: dict[str, list[Function]] = {}
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

    def callees(self, function: Function) -> Iterator[Function]:
        """The repository's functions that a function calls, each as often as it does."""
        for call in function.calls:
            if (found := self.called(call, function)) and found is not function:
                yield found

    def reached(self, starts: Iterable[Function]) -> tuple[Function, ...]:
        """All functions that run when one of some functions runs, these included, in the order they are met."""
        found: dict[int, Function] = {}
        waiting = list(starts)
        while waiting:
            function = waiting.pop(0)
            if id(function) not in found:
                found[id(function)] = function
                waiting.extend(self.callees(function))
        return tuple(found.values())

    def reaches(self, start: Function, wanted: Callable[[Function], bool]) -> bool:
        """Whether a function, or one that it leads to, is wanted."""
        return any(map(wanted, self.reached([start])))


def _tail(name: str) -> str:
    return ".".join(name.split(".")[-2:])
