"""Long loops and branches of a step: statements in their body become functions that the step calls.

A step cannot end in the middle of a loop, so the cut goes through the loop's body instead (*Extract Function* in
Fowler, Refactoring, 2nd edition, 2018). The group is taken that spares most lines and passes fewest values; one that
begins under a comment of the author comes first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nb2prod.notebook.indentation import dedent
from nb2prod.notebook.offsets import Offsets
from nb2prod.plan.call_lines import call_lines, header_lines, return_lines
from nb2prod.plan.height import BlockLines
from nb2prod.plan.inner import Group, bodies, bound_before, groups
from nb2prod.plan.inner_scope import scope_of
from nb2prod.plan.model import Edit, Function, Parameter, ParameterKind, Piece, Substep
from nb2prod.plan.naming import identifier, snake, unique, words_of
from nb2prod.plan.written import parsed, piece_lines, written
from nb2prod.types.model import TypeGuess, TypeSource

# Lines that a step may have, that its parts may have, and that a part is worth at least.
MOST, MOST_OF_PART, LEAST_SPARED = 56, 44, 6
DOCSTRING = 6
MOST_STATEMENTS = 30
# Groups that are tried until one makes the step shorter.
MOST_TRIED = 5
MOST_PARAMETERS, MOST_RETURNS = 12, 6
# What a group costs and gains, in lines.
PARAMETER, RETURNED, UNTITLED = 1.0, 2.0, 5.0
# Lines beyond what is needed that still count in a group's favour.
BEYOND = 12
LONGEST_TITLE = 60
NAME_WIDTH = 30
COMPOUND = (ast.For, ast.While, ast.If, ast.With, ast.Try)
UNKNOWN = TypeGuess("", TypeSource.UNKNOWN, 0.0)


@dataclass(frozen=True, slots=True)
class Choice:
    """A group that may become a function.

    Attributes:
        piece: Which piece of the step holds it.
        group: The group.
        text: That piece as it is written.
        comment: The author's comment right above it.
        score: How good it is.
    """

    piece: int
    group: Group
    text: str
    comment: str
    score: float


def with_substeps(function: Function, height: int, taken: set[str]) -> Function:
    """Cut the loops and branches of a step that is too long.

    Args:
        function: The step.
        height: Lines of its statements, roughly.
        taken: Names that are used already; those of the parts are added.

    Returns:
        The step with its parts; the same where it is short enough or nothing in it can be cut.
    """
    if function.expects_error or function.awaits or height + _around(function) <= MOST:
        return function
    while (lines := _lines(function)) > MOST:
        ranked = sorted(_choices(function, lines), key=lambda c: -c.score)
        cuts = (_cut(function, choice, taken) for choice in ranked[:MOST_TRIED])
        fresh = next((f for f in cuts if f is not None and _lines(f) < lines), None)
        if fresh is None:
            break
        function = fresh
    return function


def _around(function: Function) -> int:
    parameters = [p.name for p in function.parameters]
    return header_lines(parameters) + return_lines(len(function.returns)) + DOCSTRING + len(function.prologue)


def _lines(function: Function) -> int:
    """Estimate of a step's lines."""
    return _around(function) + sum(map(piece_lines, function.pieces))


def _choices(function: Function, lines: int) -> Iterator[Choice]:
    texts = [written(p) for p in function.pieces]
    if all(text.count("\n") < LEAST_SPARED for text, _ in texts):
        return
    body = parsed("\n".join(function.prologue))
    for piece, (_, own) in zip(function.pieces, texts, strict=True):
        body += [*parsed("\n".join(piece.before)), *own, *parsed("\n".join(piece.after))]
    parameters = frozenset(p.name for p in function.parameters)
    scope = scope_of(parameters, body, [r.name for r in function.returns])
    bound = bound_before(body, parameters)
    for index, (text, own) in enumerate(texts):
        if len(own) != 1 or text.count("\n") < LEAST_SPARED:
            continue
        heights = BlockLines(text)
        for part in bodies(own[0], bound[id(own[0])], scope):
            for group in groups(part, scope, MOST_STATEMENTS):
                spared = _spared(group, heights)
                if spared >= LEAST_SPARED:
                    yield _choice(index, group, text, min(spared, lines - MOST + BEYOND))


