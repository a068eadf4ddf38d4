"""Annotations of generated signatures: only where the type is known well enough."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Sequence

from nb2prod.knowledge import Knowledge
from nb2prod.types.model import TypeGuess


def annotate(
    guess: TypeGuess, knowledge: Knowledge, known: frozenset[str], hidden: frozenset[str] = frozenset()
) -> tuple[str, tuple[str, ...]] | None:
    """Write a type as an annotation.

    Args:
        guess: What is known of the value.
        knowledge: The tables.
        known: Classes of the notebook that the module has.
        hidden: Built-ins whose names mean something else in the module: `list[int]` would index a tuple called `list`.

    Returns:
        Its text and the imports that it needs; `None` where no annotation is better than a guess.
    """
    from nb2prod.types.annotation import annotation_of

    found = annotation_of(guess, knowledge)
    if found is None:
        return None
    roots = {n.id for n in ast.walk(ast.parse(found.text, mode="eval")) if isinstance(n, ast.Name)}
    imported = {a.asname or a.name.partition(".")[0] for text in found.imports for a in _aliases(text)}
    return None if roots - imported - known - (_BUILTINS - hidden) else (found.text, found.imports)


_BUILTINS = frozenset(dir(builtins))


def _aliases(text: str) -> list[ast.alias]:
    node = ast.parse(text).body[0]
    return node.names if isinstance(node, ast.Import | ast.ImportFrom) else []


def annotate_many(
    guesses: Sequence[TypeGuess], knowledge: Knowledge, known: frozenset[str], hidden: frozenset[str] = frozenset()
) -> tuple[str, frozenset[str]]:
    """Annotation of what a function returns, as `annotate` writes it; empty unless every part is known."""
    if not guesses:
        return "None", frozenset()
    found = [annotate(g, knowledge, known, hidden) for g in guesses]
    if any(f is None for f in found) or (len(guesses) > 1 and "tuple" in hidden):
        return "", frozenset()
    texts = [f[0] for f in found if f]
    imports = frozenset(i for f in found if f for i in f[1])
    return (texts[0] if len(texts) == 1 else f"tuple[{', '.join(texts)}]"), imports
