"""The top-level statements of cells, out of their trees: what facts are gathered of."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from nb2prod.finding import Location
from nb2prod.notebook.model import Statement, StatementId

if TYPE_CHECKING:
    from nb2prod.rules.site import Site
    from nb2prod.rules.unit import Unit


def statements_of(unit: Unit) -> Iterator[Statement]:
    """Give the statements of a notebook as they stand in its cells.

    Args:
        unit: The notebook.

    Yields:
        The statements in order. Lines and columns of their trees are those of the cell, and their text is whole lines;
        magics are missing.
    """
    for site in unit.sites:
        lines = site.cell.source.split("\n")
        for ordinal, node in enumerate(site.parsed.tree.body):
            yield _statement(node, ordinal, site, lines)


def _statement(node: ast.stmt, ordinal: int, site: Site, lines: list[str]) -> Statement:
    cell = site.cell
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])
    return Statement(
        id=StatementId(cell.index, ordinal),
        source="\n".join(lines[first - 1 : node.end_lineno]),
        node=node,
        location=Location(site.unit.path, cell.index, cell.id, first, node.col_offset + 1),
        expects_error="raises-exception" in cell.tags,
    )