def _spared(group: Group, heights: BlockLines) -> int:
    """Lines that a step has less with a call in the place of a group; none if the group cannot be a function."""
    if len(group.parameters) > MOST_PARAMETERS or len(group.returns) > MOST_RETURNS:
        return 0
    if len(group.statements) == 1 and not isinstance(group.statements[0], COMPOUND):
        return 0
    height = heights.of(group.statements)
    return 0 if height > MOST_OF_PART else height - call_lines(group.returns, NAME_WIDTH, group.parameters)


def _choice(index: int, group: Group, text: str, spared: int) -> Choice:
    comment = _comment_above(text, group.statements[0])
    score = spared - PARAMETER * len(group.parameters) - RETURNED * len(group.returns)
    return Choice(index, group, text, comment, score - (0 if comment else UNTITLED))


def _comment_above(text: str, statement: ast.stmt) -> str:
    lines = text.split("\n")
    above = lines[statement.lineno - 2].strip() if statement.lineno > 1 else ""
    words = above.lstrip("#! ").strip()
    fits = above.startswith("#") and " " in words and len(words) <= LONGEST_TITLE
    return words if fits and not any(c in words for c in "=()[]{}<>/\\|") else ""


def _cut(function: Function, choice: Choice, taken: set[str]) -> Function | None:
    """Put a call in the place of a group; nothing where its text cannot be moved as it is."""
    piece, group, offsets = function.pieces[choice.piece], choice.group, Offsets(choice.text)
    start, end = offsets.span(group.statements[0])[0], offsets.span(group.statements[-1])[1]
    margin = choice.text[:start].rpartition("\n")[2]
    text = dedent(choice.text[start:end], margin) if not margin.strip() else ""
    if not text or _shapes(parsed(text)) != _shapes(group.statements):
        return None
    name = unique(_names(function, choice), taken)
    call = f"{name}({', '.join(group.parameters)})"
    edits = _edited(piece, start, end, f"{', '.join(group.returns)} = {call}" if group.returns else call)
    if edits is None:
        return None
    known = {p.name: p.guess for p in function.parameters if p.kind is ParameterKind.VALUE}
    bound = {
        n.id for s in _all(function) for n in ast.walk(s) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)
    }
    parameters = tuple(
        Parameter(n, ParameterKind.VALUE, UNKNOWN if n in bound else known.get(n, UNKNOWN)) for n in group.parameters
    )
    part = Substep(name, parameters, group.returns, text, choice.comment)
    pieces = tuple(replace(p, edits=edits) if i == choice.piece else p for i, p in enumerate(function.pieces))
    return replace(function, pieces=pieces, substeps=(*function.substeps, part))


def _all(function: Function) -> Iterator[ast.stmt]:
    for piece in function.pieces:
        yield from written(piece)[1]


def _shapes(statements: Sequence[ast.stmt]) -> list[str]:
    return [ast.dump(s) for s in statements]


def _edited(piece: Piece, start: int, end: int, call: str) -> tuple[Edit, ...] | None:
    """Edits of a piece that put a call where its written text has something else.

    Args:
        piece: The piece.
        start: First character in the written text.
        end: One past the last.
        call: What stands there instead.
    """
    edits = sorted(piece.edits, key=lambda e: (e.start, e.end))
    first, last = _in_source(edits, start), _in_source(edits, end)
    if first is None or last is None:
        return None
    return (*edits[: first[0]], Edit(first[1], last[1], call), *edits[last[0] :])


def _in_source(edits: Sequence[Edit], written: int) -> tuple[int, int] | None:
    """Edits before a place in the written text, and its offset in the source; nothing if it lies inside of an edit."""
    shift = 0
    for count, edit in enumerate(edits):
        begin, close = edit.start + shift, edit.start + shift + len(edit.text)
        if close > written:
            return (count, written - shift) if begin >= written else None
        shift += len(edit.text) - (edit.end - edit.start)
    return len(edits), written - shift


def _names(function: Function, choice: Choice) -> list[str]:
    words = identifier(words_of(choice.comment))
    given = [snake(n) for n in choice.group.returns]
    names = [f"_{words}"] if words and len(words_of(choice.comment)) > 1 else []
    names += [f"_{function.name}_{n}" for n in given[:1] if n and n not in function.name]
    return [*names, f"_{function.name}_part"]
