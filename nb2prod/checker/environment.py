"""Where the libraries of an environment define classes. Their files are read, not imported."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

MOST_FILES = 4_000
"""Files that are read of all libraries together."""


def defining_modules(python: Path, roots: Iterable[str], names: Iterable[str]) -> Mapping[str, str]:
    """Find classes by their own name.

    Args:
        python: Interpreter of the environment.
        roots: Import roots of the libraries.
        names: Names of classes.

    Returns:
        Their qualified names; without those that no module defines, or several.
    """
    wanted = sorted(set(names))
    if not wanted:
        return {}
    pattern = re.compile(rb"^class (" + "|".join(map(re.escape, wanted)).encode() + rb")\b", re.MULTILINE)
    found: dict[str, set[str]] = {}
    for number, (module, path) in enumerate(_modules(python, sorted(set(roots)))):
        if number == MOST_FILES:
            break
        for name in pattern.findall(path.read_bytes()):
            found.setdefault(name.decode(), set()).add(f"{module}.{name.decode()}")
    return {name: min(places) for name, places in found.items() if len(places) == 1}


def _modules(python: Path, roots: Iterable[str]) -> Iterator[tuple[str, Path]]:
    folders = sorted(python.absolute().parent.parent.glob("lib/python3*/site-packages"))
    for root in roots if folders else ():
        for path in sorted((folders[-1] / root).rglob("*.py")):
            parts = path.relative_to(folders[-1]).with_suffix("").parts
            if "tests" not in parts:
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path
