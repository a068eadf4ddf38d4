"""`%reset`: names that the notebook has bound so far are forgotten."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from nb2prod.notebook.model import Statement, StatementId
from nb2prod.notebook.module_names import module_names
from nb2prod.notebook.restate import restated

# Arguments of `%reset` that leave names alone: `in`, `out`, `array`, …
_ONLY = re.compile(r"\b(in|out|dhist|array)\b")


def forget_names(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Let `%reset` delete what the statements before it bind.

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
    return magic is not None and magic.name == "%reset" and statement.node is None and not _ONLY.search(magic.text)


def _forgetting(statement: Statement, before: Sequence[Statement]) -> list[Statement]:
    since = max((n + 1 for n, s in enumerate(before) if _deletes_for_reset(s)), default=0)
    known = module_names("\n".join(s.source for s in before[since:] if s.node is not None))
    if known is None or not known.certain | known.possible or statement.magic is None:
        return [statement]
    magic = replace(statement.magic, translated=True, reason="forgets the names that cells before it bind")
    deleted = {n for s in before[since:] for n in _deleted(s.node)}
    certain = sorted(known.certain - deleted)
    texts = [f"del {', '.join(certain)}"] if certain else []
    texts += [
        f"try:\n    del {n}\nexcept NameError:\n    pass" for n in sorted((known.possible | deleted) - {*certain})
    ]
    return [restated(replace(statement, displayed=False), text, magic) for text in texts]


def _deletes_for_reset(statement: Statement) -> bool:
    return statement.magic is not None and statement.magic.name == "%reset" and statement.node is not None


def _deleted(node: ast.stmt | None) -> set[str]:
    nodes = ast.walk(node) if node is not None else ()
    return {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Del)}
