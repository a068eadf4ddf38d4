"""What the tables say against the libraries themselves, as far as they are installed."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import inspect
import re
import warnings
from collections.abc import Iterator
from functools import cache

import pytest
from packaging.version import Version

from nb2prod.knowledge import CallEntry, load_knowledge
from nb2prod.knowledge.canonical import root_of
from nb2prod.knowledge.entry import call_entry, parse_mutation
from nb2prod.knowledge.load import FOLDER, NO_TABLES
from nb2prod.knowledge.members import CONVENTIONS
from nb2prod.knowledge.table import Signature, Table, read_table

for _experiment in ("enable_halving_search_cv", "enable_iterative_imputer"):
    pytest.importorskip(f"sklearn.experimental.{_experiment}")

KNOWLEDGE = load_knowledge()
TABLES = {
    path.stem: read_table(path)
    for path in sorted(FOLDER.glob("*.toml"))
    if path.stem not in NO_TABLES and path.stem != CONVENTIONS
}
ELSEWHERE = frozenset({"self", "*", "**"})
"""What a property may name that is no argument."""

NAMELESS = frozenset(
    "none iterator generator function module dict_keys dict_values dict_items csv.writer hashlib._Hash "
    "pandas.core.indexing.SeriesLocIndexer pandas.options sklearn.metrics.Display "
    "sklearn.model_selection.BaseSearchCV numpy._shape "
    "numpy._columns numpy._rows numpy._slices scipy.io._variables".split()
)
"""Classes that no import path leads to; the tables name them themselves."""

UNSIGNED = frozenset({"builtins", "time", "collections", "functools", "itertools"})
"""Modules in C whose functions have no signature, and whose docstrings use other names."""

GONE_ARGUMENTS = {
    "lightgbm": frozenset({"evals_result", "fobj"}),
    "numpy": frozenset({"arrays"}),
    "pandas": frozenset({"inplace"}),
    "scipy": frozenset({"rng", "seed"}),
    "seaborn": frozenset({"ci", "errorbar"}),
    "xgboost": frozenset({"feval"}),
}
"""Arguments that only older or only newer versions have; what the tables say of them is right for those."""


def installed(table: Table) -> bool:
    return all(
        importlib.util.find_spec(root) is not None
        for root in table.library.imports
        if root not in ("urllib2", "cPickle")
    )


MISSING = object()


@cache
def is_real(qualified: str) -> bool:
    return resolve(qualified) is not MISSING


@cache
def resolve(qualified: str) -> object:
    """The object behind a qualified name, or `MISSING`."""
    name = f"builtins.{qualified}" if root_of(qualified) == "builtins" else qualified
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        found = imported(".".join(parts[:length]))
        for part in parts[length:]:
            found = attribute(found, part)
        if found is not MISSING:
            return found
    return MISSING


@cache
def imported(name: str) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ImportError:
        return MISSING


def attribute(owner: object, name: str) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return getattr(owner, name, MISSING)
    except Exception:  # noqa: BLE001 - a lazy module or a metaclass may raise what it likes
        return MISSING


@cache
def parameters(qualified: str) -> frozenset[str] | None:
    """Names of the parameters of a call; `None` if it may take others, or if names do not matter or are not said."""
    target = resolve(qualified)
    inputs = getattr(target, "nin", None)
    if inputs is not None:
        return frozenset({"out", *(f"x{index + 1}" for index in range(inputs))})
    try:
        found = inspect.signature(getattr(target, "__func__", target)).parameters  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None if root_of(qualified) in UNSIGNED else documented(target, qualified.rpartition(".")[2])
    takes_any = any(
        parameter.kind in (parameter.VAR_KEYWORD, parameter.POSITIONAL_ONLY) for parameter in found.values()
    )
    return None if takes_any else frozenset(found)


def documented(target: object, name: str) -> frozenset[str] | None:
    """The parameters that the first lines of a docstring show, as functions written in C have them."""
    head = "\n".join((getattr(target, "__doc__", "") or "").strip().split("\n")[:3])
    found = re.search(rf"\b{re.escape(name)}\(([^)]*)\)", head)
    return frozenset(re.findall(r"[A-Za-z_]\w*", found.group(1))) if found else None


def is_gone(table: Table, name: str) -> bool:
    """Whether the table says that the installed version has not got this name any more, or not yet."""
    if not table.library.distribution:
        return name in table.until or name in table.since
    version = Version(importlib.metadata.version(table.library.distribution))
    gone = name in table.until and version >= Version(table.until[name])
    return gone or (name in table.since and version < Version(table.since[name]))


@cache
def heirs(base: str) -> tuple[str, ...]:
    """All classes in the tables that derive from one, itself included."""
    return tuple(name for table in TABLES.values() for name in table.types if base in KNOWLEDGE.ancestors(name))


def real_names(name: str) -> Iterator[str]:
    """The name itself, and for a method also where a class that derives from its owner has it."""
    owner, _, method = name.rpartition(".")
    yield name
    if KNOWLEDGE.type(owner) is not None:
        yield from (f"{heir}.{method}" for heir in heirs(owner))


def is_nameless(name: str) -> bool:
    owner = name.rpartition(".")[0]
    return owner in NAMELESS or owner in {name for table in TABLES.values() for name in table.values}


def same_group(table: Table) -> dict[int, list[str]]:
    groups: dict[int, list[str]] = {}
    for name, signature in table.calls.items():
        groups.setdefault(id(signature.group), []).append(name)
    return groups


def exists(table: Table, name: str, siblings: list[str]) -> bool:
    """Whether a name is there, or for methods of several classes at least one of these has it."""
    if is_gone(table, name) or is_nameless(name) or any(map(is_real, real_names(name))):
        return True
    owner, _, method = name.rpartition(".")
    others = [other for other in siblings if other.endswith(f".{method}") and other != name]
    return KNOWLEDGE.type(owner) is not None and any(is_real(real) for other in others for real in real_names(other))


@pytest.mark.parametrize("stem", sorted(TABLES))
def test_every_name_of_an_installed_library_exists(stem: str) -> None:
    table = TABLES[stem]
    if not installed(table):
        pytest.skip(f"{table.library.name} is not installed")
    groups = same_group(table)
    wrong = [name for name, found in table.calls.items() if not exists(table, name, groups[id(found.group)])]
    wrong += [name for name in table.values if not is_real(name) and not is_gone(table, name)]
    wrong += [name for name in table.types if not is_real(name) and name not in NAMELESS and not is_gone(table, name)]
    assert not wrong, f"{len(wrong)} names do not exist: {' '.join(wrong)}"


def mentioned(entry: CallEntry) -> frozenset[str]:
    """All arguments that an entry speaks of, its own parameters aside."""
    lists = (entry.consumes, entry.shares, entry.shares_unless, entry.seed, entry.draws_if, entry.draws_unless)
    more = (entry.paths, entry.urls, entry.queries, entry.scope, entry.callbacks)
    targets = {part for change in entry.mutates for part in (change.target, change.switch) if part}
    switches = {switch for switch, _ in entry.returns_if}
    names = targets.union(switches, *lists, *more)
    return frozenset(name for name in names if name not in ELSEWHERE and not name.isdigit())


def group_parameters(names: list[str]) -> frozenset[str] | None:
    """Parameters of all calls of a group together; `None` if one of them may take others."""
    found: set[str] = set()
    for name in names:
        for real in real_names(name):
            if is_real(real):
                own = parameters(real)
                if own is None:
                    return None
                found |= own
    return frozenset(found)


@pytest.mark.parametrize("stem", sorted(TABLES))
def test_every_argument_of_an_installed_library_exists(stem: str) -> None:
    table = TABLES[stem]
    if not installed(table):
        pytest.skip(f"{table.library.name} is not installed")
    wrong = []
    for names in same_group(table).values():
        known = group_parameters(names)
        entry = call_entry(table, names[0], table.calls[names[0]])
        gone = all(is_gone(table, name) or is_nameless(name) for name in names)
        if known is not None and not gone:
            unknown = mentioned(entry) - known - GONE_ARGUMENTS.get(stem, frozenset())
            wrong += [f"{names[0]}…: {name}" for name in sorted(unknown)]
    assert not wrong, f"no such arguments: {'; '.join(wrong)}"


def wrong_parameters(table: Table, name: str, signature: Signature) -> tuple[str, ...]:
    entry = call_entry(table, name, signature)
    known = parameters(name) if is_real(name) else None
    if known is None or not known:
        return ()
    gone = GONE_ARGUMENTS.get(table.path.stem, frozenset())
    return tuple(argument for argument in entry.args if argument.lstrip("*") not in known | gone)


@pytest.mark.parametrize("stem", sorted(TABLES))
def test_positional_parameters_have_their_real_names(stem: str) -> None:
    table = TABLES[stem]
    if not installed(table):
        pytest.skip(f"{table.library.name} is not installed")
    wrong = {name: found for name, own in table.calls.items() if (found := wrong_parameters(table, name, own))}
    assert not wrong


def test_a_mutation_is_read_with_its_switch() -> None:
    assert parse_mutation("X unless copy").when is False
    assert parse_mutation("self if inplace").switch == "inplace"
    assert parse_mutation("out").switch == ""
