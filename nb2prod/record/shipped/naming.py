"""Classes and functions by their names."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

Resolve = Callable[[str], Any]


class CannotRebuildError(Exception):
    """A description says too little to make the value again."""


def named(name: str, resolve: Resolve) -> Any:
    """Find a class or function by module and name."""
    module, _, qualified = name.partition(":")
    if module == "own":
        return resolve(qualified)
    try:
        found = importlib.import_module(module)
        for part in qualified.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        raise CannotRebuildError(name) from None
    return found
