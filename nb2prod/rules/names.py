"""What names stand for, as far as imports say: cheap, and enough for most rules."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from nb2prod.facts.builtin_names import BUILTINS
from nb2prod.facts.chains import dotted
from nb2prod.facts.tree import descendants
from nb2prod.notebook.ipython import PieceKind
from nb2prod.rules.model import Span

if TYPE_CHECKING:
    from nb2prod.facts.model import Facts
    from nb2prod.rules.site import Site
    from nb2prod.rules.unit import Unit


def imported_names(unit: Unit) -> Mapping[str, str]:
    """Find what the imports of a notebook bind, wherever they stand.

    Args:
        unit: The notebook.

    Returns:
        For each name the qualified name of what it stands for. Star imports and relative imports bind nothing here.
    """
    return dict(pair for node, _ in unit.nodes(ast.Import, ast.ImportFrom) for pair in _bound(node))


def _bound(node: ast.AST) -> Iterable[tuple[str, str]]:
    match node:
        case ast.ImportFrom(module=str(module), level=0):
            return [(a.asname or a.name, f"{module}.{a.name}") for a in node.names if a.name != "*"]
        case ast.Import():
            return [(a.asname, a.name) if a.asname else (root := a.name.partition(".")[0], root) for a in node.names]
    return []


def qualified_name(node: ast.AST, names: Mapping[str, str]) -> str:
    """Give the qualified name of what an expression stands for: of `pd.read_csv` it is `pandas.read_csv`.

    Args:
        node: Any expression.
        names: What `imported_names` found.

    Returns:
        The name, or nothing where its root is not imported.
    """
    root, _, rest = dotted(node).partition(".")
    module = names.get(root, "")
    return f"{module}.{rest}" if module and rest else module


def bound_names(unit: Unit) -> frozenset[str]:
    """Find every name that is assigned, defined or taken as a parameter, in whatever scope.

    Args:
        unit: The notebook.

    Returns:
        The names; those of imports are not among them.
    """
    stored = (node.id for node, _ in unit.nodes(ast.Name) if isinstance(node.ctx, ast.Store))
    taken = (node.arg for node, _ in unit.nodes(ast.arg))
    return frozenset((*stored, *taken, *(name for name, _ in defined_names(unit))))


def defined_names(unit: Unit) -> Iterator[tuple[str, Site]]:
    """Give the names of all functions and classes, in whatever scope, with their cells."""
    yield from ((node.name, site) for node, site in unit.nodes(ast.FunctionDef))
    yield from ((node.name, site) for node, site in unit.nodes(ast.AsyncFunctionDef))
    yield from ((node.name, site) for node, site in unit.nodes(ast.ClassDef))


def read_before_bound(unit: Unit) -> frozenset[str]:
    """Find names of which the first cell that reads them stands above the first one that binds them, in any scope.

    A cheap look before the dear one: most notebooks have none.

    Args:
        unit: The notebook.

    Returns:
        The names. That a function's own name of the same kind stands above can hide one.
    """
    reads: dict[str, int] = {}
    binds: dict[str, int] = {}
    for node, site in unit.nodes(ast.Name):
        (reads if isinstance(node.ctx, ast.Load) else binds).setdefault(node.id, site.cell.index)
    for name, site in defined_names(unit):
        _earlier(binds, name, site.cell.index)
    for alias, site in unit.nodes(ast.alias):
        _earlier(binds, (alias.asname or alias.name).partition(".")[0], site.cell.index)
    early = frozenset(name for name, cell in reads.items() if binds.get(name, cell) > cell)
    return _read_outside_functions(unit, {name: binds[name] for name in early}) if early else early


def _read_outside_functions(unit: Unit, binds: Mapping[str, int]) -> frozenset[str]:
    """Of names, those read above a cell outside of bodies of functions, which run who knows when."""
    found: set[str] = set()
    for node, site in unit.nodes(ast.Name):
        name = node.id
        if name in found or binds.get(name, 0) <= site.cell.index or not isinstance(node.ctx, ast.Load):
            continue
        if not _in_body(node, site):
            found.add(name)
    return frozenset(found)


def _in_body(node: ast.AST, site: Site) -> bool:
    """Whether a node stands in the body of a function; defaults, decorators and annotations do not."""
    below = node
    for above in site.ancestors(node):
        if isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef) and below in above.body:
            return True
        below = above
    return False


# What IPython, and the kernels of clusters, know before the notebook binds anything.
KNOWN_NAMES = BUILTINS | frozenset(
    "_ __ ___ _i _ii _iii _ih _oh _dh exit quit spark sc sqlContext sqlCtx dbutils table sql displayHTML __IPYTHON__ "
    "__builtins__ __spec__ __annotations__ __loader__ __package__ copyright credits license reveal_type".split()
)
# Magics that bind no names of the notebook, whatever their arguments.
_HARMLESS = frozenset(
    "alias autoawait autoreload bash bookmark cd cmd colors conda config debug dhist doctest_mode env gui hist "
    "history html javascript js latex load_ext lprun ls lsmagic magic mamba markdown matplotlib memit mkdir mprun "
    "notebook page pdb pdef pdoc perl pfile pinfo pip pprint precision prun psearch psource pwd quickref recall "
    "reload_ext ruby script set_env sh svg sx system tensorboard time timeit unload_ext watermark who who_ls whos "
    "writefile xmode".split()
)


def binds_unseen(unit: Unit) -> bool:
    """Whether names may be bound in ways that nobody can see: star imports, `exec`, magics that run other files."""
    if any(alias.name == "*" for alias, _ in unit.nodes(ast.alias)) or any(fact.dynamic for fact in unit.facts):
        return True
    return any(p.kind is PieceKind.MAGIC and p.name not in _HARMLESS and not p.assigned for p, _ in unit.pieces)


def reads_at_top(unit: Unit, names: frozenset[str]) -> Iterator[tuple[str, Span]]:
    """Give the places where cells read names at the top level before they bind them themselves.

    Args:
        unit: The notebook.
        names: The names.

    Yields:
        Name and place, the first one of each statement, in order. What may fail on purpose (`try`) is left out.
    """
    cell, bound = 0, set[str]()
    for fact in unit.facts:
        if fact.id.cell != cell:
            cell, bound = fact.id.cell, set()
        if not isinstance(fact.statement.node, ast.Try):
            yield from ((name, first_use(name, fact, unit)) for name in sorted((fact.exposed & names) - bound))
        bound |= fact.may_bind


def first_use(name: str, fact: Facts, unit: Unit) -> Span:
    """The place where a statement reads a name first; the statement's own where it doesn't say it."""
    site, node = unit.site_of(fact.id.cell), fact.statement.node or unit.site_of(fact.id.cell).parsed.tree
    for inner in descendants(node):
        if isinstance(inner, ast.Name) and inner.id == name and isinstance(inner.ctx, ast.Load):
            return site.span(inner)
    return site.span(node)


def _earlier(cells: dict[str, int], name: str, cell: int) -> None:
    cells[name] = min(cells.get(name, cell), cell)


def ran_in_order(unit: Unit) -> bool:
    """Whether all code cells ran once in a fresh kernel, from top to bottom, as their counts say."""
    counts = [cell.execution_count for cell in unit.code_cells if cell.source.strip()]
    return counts == list(range(1, len(counts) + 1))
