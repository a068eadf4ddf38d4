"""Steps, definitions and constants as source text."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nb2prod.knowledge import Knowledge
from nb2prod.notebook.indentation import INDENT, indent
from nb2prod.notebook.offsets import Offsets
from nb2prod.plan.model import Datum, Function, Hoisted, Parameter, ParameterKind, Piece, Substep
from nb2prod.render.annotations import Surroundings, annotate, annotate_many
from nb2prod.render.arguments import argument_facts, result_facts
from nb2prod.render.docstrings import GOOGLE, Docstring, Entry, docstring_lines
from nb2prod.render.raised import errors_of
from nb2prod.render.returning import folded_return
from nb2prod.render.source import piece_lines, piece_text
from nb2prod.render.words import author_sentence, describe_cells, summary_of, summary_of_part

EXPECTED = "the notebook expects this cell to fail"


def function_text(
    function: Function, knowledge: Knowledge, around: Surroundings, style: str = GOOGLE
) -> tuple[str, frozenset[str]]:
    """Write a step.

    Args:
        function: The step.
        knowledge: The tables, for annotations.
        around: What its module binds.
        style: Style of its docstring.

    Returns:
        Its source, and the imports that its annotations need.
    """
    signature, imports = _signature(function, knowledge, around)
    content = docstring_of(function, _types(function, knowledge, around))
    body = [*docstring_lines(content, style), *function.prologue]
    folded = folded_return(function)
    code = body_text(without_told(function.pieces, content), folded)
    if function.expects_error:
        failing = f"try:\n{indent(code or 'pass')}\nexcept BaseException:  # {EXPECTED}\n{INDENT}pass"
        body.append(failing)
    elif code:
        body.append(code)
    if function.returns and not folded:
        body.append(f"return {', '.join(r.name for r in function.returns)}")
    word = "async def" if function.awaits else "def"
    parts = [_substep_text(s, function, knowledge, around) for s in reversed(function.substeps)]
    imports |= frozenset(i for _, more in parts for i in more)
    own = f"{word} {function.name}{signature}:\n{indent(chr(10).join(body))}\n"
    return "\n".join([own, *(text for text, _ in parts)]), imports


def _substep_text(
    part: Substep, function: Function, knowledge: Knowledge, around: Surroundings
) -> tuple[str, frozenset[str]]:
    """Write what a step calls for a part of a long statement."""
    notes = [annotate(p.guess, knowledge, around) for p in part.parameters]
    typed = [f"{p.name}: {n[0]}" if n else p.name for p, n in zip(part.parameters, notes, strict=True)]
    lines = [*docstring_lines(Docstring(summary_of_part(part, function.name))), part.text]
    lines += [f"return {', '.join(part.returns)}"] if part.returns else []
    text = f"def {part.name}({', '.join(typed)}):\n{indent(chr(10).join(lines))}\n"
    return text, frozenset(i for n in notes if n for i in n[1])


def without_told(pieces: Sequence[Piece], content: Docstring) -> tuple[Piece, ...]:
    """Statements without the comment that the docstring tells already.

    Args:
        pieces: The statements.
        content: The docstring.
    """
    if not pieces:
        return ()
    first, *rest = pieces
    told = {content.summary, *content.notes}
    comments = tuple(c for c in first.statement.comments if author_sentence(c.lstrip("#! ").strip()) not in told)
    return (replace(first, statement=replace(first.statement, comments=comments)), *rest)


def body_text(pieces: Sequence[Piece], last: str = "") -> str:
    """Statements one below the other, an empty line where a new cell begins.

    Args:
        pieces: The statements.
        last: What stands in the place of the last one, if it is not written as it is.
    """
    parts: list[str] = []
    cell = pieces[0].statement.id.cell if pieces else 0
    for piece in pieces:
        if piece.statement.id.cell != cell:
            parts.append("")
            cell = piece.statement.id.cell
        lines = [*piece.statement.comments, *piece.before, last] if last and piece is pieces[-1] else piece_lines(piece)
        parts.append("\n".join(lines))
    return "\n".join(parts)


def is_keyword_only(parameter: Parameter, function: Function) -> bool:
    """Whether a parameter can be given by name only: options always, settings beside values."""
    has_values = any(p.kind is ParameterKind.VALUE for p in function.parameters)
    return parameter.kind is ParameterKind.OPTION or (parameter.kind is ParameterKind.SETTING and has_values)


def _signature(function: Function, knowledge: Knowledge, around: Surroundings) -> tuple[str, frozenset[str]]:
    imports: set[str] = set()
    positional: list[str] = []
    named: list[str] = []
    for parameter in function.parameters:
        note = annotate(parameter.guess, knowledge, around)
        imports |= set(note[1]) if note else set()
        text = f"{parameter.name}: {note[0]}" if note else parameter.name
        if parameter.default:
            text += f" = {parameter.default}" if note else f"={parameter.default}"
        (named if is_keyword_only(parameter, function) else positional).append(text)
    every = [*positional, *(["*"] if named else []), *named]
    result, more = annotate_many([r.guess for r in function.returns], knowledge, around)
    arrow = f" -> {result}" if result else ""
    return f"({', '.join(every)}){arrow}", frozenset(imports | more)


def _types(function: Function, knowledge: Knowledge, around: Surroundings) -> dict[str, str]:
    """Annotations of what a step takes and gives back, where they are known."""
    guesses = {r.name: r.guess for r in function.returns} | {p.name: p.guess for p in function.parameters}
    notes = {name: annotate(guess, knowledge, around) for name, guess in guesses.items()}
    return {name: note[0] for name, note in notes.items() if note}


def docstring_of(function: Function, types: Mapping[str, str]) -> Docstring:
    """What a step does, what it takes, gives back and raises, and where it comes from.

    Args:
        function: The step.
        types: Annotations of what it takes and gives back, by name.
    """
    summary, more = summary_of(function)
    told, gives = argument_facts(function), result_facts(function.returns)
    return Docstring(
        summary,
        notes=(*more, *function.notes),
        arguments=tuple(Entry(name, fact, types.get(name, "")) for name, fact in told.items()),
        returns=tuple(Entry(r.name, gives.get(r.name, ""), types.get(r.name, "")) for r in function.returns),
        raises=errors_of(function.pieces),
        source=describe_cells(function.cells),
    )


def hoisted_text(hoisted: Hoisted) -> str:
    """Write a definition or constant of the notebook."""
    text = piece_text(hoisted.piece)
    if not hoisted.local_imports:
        return f"{text}\n"
    return f"{with_local_imports(text, hoisted.local_imports)}\n"


def datum_text(datum: Datum) -> str:
    """Write a constant that holds what was long in a step."""
    try:
        ast.parse(datum.text, mode="eval")
    except SyntaxError:
        # Several texts on lines of their own: one only inside of brackets.
        return f"{datum.name} = ({datum.text})\n"
    return f"{datum.name} = {datum.text}\n"


def with_local_imports(text: str, imports: Sequence[str]) -> str:
    """Put imports at the start of a function's body, or of each method of a class, behind its docstring."""
    tree = ast.parse(text)
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    outer = [f for f in functions if not any(f is not g and f in ast.walk(g) for g in functions)]
    for function in sorted(outer, key=lambda f: f.lineno, reverse=True):
        text = _with_imports(function, text, imports)
    return text


def _with_imports(function: ast.FunctionDef | ast.AsyncFunctionDef, text: str, imports: Sequence[str]) -> str:
    offsets = Offsets(text)
    first = function.body[0]
    has_doc = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(function.body) > 1
    target = function.body[1] if has_doc else first
    line = min([target.lineno, *(d.lineno for d in getattr(target, "decorator_list", []))])
    start = offsets.at(line, 0)
    margin = text[start : offsets.at(target.lineno, target.col_offset)].rpartition("\n")[2]
    if not margin.strip():
        return text[:start] + "".join(f"{margin}{i}\n" for i in imports) + text[start:]
    # The body stands on the line of the header, or the first statement on that of the docstring.
    margin = " " * function.col_offset + INDENT
    begin, end = offsets.span(first)
    doc = [text[begin:end]] if has_doc else []
    parts = [text[:begin].rstrip(), *(margin + t for t in [*doc, *imports]), margin + text[offsets.span(target)[0] :]]
    return "\n".join(parts)
