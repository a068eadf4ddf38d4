"""Calls of pandas that change a table in place."""

from __future__ import annotations

import ast

from nb2prod.rules.model import SourceEdit, Span
from nb2prod.rules.models.arguments import argument, is_literal
from nb2prod.rules.site import Site

_METHODS = frozenset(
    """add_categories as_ordered as_unordered bfill clip drop drop_duplicates dropna eval ffill fillna interpolate mask
    query remove_categories rename rename_axis rename_categories replace reset_index set_axis set_index set_names
    sort_index sort_values where""".split()
)


def method_in_place(node: ast.AST) -> str:
    """The method of pandas that a call runs with `inplace=True`; empty where it is none."""
    match node:
        case ast.Call(func=ast.Attribute(attr=name)) if name in _METHODS:
            return name if is_literal(argument(node, "inplace"), value=True) else ""
    return ""


def column_in_place(node: ast.Expr) -> tuple[ast.Call, ast.Subscript] | None:
    """The call in place of a statement, with the item that it changes; `None` where it is none."""
    match node.value:
        case ast.Call(func=ast.Attribute(value=ast.Subscript() as column)) as call if method_in_place(call):
            return call, column
    return None


def returned(call: ast.Call, target: ast.expr, site: Site) -> tuple[SourceEdit, ...]:
    """Edits that make of `t.f(inplace=True)` an assignment `t = t.f()`; none where its arguments can't be told."""
    removed = without_argument(call, site)
    if not removed:
        return ()
    start = site.span(call)
    place = Span(start.cell, start.line, start.column, start.line, start.column)
    return (SourceEdit(place, f"{ast.unparse(target)} = "), *removed)


def without_argument(call: ast.Call, site: Site) -> tuple[SourceEdit, ...]:
    """The edit that takes `inplace=True` out of a call."""
    keyword = next(k for k in call.keywords if k.arg == "inplace")
    given: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    parts = sorted(given, key=lambda part: (part.lineno, part.col_offset))
    index, gone = parts.index(keyword), site.span(keyword)
    if any(isinstance(part, ast.Starred) or getattr(part, "arg", "") is None for part in parts):
        return ()
    if index > 0:
        before = site.span(parts[index - 1])
        return (SourceEdit(Span(gone.cell, before.end_line, before.end_column, gone.end_line, gone.end_column), ""),)
    if len(parts) > 1:
        after = site.span(parts[1])
        return (SourceEdit(Span(gone.cell, gone.line, gone.column, after.line, after.column), ""),)
    return (SourceEdit(gone, ""),)
