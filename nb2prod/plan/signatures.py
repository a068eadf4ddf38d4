"""Parameters that a function gains for what was global."""

from __future__ import annotations

import ast

from nb2prod.facts.scopes import defaults, parameters
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit


def add_parameters(
    node: ast.FunctionDef | ast.AsyncFunctionDef, source: str, variables: tuple[str, ...]
) -> tuple[Edit, ...]:
    """Add keyword-only parameters to a function.

    Args:
        node: The function.
        source: Its source.
        variables: Names of the parameters.

    Returns:
        One insertion.
    """
    if not variables:
        return ()
    offsets = Offsets(source)
    arguments = node.args
    star = "" if arguments.vararg or arguments.kwonlyargs else "*, "
    names = f"{star}{', '.join(variables)}"
    if arguments.kwarg is not None:
        place = source.rindex("**", 0, offsets.at(arguments.kwarg.lineno, arguments.kwarg.col_offset))
        return (Edit(place, place, f"{names}, "),)
    ends = _ends(arguments, offsets)
    if not ends:
        start = offsets.at(node.lineno, node.col_offset)
        place = source.index("(", source.index(node.name, start)) + 1
        return (Edit(place, place, names),)
    place = max(ends)
    if arguments.posonlyargs and not arguments.args and not arguments.kwonlyargs and not arguments.vararg:
        place = source.index("/", place) + 1
    return (Edit(place, place, f", {names}"),)


def _ends(arguments: ast.arguments, offsets: Offsets) -> list[int]:
    """Where each parameter and each default ends."""
    ends = [offsets.at(part.end_lineno or 1, part.end_col_offset or 0) for part in parameters(arguments)]
    return ends + [_past_brackets(offsets.source, offsets.span(default)[1]) for default in defaults(arguments)]


def _past_brackets(source: str, place: int) -> int:
    """End of a default that stands in brackets of its own: `f(a=(1))`.

    The parser's offsets leave such brackets out; those that close before a comma or the header's end belong to it.
    """
    depth, end = 0, place
    for position in range(place, len(source)):
        char = source[position]
        if char == ")":
            rest = source[position + 1 :].lstrip()
            if rest.startswith((",", ")")):
                depth, end = depth + 1, position + 1
                continue
            break
        if not char.isspace():
            break
    return end if depth else place
