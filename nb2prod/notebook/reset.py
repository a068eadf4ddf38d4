"""`%reset` and `%reset_selective`: names that the notebook has bound so far are forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from nb2prod.notebook.model import Statement, StatementId
from nb2prod.notebook.module_names import module_names
from nb2prod.notebook.restate import restated

# The pattern of `%reset_selective -f PATTERN`; one with groups may take for ever, and nobody writes it for names.
_SELECTIVE = re.compile(r"%reset_selective\s+-f\s+([\w^$.*+?|\[\]-]+)\s*$")
# Arguments of `%reset` that leave names alone: `in`, `out`, `array`, …
_ONLY = re.compile(r"\b(in|out|dhist|array)\b")


def forget_names(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Let `%reset` delete what the statements before it bind, and `%reset_selective` those that its pattern fits.

    Args:
        statements: All statements.

    Returns:
        The statements; a `%reset` before which nothing is bound stays left out.
    """
    if not any(_resets(s) for s in statements):
        return tuple(statements)
    out: list[Statement] = []
    for cell, group in groupby(statements, key=lambda s: s.id.cell):
        own: list[Statement] = []
        for statement in group:
            own += _forgetting(statement, [*out, *own]) if _resets(statement) else [statement]
        out += [replace(s, id=StatementId(cell, number)) for number, s in enumerate(own)]
    return tuple(out)


def _resets(statement: Statement) -> bool:
    magic = statement.magic
    if magic is None or statement.node is not None:
        return False
    return (magic.name == "%reset" and not _ONLY.search(magic.text)) or _pattern(statement) is not None


def _pattern(statement: Statement) -> re.Pattern[str] | None:
    """What names `%reset_selective -f` deletes; it asks first without `-f`, and nobody answers in a program."""
    said = _SELECTIVE.match(statement.magic.text) if statement.magic is not None else None
    try:
        return re.compile(said[1]) if said is not None else None
    except re.error:
        return None


def _forgetting(statement: Statement, before: Sequence[Statement]) -> list[Statement]:
    pattern = _pattern(statement)
    since = max((n + 1 for n, s in enumerate(before) if _deletes_for_reset(s)), default=0)
    known = module_names("\n".join(s.source for s in before[since:] if s.node is not None))
    if known is None or not known.certain | known.possible or statement.magic is None:
        return [statement]
    magic = replace(statement.magic, translated=True, reason="forgets the names that cells before it bind")
    deleted = {n for s in before[since:] for n in _deleted(s.node)}
    wanted = known.certain | known.possible | deleted
    if pattern is not None:
        wanted = frozenset(n for n in wanted if pattern.search(n) and not n.startswith("_"))
    certain = sorted((known.certain & wanted) - deleted)
    texts = [f"del {', '.join(certain)}"] if certain else []
    texts += [f"try:\n    del {n}\nexcept NameError:\n    pass" for n in sorted(wanted - {*certain})]
    return [restated(replace(statement, displayed=False), text, magic) for text in texts] or [statement]


def _deletes_for_reset(statement: Statement) -> bool:
    return statement.magic is not None and statement.magic.name == "%reset" and statement.node is not None


def _deleted(node: ast.stmt | None) -> set[str]:
    nodes = ast.walk(node) if node is not None else ()
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del)}
