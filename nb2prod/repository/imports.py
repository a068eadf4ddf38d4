"""What the names of a module stand for."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from nb2prod.repository.gather import Gathered

_SOURCE_FOLDERS = ("src/", "lib/", "python/")


def module_name(path: str) -> str:
    """The dotted name under which a file of a repository is imported.

    Args:
        path: File, relative to the root: `src/churn/training.py`.

    Returns:
        Its name: `churn.training`. The folder that holds sources is no part of it.
    """
    stem = path.rpartition(".")[0]
    for folder in _SOURCE_FOLDERS:
        _, found, rest = f"/{stem}".rpartition(f"/{folder}")
        if found and rest:
            stem = rest
            break
    return stem.removesuffix("/__init__").replace("/", ".")


def imported_names(parts: Iterable[Gathered], module: str, *, is_package: bool) -> dict[str, str]:
    """What the imports of a file bind, those inside of functions too.

    Args:
        parts: What walks over its statements gave.
        module: Its dotted name.
        is_package: Whether it is an `__init__.py`, for relative imports.

    Returns:
        For each name what it stands for.
    """
    package = module if is_package else module.rpartition(".")[0]
    found: dict[str, str] = {}
    for part in parts:
        for plain in part.everywhere(ast.Import):
            found.update(_plain(plain))
        for node in part.everywhere(ast.ImportFrom):
            found.update(_from(node, package))
    return found


def _plain(node: ast.Import) -> Iterator[tuple[str, str]]:
    for alias in node.names:
        root = alias.name.partition(".")[0]
        yield (alias.asname, alias.name) if alias.asname else (root, root)


def _from(node: ast.ImportFrom, package: str) -> Iterator[tuple[str, str]]:
    source = node.module or ""
    if node.level:
        parts = package.split(".") if package else []
        above = parts[: len(parts) - node.level + 1]
        source = ".".join([*above, *([node.module] if node.module else [])])
    for alias in node.names:
        yield alias.asname or alias.name, f"{source}.{alias.name}" if source else alias.name
