"""Where each statement stands in the formatted modules, so that a run can be followed statement by statement."""

from __future__ import annotations

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nb2prod.notebook.model import StatementId
from nb2prod.plan.edits import apply_edits
from nb2prod.plan.model import Piece, Plan, Step
from nb2prod.render.calls import calls_in_order

Span = tuple[int, int]
"""First and last line."""

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def statement_order(plan: Plan) -> dict[StatementId, int]:
    """Place of each statement that runs in the pipeline, in the order in which the package runs them."""
    pieces = [piece for step in plan.steps for piece in _pieces(step)]
    return {piece.statement.id: place for place, piece in enumerate(pieces)}


def _pieces(step: Step) -> Sequence[Piece]:
    """The notebook's statements that a step stands for."""
    function = step.repeats or step.function
    if function is not None:
        return function.pieces
    return (step.piece,) if step.piece is not None else ()


def statement_spans(plan: Plan, modules: Mapping[str, str]) -> dict[StatementId, Span]:
    """Find the statements of the pipeline in the text that was generated for them.

    Formatting leaves the syntax tree as it is, so statements are found by their trees, each behind the one before it.

    Args:
        plan: What was rendered.
        modules: Formatted text of each module, by name.

    Returns:
        Lines of each statement; one that the formatter changed beyond layout is missing.
    """
    trees = {name: ast.parse(text).body for name, text in modules.items()}
    found: dict[StatementId, Span] = {}
    for step in plan.steps:
        if step.function is not None and step.repeats is None:
            body = _function(trees.get(step.function.module, ()), step.function.name)
            found |= _matched(step.function.pieces, _flat(body))
    inline = [step.piece for step in plan.steps if step.function is None and step.piece is not None]
    bodies = [s for node in trees.get("pipeline", ()) if isinstance(node, _FUNCTIONS) for s in node.body]
    return found | _matched(inline, _flat(bodies)) | _repeated(plan, trees.get("pipeline", ()))


def _repeated(plan: Plan, body: Sequence[ast.stmt]) -> dict[StatementId, Span]:
    """Where the pipeline calls a function again: there the statements stand that it stands for."""
    names = {s.function.name for s in plan.steps if s.function is not None and s.repeats is not None}
    calls: defaultdict[str, list[Span]] = defaultdict(list)
    for _, statement, called in calls_in_order(body, names) if names else ():
        calls[called].append(span_of(statement))
    counts: Counter[str] = Counter()
    found: dict[StatementId, Span] = {}
    for step in plan.steps:
        if step.function is not None and step.function.name in names:
            place, counts[step.function.name] = counts[step.function.name], counts[step.function.name] + 1
            if step.repeats is not None and place < len(calls[step.function.name]):
                span = calls[step.function.name][place]
                found |= {piece.statement.id: span for piece in step.repeats.pieces}
    return found


def _function(body: Iterable[ast.stmt], name: str) -> Sequence[ast.stmt]:
    return next((node.body for node in body if isinstance(node, _FUNCTIONS) and node.name == name), ())


def _flat(body: Iterable[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a body, and those inside a `try`: a cell that is expected to fail is wrapped in one."""
    for statement in body:
        yield statement
        if isinstance(statement, ast.Try):
            yield from _flat(statement.body)


def _matched(pieces: Sequence[Piece], candidates: Iterator[ast.stmt]) -> dict[StatementId, Span]:
    found: dict[StatementId, Span] = {}
    places = [(_shape(node), span_of(node)) for node in candidates]
    start = 0
    for piece in pieces:
        shapes = _shapes_of_piece(piece)
        place = next((n for n in range(start, len(places)) if places[n][0] in shapes), None)
        if place is not None:
            found[piece.statement.id] = places[place][1]
            start = place + 1
    return found


def _shapes_of_piece(piece: Piece) -> tuple[str, ...]:
    """A statement as it may be written: what only binds a name that its step returns may be the `return`."""
    match ast.parse(apply_edits(piece.statement.source, piece.edits)).body:
        case [ast.Assign(targets=[ast.Name()], value=value) as node]:
            return _shape(node), _shape(ast.Return(value))
        case [node, *_]:
            return (_shape(node),)
    return ()


def _shape(node: ast.stmt) -> str:
    """The tree as text; blanks in docstrings don't count, since the formatter changes them."""
    return " ".join(ast.dump(node).replace("\\n", " ").split())


def span_of(node: ast.stmt) -> Span:
    """Lines of a statement, decorators included."""
    decorators = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)]), node.end_lineno or node.lineno
