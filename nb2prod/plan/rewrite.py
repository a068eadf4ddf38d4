"""What changes inside a statement that moves: names are called something else, and calls pass on what was global."""

from __future__ import annotations

import ast
import copy
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass

from nb2prod.plan.closures import to_nonlocal
from nb2prod.plan.edits import Offsets, without_overlaps
from nb2prod.plan.model import Edit
from nb2prod.plan.occurrences import Occurrence, occurrences
from nb2prod.plan.signatures import add_parameters

__all__ = ["Renames", "add_parameters", "rename_definition", "rewrite", "to_nonlocal"]

FSTRING_OFFSETS = sys.version_info >= (3, 12)


@dataclass(frozen=True, slots=True)
class Renames:
    """What names become in one statement.

    Attributes:
        names: Name to its new text, where it is loaded.
        threaded: Function to the parameters that it gained, each with what a call passes.
    """

    names: Mapping[str, str]
    threaded: Mapping[str, Mapping[str, str]]

    def __bool__(self) -> bool:
        return bool(self.names) or bool(self.threaded)


def rewrite(node: ast.stmt, source: str, renames: Renames) -> tuple[Edit, ...]:
    """Edit all loads of renamed names and all calls of functions that take more parameters now.

    Args:
        node: The statement.
        source: Its source.
        renames: What changes.

    Returns:
        Edits that do not overlap.
    """
    offsets = Offsets(source)
    wanted = frozenset(renames.names) | frozenset(renames.threaded)
    edits: list[Edit] = []
    for found in occurrences(node, wanted):
        if found.fstring is not None and not FSTRING_OFFSETS:
            start, end = offsets.span(found.fstring)
            edits.append(Edit(start, end, _new_fstring(found.fstring, renames)))
            continue
        edits += _name_edit(found, offsets, renames) + _call_edits(found, offsets, renames)
    return without_overlaps(edits)


def _name_edit(found: Occurrence, offsets: Offsets, renames: Renames) -> list[Edit]:
    fresh = renames.names.get(found.name)
    if fresh is None or fresh == found.name:
        return []
    start, end = offsets.span(found.node)
    return [Edit(start, end, fresh)]


def _call_edits(found: Occurrence, offsets: Offsets, renames: Renames) -> list[Edit]:
    given_on = renames.threaded.get(found.name)
    if not given_on or found.call is None:
        return []
    passed = ", ".join(f"{parameter}={value}" for parameter, value in given_on.items())
    call = found.call
    _, end = offsets.span(call)
    given = [*call.args, *(k.value for k in call.keywords)]
    if not given:
        return [Edit(end - 1, end - 1, passed)]
    if len(given) == 1 and isinstance(given[0], ast.GeneratorExp) and offsets.span(given[0])[1] == end:
        opening = offsets.span(given[0])[0]
        return [Edit(opening + 1, opening + 1, "("), Edit(end - 1, end - 1, f"), {passed}")]
    last = max(offsets.span(g)[1] for g in given)
    rest = re.sub(r"#.*", "", offsets.source[last : end - 1])
    comment = "#" in offsets.source[last : end - 1].rpartition("\n")[2]
    comma = "" if "," in rest else ", "
    return [Edit(end - 1, end - 1, f"{chr(10) if comment else ''}{comma}{passed}")]


class _Renamer(ast.NodeTransformer):
    def __init__(self, renames: Renames) -> None:
        self.renames = renames

    def visit_Call(self, node: ast.Call) -> ast.AST:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        self.generic_visit(node)
        for parameter, value in self.renames.threaded.get(name, {}).items():
            node.keywords.append(ast.keyword(parameter, ast.Name(value, ast.Load())))
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        fresh = self.renames.names.get(node.id)
        return ast.parse(fresh, mode="eval").body if fresh and isinstance(node.ctx, ast.Load) else node


def _new_fstring(node: ast.JoinedStr, renames: Renames) -> str:
    return ast.unparse(ast.fix_missing_locations(_Renamer(renames).visit(copy.deepcopy(node))))


def rename_definition(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef, source: str, name: str
) -> tuple[Edit, ...]:
    """Give a definition another name."""
    if node.name == name:
        return ()
    offsets = Offsets(source)
    start = offsets.at(node.lineno, node.col_offset)
    found = re.compile(rf"\b{re.escape(node.name)}\b").search(source, start)
    return (Edit(found.start(), found.end(), name),) if found else ()
