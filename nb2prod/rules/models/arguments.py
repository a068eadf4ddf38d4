"""Arguments of calls, as rules ask for them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import SourceEdit, Span
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit


def argument(call: ast.Call, name: str) -> ast.expr | None:
    """A keyword argument; `None` where it isn't given."""
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def spreads(call: ast.Call) -> bool:
    """Whether a call has arguments that nobody can see (`*args`, `**options`)."""
    return any(k.arg is None for k in call.keywords) or any(isinstance(a, ast.Starred) for a in call.args)


def is_literal(node: ast.expr | None, *, value: object) -> bool:
    """Whether an expression is that literal."""
    return isinstance(node, ast.Constant) and node.value is value


def lacks_seed(call: ast.Call, name: str = "random_state") -> bool:
    """Whether a call has no seed, as far as one can see."""
    given = argument(call, name)
    return not spreads(call) and (given is None or is_literal(given, value=None))


def in_order(unit: Unit, *names: str) -> Iterator[tuple[ast.Call, Site]]:
    """Calls of functions and classes by the last part of their qualified name, as they stand in the notebook."""
    found = [(n, s) for n, s in unit.nodes(ast.Call) if s.qualified(n.func).rpartition(".")[2] in names]
    yield from sorted(found, key=lambda place: (place[1].cell.index, place[0].lineno, place[0].col_offset))


def adding(call: ast.Call, text: str, site: Site) -> SourceEdit | None:
    """The edit that adds a keyword argument; `None` where the call has none to add it after."""
    last = max((*call.args, *(k.value for k in call.keywords)), key=lambda n: (n.lineno, n.col_offset), default=None)
    if last is None:
        return None
    end = site.span(last)
    return SourceEdit(Span(end.cell, end.end_line, end.end_column, end.end_line, end.end_column), f", {text}")
