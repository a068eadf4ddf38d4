"""What stands behind qualified names in what is installed: this imports libraries."""

from __future__ import annotations

import builtins
import importlib
import inspect
import re
import warnings
from functools import cache

from nb2prod.knowledge.canonical import root_of

MISSING = object()
UNSIGNED = frozenset({"builtins", "time", "collections", "functools", "itertools", "re"})
"""Modules in C whose functions have no signature, and whose docstrings use other names."""


@cache
def is_real(qualified: str) -> bool:
    """Whether something stands behind a qualified name."""
    return resolve(qualified) is not MISSING


@cache
def resolve(qualified: str) -> object:
    """The object behind a qualified name, or `MISSING`."""
    name = f"builtins.{qualified}" if root_of(qualified) == "builtins" else qualified
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        found = imported(".".join(parts[:length]))
        for part in parts[length:]:
            found = _attribute(found, part)
        if found is not MISSING:
            return found
    return MISSING


@cache
def imported(name: str) -> object:
    """A module, or `MISSING`; libraries may fail in any way when they are imported."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return builtins if name == "builtins" else importlib.import_module(name)
    except (Exception, SystemExit):  # noqa: BLE001
        return MISSING


def _attribute(owner: object, name: str) -> object:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = getattr(owner, name, MISSING)
            # Fields of data classes, models and named tuples have no attribute at their class.
            return found if found is not MISSING or name not in _fields(owner) else None
    except Exception:  # noqa: BLE001 - a lazy module or a metaclass may raise what it likes
        return MISSING


def _fields(owner: object) -> frozenset[str]:
    return frozenset(getattr(owner, "__annotations__", {})) if isinstance(owner, type) else frozenset()


@cache
def parameters(qualified: str) -> frozenset[str] | None:
    """Names of the parameters of a call; `None` if it may take others, or if names do not matter or are not said."""
    target = resolve(qualified)
    inputs = getattr(target, "nin", None)
    if isinstance(inputs, int):
        return frozenset({"out", *(f"x{index + 1}" for index in range(inputs))})
    try:
        found = inspect.signature(getattr(target, "__func__", target)).parameters  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - signatures may be made by the library
        return None if root_of(qualified) in UNSIGNED else documented(target, qualified.rpartition(".")[2])
    kinds = {parameter.kind for parameter in found.values()}
    open_ended = {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.POSITIONAL_ONLY}
    return None if kinds & open_ended else frozenset(found)


def documented(target: object, name: str) -> frozenset[str] | None:
    """The parameters that the first lines of a docstring show, as functions written in C have them."""
    head = "\n".join((getattr(target, "__doc__", "") or "").strip().split("\n")[:3])
    found = re.search(rf"\b{re.escape(name)}\(([^)]*)\)", head)
    return frozenset(re.findall(r"[A-Za-z_]\w*", found.group(1))) if found else None
