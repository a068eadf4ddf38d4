"""From a module or a notebook to its functions and their calls."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from nb2prod.finding import Nb2prodError
from nb2prod.notebook import CellKind, Notebook, parse_cells, read_source, require_python
from nb2prod.repository.calls import calls_in, constructed
from nb2prod.repository.gather import Scope, gather
from nb2prod.repository.imports import imported_names, module_name
from nb2prod.repository.model import Function, Place, PythonFile

Placed = tuple[ast.stmt, Place]


class NotReadableError(Exception):
    """A file is no Python that can be read."""


def read_python(root: Path, path: str, text: str | None) -> PythonFile:
    """Read a module or a notebook.

    Args:
        root: The repository's folder.
        path: File, relative to it.
        text: Text of a module; a notebook is read from its file.

    Returns:
        What it holds.

    Raises:
        NotReadableError: It does not parse, or is in another language.
    """
    if path.endswith(".ipynb"):
        return _notebook(root, path)
    return _module(path, text or "")


def _module(path: str, text: str) -> PythonFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise NotReadableError(str(error)) from error
    placed = [(node, Place(path, node.lineno)) for node in tree.body]
    return _python_file(path, placed, Place(path))


def _notebook(root: Path, path: str) -> PythonFile:
    try:
        notebook = read_source(root / path)
        require_python(notebook)
        parsed = parse_cells(notebook)
    except Nb2prodError as error:
        raise NotReadableError(error.message) from error
    placed = [
        (one.node, Place(path, one.location.line, one.id.cell)) for one in parsed.statements if one.node is not None
    ]
    file = _python_file(path, placed, Place(path))
    return PythonFile(
        path, file.module, file.body, file.functions, file.imports, file.classes, is_notebook=True,
        outputs=tuple(_outputs(notebook)), prose=tuple(_prose(notebook)),
    )  # fmt: skip


def _outputs(notebook: Notebook) -> Iterator[tuple[int, str]]:
    for cell in notebook.cells:
        yield from ((cell.index, output.text) for output in cell.outputs if output.text)


def _prose(notebook: Notebook) -> Iterator[tuple[int, str]]:
    return ((cell.index, cell.source) for cell in notebook.cells if cell.kind is CellKind.MARKDOWN)


def _python_file(path: str, placed: list[Placed], start: Place) -> PythonFile:
    module = module_name(path)
    parts = [(gather([node], place.line - node.lineno), place) for node, place in placed]
    imports = imported_names((part for part, _ in parts), module, is_package=path.endswith("__init__.py"))
    own = {scope.path[0]: f"{module}.{scope.path[0]}" for part, _ in parts for scope in part.functions}
    own |= {node.name: f"{module}.{node.name}" for part, _ in parts for node in part.classes}
    bound = {**own, **imports}
    names = _Names(bound, constructed((part for part, _ in parts), bound))
    body = Function(
        name=module,
        place=start,
        calls=tuple(call for part, place in parts for call in calls_in(part.top, place, names.resolve)),
        statements=tuple(node for node, _ in placed),
        cells=tuple(place.cell for _, place in placed if place.cell is not None),
        types=names.types,
        nodes=_together(part.top for part, _ in parts),
    )
    functions = tuple(_function(scope, place, module, names) for part, place in parts for scope in part.functions)
    classes = {node.name: tuple(map(names.dotted, node.bases)) for part, _ in parts for node in part.classes}
    return PythonFile(path, module, body, functions, MappingProxyType(imports), MappingProxyType(classes))


def _together(scopes: Iterable[Scope]) -> dict[type[ast.AST], tuple[ast.AST, ...]]:
    found: dict[type[ast.AST], list[ast.AST]] = {}
    for scope in scopes:
        for kind, nodes in scope.nodes.items():
            found.setdefault(kind, []).extend(nodes)
    return {kind: tuple(nodes) for kind, nodes in found.items()}


class _Names:
    """Resolves names in one file."""

    def __init__(self, bound: Mapping[str, str], types: Mapping[str, str]) -> None:
        self.bound = bound
        self.types = types

    def resolve(self, dotted: str) -> str:
        """What a dotted text stands for; empty where its root is unknown."""
        root, _, rest = dotted.partition(".")
        if known := self.bound.get(root):
            return f"{known}.{rest}" if rest else known
        before, _, last = dotted.rpartition(".")
        if before and (kind := self.types.get(before)):
            return f"{kind}.{last}"
        return "" if rest else dotted

    def dotted(self, node: ast.expr) -> str:
        """The dotted name of an expression, through imports; empty where it has none."""
        text = ast.unparse(node.func if isinstance(node, ast.Call) else node)
        return (self.resolve(text) or text) if text.replace(".", "").isidentifier() else ""


def _function(scope: Scope, place: Place, module: str, names: _Names) -> Function:
    node = scope.node
    assert node is not None  # the top level is no function
    return Function(
        name=".".join((module, *scope.path)),
        place=Place(place.path, node.lineno, place.cell),
        calls=tuple(calls_in(scope, place, names.resolve)),
        node=node,
        decorators=tuple(names.dotted(one) for one in node.decorator_list),
        statements=tuple(node.body),
        types=names.types,
        nodes=_together([scope]),
    )
