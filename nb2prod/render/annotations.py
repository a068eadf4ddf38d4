"""Annotations of generated signatures: only where the type is known well enough."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nb2prod.knowledge import Knowledge
from nb2prod.types.model import TypeGuess

_BUILTINS = frozenset(dir(builtins))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the module of an annotation binds.

    Attributes:
        classes: Classes of the notebook, which annotations may name.
        imports: Names that imports bind, with the statements.
        others: All other names at its top level.
    """

    classes: frozenset[str] = frozenset()
    imports: Mapping[str, str] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    def hides(self, name: str, text: str = "") -> bool:
        """Whether a name means something else here than the built-in, or than what an import statement gives."""
        return name in self.others or self.imports.get(name, text) != text


def bound_names(text: str) -> list[str]:
    """Names that an import statement binds."""
    node = ast.parse(text).body[0]
    aliases = node.names if isinstance(node, ast.Import | ast.ImportFrom) else []
    return [alias.asname or alias.name.partition(".")[0] for alias in aliases]


def annotate(guess: TypeGuess, knowledge: Knowledge, around: Surroundings) -> tuple[str, tuple[str, ...]] | None:
    """Text of an annotation and the imports that it needs; `None` where no annotation is better than a guess."""
    from nb2prod.types.annotation import annotation_of

    found = annotation_of(guess, knowledge)
    if found is None:
        return None
    roots = {n.id for n in ast.walk(ast.parse(found.text, mode="eval")) if isinstance(n, ast.Name)}
    imported = {name: text for text in found.imports for name in bound_names(text)}
    plain = roots - imported.keys() - around.classes
    if plain - _BUILTINS or any(map(around.hides, plain)) or any(around.hides(n, t) for n, t in imported.items()):
        return None
    return found.text, found.imports


def annotate_many(
    guesses: Sequence[TypeGuess], knowledge: Knowledge, around: Surroundings
) -> tuple[str, frozenset[str]]:
    """Annotation of what a function returns; empty unless every part is known."""
    if not guesses:
        return "None", frozenset()
    found = [annotate(g, knowledge, around) for g in guesses]
    if any(f is None for f in found) or (len(found) > 1 and around.hides("tuple")):
        return "", frozenset()
    texts = [f[0] for f in found if f]
    imports = frozenset(i for f in found if f for i in f[1])
    return (texts[0] if len(texts) == 1 else f"tuple[{', '.join(texts)}]"), imports
