"""Which distribution an import name comes from: only what is known with certainty."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent / "distributions.toml"


def distribution_of(import_name: str) -> str | None:
    """Name of the distribution that provides an import.

    Args:
        import_name: A module, such as `sklearn` or `google.cloud.bigquery`; the longest known prefix answers.

    Returns:
        The name as its index writes it, or `None` if it is not known: a guess could install a stranger's code.
    """
    known = known_distributions()
    prefix = import_name
    while prefix:
        if prefix in known:
            return known[prefix]
        prefix = prefix.rpartition(".")[0]
    return None


def is_stdlib(import_name: str) -> bool:
    """Whether a module belongs to the standard library of the running Python."""
    return import_name.partition(".")[0] in sys.stdlib_module_names


@cache
def known_distributions() -> Mapping[str, str]:
    """All import names that are known, with their distributions."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    same = {name: name for name in raw["same"].split()}
    renamed: dict[str, str] = raw["renamed"]
    return {**same, **renamed}
