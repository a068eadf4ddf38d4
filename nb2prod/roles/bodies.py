"""Statements in order, and those inside of others."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.facts.gather import imported_names
from nb2prod.facts.model import Call
from nb2prod.facts.tree import descendants
from nb2prod.facts.walk import dotted
from nb2prod.roles.combine import merged
from nb2prod.roles.context import settle
from nb2prod.roles.definitions import draft_definition
from nb2prod.roles.draft import LIKELY, SURE, Draft
from nb2prod.roles.forms import simple
from nb2prod.roles.kinds import remember, remember_files
from nb2prod.roles.parts import BLOCKS, Part, blocks_of, collect
from nb2prod.roles.scope import FILE, Scope, is_seen
from nb2prod.roles.signals import signal, signals, strongest
from nb2prod.roles.steps import step_of

LEADING = frozenset({"load", "split", "train", "query", "connect", "save"})
"""Activities of a loop's or `with`'s head that count beside what is inside: `for name in os.listdir(…)`."""


def draft_block(nodes: Sequence[ast.stmt], scope: Scope) -> tuple[list[Draft], list[Part]]:
    """Draft statements that stand inside of another one.

    Args:
        nodes: The statements in order.
        scope: What is known of names; learns what they bind.

    Returns:
        Their drafts, and what they do to names.
    """
    parts = [collect(node) for node in nodes]
    drafts = [draft_statement(part, scope) for part in parts]
    settle(drafts, [step_of(part) for part in parts])
    return drafts, parts


def draft_statement(part: Part, scope: Scope) -> Draft:
    """Draft one statement of any form.

    Args:
        part: What it calls, reads and binds; of a compound one its head. A compound one takes over what is inside.
        scope: What is known of names; learns what it binds.
    """
    node = part.node
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _imported(part, node, scope)
    if isinstance(node, BLOCKS):
        return _compound(part, scope)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return draft_definition(node, scope, draft_block)
    draft = simple(part, scope)
    remember(part, draft, scope)
    return draft


def _imported(part: Part, node: ast.Import | ast.ImportFrom, scope: Scope) -> Draft:
    for name in imported_names(node):
        scope.imports[name.name] = name.qualified
    return Draft("import", SURE, [f"imports {', '.join(sorted(part.binds)[:3])}"])


def _compound(part: Part, scope: Scope) -> Draft:
    head = strongest(signals(part, scope))
    remember_files(part.node, scope)
    drafts: list[Draft] = []
    for block in blocks_of(part.node):
        inner, parts = draft_block(block, scope)
        drafts += inner
        for other in parts:
            part.reads |= other.reads
            part.changes |= other.changes | other.binds
    opens = isinstance(part.node, ast.With | ast.AsyncWith)
    if head is not None and head.activity in LEADING - ({"train"} if opens else set()):
        drafts.insert(0, Draft(head.activity, LIKELY, [head.text]))
    found = merged(drafts)
    if isinstance(part.node, ast.For | ast.AsyncFor) and found.activity != "train" and _reads_lines(part.node, scope):
        return Draft("load", LIKELY, ["reads a file line by line", *found.evidence[:1]], parts=found.parts)
    if isinstance(part.node, ast.For) and found.activity in {"train", "evaluate"} and _varies(part.node, scope):
        return Draft("tune", LIKELY, ["tries values of a hyperparameter", *found.evidence], parts=found.parts)
    return found


def _reads_lines(loop: ast.For | ast.AsyncFor, scope: Scope) -> bool:
    """Whether a loop goes through an open file, with or without a progress bar."""
    return any(isinstance(node, ast.Name) and is_seen(scope, node.id, FILE) for node in descendants(loop.iter))


def _varies(loop: ast.For, scope: Scope) -> bool:
    """Whether a loop builds estimators with its variable as a keyword: `KMeans(n_clusters=k)`."""
    targets = {node.id for node in descendants(loop.target) if isinstance(node, ast.Name)}
    for node in descendants(loop):
        if isinstance(node, ast.Call) and any(
            isinstance(keyword.value, ast.Name) and keyword.value.id in targets for keyword in node.keywords
        ):
            name = dotted(node.func)
            last = name.rpartition(".")[2]
            found = signal(Call(name, last, node), scope) if last[:1].isupper() else None
            if found is not None and found.activity == "train":
                return True
    return False
