"""Stubs: tests that say exactly what a person has to supply."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Iterator

from nb2prod.render.docstrings import Docstring, docstring_lines, fits
from nb2prod.render.tests_of.model import TestText
from nb2prod.render.tests_of.subject import Subject
from nb2prod.render.words import join_words
from nb2prod.types.model import TypeGuess, TypeSource

ENOUGH = 0.6
MOST_COLUMNS = 12
LONGEST_TEXT = 72
_SHORT = {"pandas": "pd", "numpy": "np"}


def stub(subject: Subject, why: str = "") -> TestText:
    """Write a test that is skipped, with the reason that says what it needs.

    Args:
        subject: The function or class that it is for.
        why: Why the steps before it can't supply what it needs.
    """
    doc = docstring_lines(Docstring(_aim_in_a_line(subject)))
    lines = [
        f"@pytest.mark.skip(reason={_in_lines(_needs(subject) + _also(why))})",
        f"def test_{subject.name}() -> None:",
        *(f"    {line}" for line in doc),
    ]
    return TestText("\n".join(lines), frozenset({"import pytest"}), stub=True)


def _aim_in_a_line(subject: Subject) -> str:
    """What a test has to assert, shorter where that would not fit on a line."""
    aims = (_aim(subject), "what must hold of its results", "results")
    texts = [f"Call `{subject.module}.{subject.name}` and assert {aim}." for aim in aims]
    return next((t for t in texts if fits(t)), "Call it and assert what must hold.")


def _in_lines(text: str) -> str:
    """A text as literals, one below the other where it is long."""
    parts = textwrap.wrap(text, LONGEST_TEXT, break_long_words=False, break_on_hyphens=False, drop_whitespace=False)
    literals = [repr(part) for part in parts]
    return literals[0] if len(literals) == 1 else "(\n" + "\n".join(literals) + "\n)"


def _also(why: str) -> str:
    """A reason that says something of the step itself, or of one before it."""
    return f"; {why}" if why.startswith(("`", "it ", "cell ")) else ""


def _needs(subject: Subject) -> str:
    if isinstance(subject.node, ast.ClassDef):
        return f"supply: an instance of {subject.name}"
    needed = [_parameter(n, t, subject.node) for n, t in subject.types.items() if n not in ("self", "cls")]
    if subject.plain and needed:
        return f"supply: {', '.join(needed)}"
    start = f"supply: {', '.join(needed)}, and " if needed else "supply: "
    return f"{start}what it reads and writes outside of its arguments"


def _parameter(name: str, guess: TypeGuess, node: ast.AST) -> str:
    if guess.source is TypeSource.UNKNOWN or guess.confidence < ENOUGH:
        return name
    kind = _short(guess.type)
    if guess.type != "pandas.DataFrame":
        return f"{name} ({kind})"
    columns = list(dict.fromkeys(_columns(name, node)))
    shown = ", ".join(columns[:MOST_COLUMNS]) + (", …" if len(columns) > MOST_COLUMNS else "")
    return f"{name} ({kind} with columns {shown})" if columns else f"{name} ({kind})"


def _short(text: str) -> str:
    root, _, rest = text.partition(".")
    if rest and root in _SHORT and "[" not in text:
        return f"{_SHORT[root]}.{rest.rpartition('.')[2]}"
    return text.rpartition(".")[2] if "[" not in text else text


def _columns(name: str, node: ast.AST) -> Iterator[str]:
    """Columns of a frame that a body reads before it stores them."""
    stored: set[str] = set()
    subscripts = [n for n in ast.walk(node) if isinstance(n, ast.Subscript)]
    for inner in sorted(subscripts, key=lambda n: (n.lineno, isinstance(n.ctx, ast.Store))):
        match inner:
            case ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=str(column)), ctx=context):
                if frame == name and isinstance(context, ast.Store):
                    stored.add(column)
                elif frame == name and column not in stored:
                    yield column


def _aim(subject: Subject) -> str:
    if subject.returns:
        return f"what must hold of {join_words([f'`{r}`' for r in subject.returns])}"
    if isinstance(subject.node, ast.ClassDef):
        methods = [n.name for n in subject.node.body if isinstance(n, ast.FunctionDef) and not n.name.startswith("_")]
        return f"what {join_words([f'`{m}`' for m in methods[:4]])} must give" if methods else "on its attributes"
    gives = any(isinstance(n, ast.Return) and n.value is not None for n in ast.walk(subject.node))
    if gives:
        return "what must hold of its result"
    return "what it must have changed, drawn or written"
