"""Which stored output shows which name: displays at the end of cells, and lines that were printed."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from nb2prod.facts.model import Facts
from nb2prod.notebook.model import Cell, OutputKind, StatementId
from nb2prod.types.model import Interpretation

Key = tuple[StatementId, str]

_ATTRIBUTES = frozenset({"shape", "dtypes", "columns"})
_METHODS = {"head": "rows", "tail": "rows", "sample": "rows", "fit": "estimator"}


class Display(NamedTuple):
    """An expression with the output that shows it.

    Attributes:
        asked: What it asks of its name, as `read_shown` takes it.
        name: The name.
        node: The expression.
        text: The output.
        cell: Index of its cell.
    """

    asked: str
    name: str
    node: ast.expr
    text: str
    cell: int


def displays(cells: Sequence[Cell], facts: Sequence[Facts], found: Interpretation) -> Iterator[tuple[Key, Display]]:
    """Find what outputs show.

    Args:
        cells: The notebook's cells.
        facts: Facts of all statements, in order.
        found: What was worked out.

    Yields:
        Each display with the statement that bound or changed its name last.
    """
    with_outputs = {cell.index: cell for cell in cells if cell.outputs}
    by_cell: dict[int, list[Facts]] = {}
    last: dict[str, StatementId] = {}
    places: dict[StatementId, dict[str, StatementId]] = {}
    for fact in facts:
        last.update(dict.fromkeys(found.after.get(fact.id, ()), fact.id))
        if fact.id.cell in with_outputs and isinstance(fact.statement.node, ast.Expr):
            by_cell.setdefault(fact.id.cell, []).append(fact)
            places[fact.id] = {name: last[name] for name in fact.reads & last.keys()}
    for index, statements in by_cell.items():
        for place, display in _of_cell(with_outputs[index], statements, found):
            if display.name in places[place]:
                yield (places[place][display.name], display.name), display


def _of_cell(cell: Cell, statements: Sequence[Facts], found: Interpretation) -> Iterator[tuple[StatementId, Display]]:
    results = [output for output in cell.outputs if output.kind is OutputKind.RESULT]
    shown = [fact for fact in statements if fact.statement.displayed]
    if len(results) == len(shown) == 1:
        display = _displayed(shown[0].statement.node, results[0].text, cell.index)
        if display is not None:
            yield shown[0].id, display
    text = "".join(o.text for o in cell.outputs if o.kind is OutputKind.STREAM and o.name == "stdout")
    writing = [fact for fact in statements if "<stdout>" in found.effects[fact.id].mutates] if text else []
    lines = [text] if len(writing) == 1 else text.rstrip("\n").split("\n")
    if len(lines) == len(writing):
        for fact, line in zip(writing, lines, strict=True):
            if display := _printed(fact.statement.node, line, cell.index):
                yield fact.id, display


def _displayed(node: ast.stmt | None, text: str, cell: int) -> Display | None:
    match node:
        case ast.Expr(ast.Name(name) as shown):
            return Display("value", name, shown, text, cell)
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), method)) as shown) if method in _METHODS:
            return Display(_METHODS[method], name, shown, text, cell)
        case ast.Expr(shown):
            return _asking(shown, text, cell)
    return None


def _printed(node: ast.stmt | None, text: str, cell: int) -> Display | None:
    """What a statement prints; a value as it is prints may look like one of another type."""
    match node:
        case ast.Expr(ast.Call(ast.Name("print"), [shown], [])):
            return _asking(shown, text, cell)
        case ast.Expr(ast.Call(ast.Attribute(ast.Name(name), "info"), [], []) as shown):
            return Display("info", name, shown, text, cell)
    return None


def _asking(node: ast.expr, text: str, cell: int) -> Display | None:
    match node:
        case ast.Attribute(ast.Name(name), attribute) if attribute in _ATTRIBUTES:
            return Display(attribute, name, node, text, cell)
        case ast.Call(ast.Name("type"), [ast.Name(name)], []):
            return Display("type", name, node, text, cell)
    return None
