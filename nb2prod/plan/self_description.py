"""What definitions say of themselves where the notebook reads it: the text under their header, and their module."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from nb2prod.notebook.translation import quoted
from nb2prod.plan.unit import Unit

_READS_DOC = re.compile(r"__doc__|\bgetdoc\b|\bhelp\(|\bdoctest\b")
# What a text has that the pattern finds: looking for these first is a tenth of the work.
_SAYS_DOC = ("doc", "help(")
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def asked_of_definitions(units: Sequence[Unit]) -> frozenset[str]:
    """What the notebook asks definitions for: `__doc__`, `__module__`."""
    sources = [u.statement.source for u in units]
    asked = {"__module__"} if any("__module__" in s for s in sources) else set()
    if any(_READS_DOC.search(s) for s in sources if any(word in s for word in _SAYS_DOC)):
        asked.add("__doc__")
    return frozenset(asked)


def kept_descriptions(node: ast.stmt | None, name: str, asked: frozenset[str]) -> tuple[str, ...]:
    """Lines after a definition that keep what it says of itself as the notebook has it.

    Args:
        node: The definition.
        name: Its name in the package.
        asked: What the notebook asks definitions for.
    """
    if not isinstance(node, DEFINITIONS):
        return ()
    lines = [f'{name}.__module__ = "__main__"'] if "__module__" in asked else []
    if "__doc__" in asked:
        # A formatter indents such texts anew.
        lines += [f"{path}.__doc__ = {quoted(text)}" for path, text in _texts(node, name) if _is_loose(text)]
    return tuple(lines)


def _texts(node: ast.stmt, path: str) -> Iterator[tuple[str, str]]:
    if not isinstance(node, DEFINITIONS):
        return
    text = ast.get_docstring(node, clean=False)
    if text is not None:
        yield path, text
    if isinstance(node, ast.ClassDef):
        for part in node.body:
            if isinstance(part, DEFINITIONS) and not part.decorator_list:
                yield from _texts(part, f"{path}.{part.name}")


def _is_loose(text: str) -> bool:
    return text != text.strip() or "\n" in text or "\t" in text
