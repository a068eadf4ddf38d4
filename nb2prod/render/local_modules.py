"""Modules beside a notebook that it imports: they come along into the package, and imports of them are rewritten."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nb2prod.notebook.beside import read_beside, read_module
from nb2prod.notebook.model import Statement
from nb2prod.render.model import ProjectFile
from nb2prod.render.own_imports import rewrite_imports

MOST_FILES = 200
_FRONT = re.compile(r"\bsys\.path(?:\.insert|\[|\s*=)")
OURS = frozenset(
    "constants definitions preparation preprocessing training evaluation prediction reporting output exploration "
    "pipeline settings errors schemas".split()
)


@dataclass(frozen=True, slots=True)
class LocalModules:
    """Source files that come along.

    Attributes:
        sources: Path below the notebook's folder, and text.
        names: Import root to its name in the package: another one where the package has a module of that name.
    """

    sources: tuple[tuple[PurePosixPath, str], ...] = ()
    names: tuple[tuple[str, str], ...] = ()

    def files(self, package: str) -> list[ProjectFile]:
        """The files in the package, their imports of each other rewritten."""
        base = PurePosixPath("src") / package
        renamed = dict(self.names)
        out = []
        for path, text in self.sources:
            first = path.parts[0].removesuffix(".py")
            new = renamed.get(first, first) + (".py" if len(path.parts) == 1 else "")
            place = base.joinpath(new, *path.parts[1:])
            out.append(ProjectFile(place, self.rewrite_imports(text, package), is_authors=True))
        return out

    def rewrite_imports(self, text: str, package: str) -> str:
        """Let imports of these modules find them in the package."""
        return rewrite_imports(text, dict(self.names), package)


def searched_first(statements: Iterable[Statement]) -> frozenset[str]:
    """Folders that a notebook lets Python search before its own: texts in what changes the front of `sys.path`."""
    found: set[str] = set()
    for statement in statements:
        if statement.node is None or not _FRONT.search(statement.source):
            continue
        nodes = ast.walk(statement.node)
        found |= {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return frozenset(found)


def find_local_modules(
    folder: Path, imports: Iterable[str], written: frozenset[str], searched: frozenset[str] = frozenset()
) -> LocalModules:
    """Find the modules of a folder that a notebook imports, and what those import in turn.

    Args:
        folder: The notebook's folder.
        imports: Dotted names that the notebook imports.
        written: Files that the notebook writes itself: those are not taken along, but made when it runs.
        searched: Folders that are searched first: what is found there is meant, and found when the package runs.

    Returns:
        The modules; nothing outside of the folder is read.
    """
    sources: dict[PurePosixPath, str] = {}
    names: dict[str, str] = {}
    todo = sorted({i.lstrip(".").partition(".")[0] for i in imports})
    seen: set[str] = set()
    while todo and len(sources) < MOST_FILES:
        root = todo.pop()
        if root in seen or not root.isidentifier() or f"{root}.py" in written:
            continue
        seen.add(root)
        found = _sources_of(folder, root)
        if not found or any(_sources_of(folder, f"{first}/{root}") for first in searched):
            continue
        names[root] = f"{root}_module" if root in OURS else root
        for path, text in found.items():
            sources[path] = text
            todo += _imported_roots(text)
    return LocalModules(tuple(sorted(sources.items())), tuple(sorted(names.items())))


def _sources_of(folder: Path, root: str) -> dict[PurePosixPath, str]:
    text = read_module(folder, f"{root}.py")
    if text is not None:
        return {PurePosixPath(f"{root}.py"): text}
    if read_beside(folder, f"{root}/__init__.py") is None:
        return {}
    found: dict[PurePosixPath, str] = {}
    for path in sorted((folder / root).rglob("*.py"))[:MOST_FILES]:
        place = PurePosixPath(path.relative_to(folder).as_posix())
        text = read_module(folder, str(place))
        if text is not None:
            found[place] = text
    return found


def _imported_roots(text: str) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(text)):
        match node:
            case ast.Import(names=aliases):
                found += [a.name.partition(".")[0] for a in aliases]
            case ast.ImportFrom(module=str(module), level=0):
                found.append(module.partition(".")[0])
    return found
