"""A last look at a test before it is written: each name that it reads has to be bound."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable


def unbound_names(text: str, imports: Iterable[str]) -> frozenset[str]:
    """Names that a test reads and that neither it, nor its imports, nor Python binds.

    Args:
        text: Source of the test.
        imports: Import statements of its file.
    """
    nodes = [n for part in (text, *imports) for n in ast.walk(ast.parse(part))]
    bound = {n.asname or n.name.partition(".")[0] for n in nodes if isinstance(n, ast.alias)}
    bound |= {n.arg for n in nodes if isinstance(n, ast.arg)}
    bound |= {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    read = {n.id for n in nodes if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    return frozenset(read - bound - set(dir(builtins)))
