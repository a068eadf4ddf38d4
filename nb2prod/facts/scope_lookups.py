"""Names that the notebook looks up by text, written out where it is certain whether they are bound.

`globals().get("RATE", 0.1)` means `RATE` once a cell has bound that, and `0.1` where no cell ever does. Said so, the
statement is an ordinary one that reads a name. What isn't certain stays as it is.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nb2prod.facts.gather import gather_facts
from nb2prod.facts.lookup_meaning import Known, Place, meaning
from nb2prod.facts.model import Facts
from nb2prod.facts.scope_reach import Reach, reach_by_text
from nb2prod.facts.scopes import bound_names, outer_children, own_nodes, parameters
from nb2prod.facts.tree import children, descendants
from nb2prod.notebook.model import ParsedNotebook
from nb2prod.notebook.offsets import Offsets
from nb2prod.notebook.restate import restated


def settle_scope_lookups(parsed: ParsedNotebook, facts: Sequence[Facts]) -> tuple[ParsedNotebook, tuple[Facts, ...]]:
    """Write out look-ups by literal name.

    Args:
        parsed: The notebook's statements.
        facts: Their facts.

    Returns:
        Both, with other statements where a look-up was certain. Nothing changes in a notebook that binds names by texts
        which nothing tells.
    """
    looking = [f for f in facts if f.dynamic or (f.definition is not None and f.definition.dynamic)]
    reach = reach_by_text(facts) if looking else None
    if reach is None:
        return parsed, tuple(facts)
    settled = tuple(_settled(f, known) for f, known in zip(facts, _what_is_known(facts, reach), strict=True))
    return replace(parsed, statements=tuple(f.statement for f in settled)), settled


def _what_is_known(facts: Sequence[Facts], reach: Sequence[Reach]) -> Iterator[Known]:
    deleted = frozenset().union(*(f.deletes for f in facts), *(r.unbinds for r in reach))
    by_functions = frozenset().union(*(f.definition.global_writes for f in facts if f.definition is not None))
    by_functions = by_functions.union(*(r.later for r in reach))
    ever = by_functions.union(*(_binds(f) for f in facts), *(r.writes for r in reach))
    bound: frozenset[str] = frozenset()
    before = by_functions
    for found, own in zip(facts, reach, strict=True):
        yield Known(bound - deleted - by_functions, before, ever, own.here)
        if not found.statement.expects_error:
            bound |= found.must_bind | {i.name for i in found.imports}
        before |= _binds(found) | own.here


def _binds(facts: Facts) -> frozenset[str]:
    return facts.may_bind | {i.name for i in facts.imports}


def _settled(facts: Facts, known: Known) -> Facts:
    statement = facts.statement
    if statement.node is None or not (facts.dynamic or (facts.definition is not None and facts.definition.dynamic)):
        return facts
    place = Place(known, known.before | _binds(facts) | known.here)
    while statement.node is not None:
        certain = [(n, text) for n, p in _expressions(statement.node, place) if (text := meaning(n, p))]
        if not certain:
            break
        # The last one in the order of parents before children holds no other.
        node, text = certain[-1]
        start, end = Offsets(statement.source).span(node)
        statement = restated(statement, statement.source[:start] + text(statement.source) + statement.source[end:])
    return facts if statement is facts.statement else gather_facts(statement)


def _expressions(node: ast.stmt, place: Place) -> Iterator[tuple[ast.expr, Place]]:
    """Every expression of a statement with its place; a condition is asked before its branches bind anything."""
    if not isinstance(node, ast.If):
        yield from _visit(node, place)
        return
    yield from _visit(node.test, replace(place, possible=place.known.before))
    yield from (found for part in [*node.body, *node.orelse] for found in _visit(part, place))


def _visit(node: ast.AST, place: Place) -> Iterator[tuple[ast.expr, Place]]:
    """Every expression that an edit can reach, parents before children, with its place."""
    parts: Sequence[ast.AST]
    if isinstance(node, ast.expr):
        yield node, place
    match node:
        case ast.JoinedStr():  # before Python 3.12 the parser does not say where its parts stand
            return
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
            body = node.body if isinstance(node.body, list) else [node.body]
            names = {a.arg for a in parameters(node.args)} | bound_names(own_nodes(body))
            yield from (found for part in outer_children(node) for found in _visit(part, place))
            parts, inside = body, Place(place.known, place.known.ever, place.hidden | names, local=False)
        case ast.ClassDef() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            inside = replace(place, hidden=place.hidden | bound_names(descendants(node)), local=False)
            parts = children(node)
        case _:
            parts, inside = children(node), place
    yield from (found for part in parts for found in _visit(part, inside))
