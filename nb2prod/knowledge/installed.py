"""What a table says against the library itself, as it is installed beside the running interpreter. Imports it."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from nb2prod.knowledge.canonical import BUILTIN_TYPES
from nb2prod.knowledge.entry import call_entry
from nb2prod.knowledge.load import load_knowledge
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.knowledge.model import CallEntry
from nb2prod.knowledge.reflection import MISSING, imported, is_real, parameters
from nb2prod.knowledge.table import Signature, Table, read_table

ELSEWHERE = frozenset({"self", "*", "**"})
"""What a property may name that is no argument."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a table agrees with what is installed.

    Attributes:
        versions: Versions of the distribution that it was compared with; empty if the library cannot be imported.
        problems: One line for each name or argument that does not exist, each with the file and the key.
        compared: How many names were looked up.
    """

    versions: str = ""
    problems: tuple[str, ...] = ()
    compared: int = 0


def compare(path: Path, extra: tuple[Path, ...] = ()) -> Agreement:
    """Compare a table with its library, which this imports.

    Args:
        path: The table.
        extra: Further tables that it builds on.

    Raises:
        UsageError: If the table cannot be read.
    """
    table = read_table(path)
    for module in table.library.imports_first:
        imported(module)
    roots = [root for root in table.library.imports if imported(root) is not MISSING]
    if not roots:
        return Agreement()
    check = _Check(table, load_knowledge(extra), _version(table, roots))
    problems = tuple(f"{path}: {problem}" for problem in check.problems())
    return Agreement(check.version or "of this Python", problems, len(table.calls) + len(table.values))


def _version(table: Table, roots: list[str]) -> str:
    for name in filter(None, (table.library.distribution, *roots)):
        try:
            return importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return str(getattr(imported(roots[0]), "__version__", ""))


@dataclass(slots=True)
class _Check:
    table: Table
    knowledge: Knowledge
    version: str
    groups: dict[int, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, signature in self.table.calls.items():
            self.groups.setdefault(id(signature.group), []).append(name)

    def problems(self) -> Iterator[str]:
        """All that does not exist."""
        missing = f"does not exist in {self.table.library.name} {self.version}".rstrip()
        way_out = "if another version has it, list it under [since] or [until]"
        for name, signature in self.table.calls.items():
            if not self._exists(name, self.groups[id(signature.group)]):
                yield f"calls.{name}: {missing}; {way_out}"
        for section, listed in (("values", tuple(self.table.values)), ("types", tuple(self.table.types))):
            for name in listed:
                if not (self._is_gone(name) or self._is_nameless(name) or is_real(name)):
                    yield f"{section}.{name}: {missing}; {way_out}"
        for names in self.groups.values():
            yield from self._arguments(names)

    def _arguments(self, names: list[str]) -> Iterator[str]:
        allowed = frozenset(self.table.library.other_versions)
        known = self._parameters(names)
        entry = call_entry(self.table, names[0], self.table.calls[names[0]])
        gone = all(self._is_gone(name) or self._is_nameless(name.rpartition(".")[0]) for name in names)
        if known is not None and not gone:
            for argument in sorted(mentioned(entry) - known - allowed):
                yield f"calls.{names[0]}…: no call of this group has an argument {argument!r}"
        for name in names:
            for argument in wrong_parameters(self.table, name, self.table.calls[name]):
                if argument.lstrip("*") not in allowed:
                    yield f"calls.{name}: has no parameter {argument!r}; write those that it has, in their order"

    def _exists(self, name: str, siblings: list[str]) -> bool:
        """Whether a name is there, or for methods of several classes at least one of these has it."""
        owner, _, method = name.rpartition(".")
        if self._is_gone(name) or self._is_gone(owner) or self._is_nameless(name) or self._is_nameless(owner):
            return True
        if owner in self.table.values:  # what a module's value is may be known by its type alone
            return True
        if any(map(is_real, self._real_names(name))):
            return True
        others = [other for other in siblings if other.endswith(f".{method}") and other != name]
        of_class = self.knowledge.type(owner) is not None
        return of_class and any(is_real(real) for other in others for real in self._real_names(other))

    def _is_gone(self, name: str) -> bool:
        """Whether the table says that the installed version has not got this name any more, or not yet."""
        if not self.table.library.distribution:
            return name in self.table.until or name in self.table.since
        until, since = self.table.until.get(name), self.table.since.get(name)
        gone = until is not None and release(self.version) >= release(until)
        return gone or (since is not None and release(self.version) < release(since))

    def _is_nameless(self, name: str) -> bool:
        return name in self.table.library.nameless or name in BUILTIN_TYPES

    def _real_names(self, name: str) -> Iterator[str]:
        """The name itself, and for a method also where a class that derives from its owner has it."""
        owner, _, method = name.rpartition(".")
        yield name
        if self.knowledge.type(owner) is not None:
            for heir in self.table.types:
                if owner in self.knowledge.ancestors(heir):
                    yield f"{heir}.{method}"

    def _parameters(self, names: list[str]) -> frozenset[str] | None:
        """Parameters of all calls of a group together; `None` if one of them may take others, or none is there."""
        found: set[str] = set()
        real = [each for name in names for each in self._real_names(name) if is_real(each)]
        for name in real:
            own = parameters(name)
            if own is None:
                return None
            found |= own
        return frozenset(found) if real else None


def release(version: str) -> tuple[int, ...]:
    """The numbers of a version, for comparing."""
    return tuple(map(int, re.findall(r"\d+", version.partition("+")[0])[:3]))


def mentioned(entry: CallEntry) -> frozenset[str]:
    """All arguments that an entry speaks of, its own parameters aside."""
    lists = (entry.consumes, entry.shares, entry.shares_unless, entry.seed, entry.draws_if, entry.draws_unless)
    more = (entry.paths, entry.urls, entry.queries, entry.scope, entry.callbacks)
    targets = {part for change in entry.mutates for part in (change.target, change.switch) if part}
    switches = {switch for switch, _ in entry.returns_if}
    names = targets.union(switches, *lists, *more)
    return frozenset(name for name in names if name not in ELSEWHERE and not name.isdigit())


def wrong_parameters(table: Table, name: str, signature: Signature) -> tuple[str, ...]:
    """Positional parameters that a table gives a call, and that it has not."""
    known = parameters(name) if is_real(name) else None
    if not known:
        return ()
    return tuple(each for each in call_entry(table, name, signature).args if each.lstrip("*") not in known)
