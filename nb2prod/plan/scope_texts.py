"""Code that reads names from a text which nobody can see: `def q(text): return df.query(text)`.

Where the text stands beside the call, its names are read like any others. Else every name that some text of the
notebook could mean may be read, and what reads them runs where it finds them: on the variables of one module.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace

from nb2prod.facts.model import Definition
from nb2prod.facts.scopes import own_nodes
from nb2prod.facts.text_names import names_in_text, readable, reads_texts, text_calls
from nb2prod.facts.tree import descendants
from nb2prod.plan.unit import Unit

TEXT = "text"
TEXT_REASON = "it reads names from a text"
LONGEST = 300
# What a call of text that reads names has in its name.
_ASKING = re.compile(r"query|eval|ols|formula|dmatri|lm\(")


def reads_by_text(unit: Unit) -> bool:
    """Whether a definition reads names from texts that stand in it."""
    node = unit.statement.node
    return node is not None and reads_texts(unit.statement.source) and bool(names_in_text(node))


def settle_texts(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Say of code that reads names from texts which it is given, or in a scope of its own, which ones these may be."""
    calls = {u.position: found for u in units if (found := _calls(u))}
    if not calls:
        return tuple(units)
    texts = {t for u in units for t in _texts(u)}
    bound = {n for u in units for n in u.binds}
    return tuple(_settled(u, calls.get(u.position, []), texts, bound) for u in units)


def _calls(unit: Unit) -> list[tuple[ast.Call, ast.expr]]:
    """Calls that read names from a text, and whose frame is not the notebook's own or whose text is not known."""
    node = unit.statement.node
    if node is None or not _ASKING.search(unit.statement.source):
        return []
    definition = unit.facts.definition
    own = {id(n) for n in own_nodes(node.body if isinstance(node, ast.FunctionDef) else [node])}
    found = list(text_calls(node))
    plain = definition is not None and definition.kind == "function" and not definition.decorators
    return [(c, t) for c, t in found if id(c) not in own or (plain and not isinstance(t, ast.Constant))]


def _texts(unit: Unit) -> list[str]:
    nodes = descendants(unit.statement.node) if unit.statement.node is not None else []
    return [n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.value]


def _settled(unit: Unit, calls: Sequence[tuple[ast.Call, ast.expr]], texts: set[str], bound: set[str]) -> Unit:
    names: set[str] = set()
    for call, text in calls:
        shown = [text.value] if isinstance(text, ast.Constant) and isinstance(text.value, str) else None
        given = shown if shown is not None else [t for t in texts if len(t) <= LONGEST]
        found = {n for t in given for n in readable(t, call)}
        names |= bound if shown is None and any(t.endswith("@") for t in given) else found & bound
    if not names:
        return unit
    facts = unit.facts
    if facts.definition is not None:
        known = _reading(facts.definition, frozenset(names))
        return replace(unit, facts=replace(facts, definition=known))
    kept = any(isinstance(n, ast.Lambda) for n in descendants(unit.statement.node or ast.Pass()))
    fresh = replace(
        facts,
        reads=facts.reads | names,
        exposed=facts.exposed | (names - facts.may_bind),
        captures=facts.captures | names if kept else facts.captures,
        dynamic=facts.dynamic | {TEXT},
    )
    return replace(unit, facts=fresh)


def _reading(definition: Definition, names: frozenset[str]) -> Definition:
    return replace(
        definition,
        free=definition.free | names,
        nested=definition.nested | names,
        dynamic=definition.dynamic | {TEXT},
    )
