"""`return clean(df)` in the place of `df = clean(df)` and `return df`, where a step can't tell the two apart."""

from __future__ import annotations

import ast
import re

from nb2prod.facts.tree import descendants
from nb2prod.plan.edits import apply_edits
from nb2prod.plan.model import Function, Piece

# Calls that see the variables of the function which makes them.
_LOOKS = re.compile(r"\b(?:locals|vars|dir|eval|exec|globals|query|currentframe|_getframe|getframe|stack)\b")
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda, ast.GeneratorExp)


def folded_return(function: Function) -> str:
    """The last statement of a step as its `return`.

    A function or generator inside of the step may read the variable later, and some calls see all variables: then it
    has to stay.

    Args:
        function: The step.

    Returns:
        Source of the `return`; empty where the last statement does not just bind the one name that is returned.
    """
    if len(function.returns) != 1 or not function.pieces or function.expects_error:
        return ""
    last, name = function.pieces[-1], function.returns[0].name
    if last.after or last.statement.trailing_comment or not isinstance(last.statement.node, ast.Assign):
        return ""
    text = apply_edits(last.statement.source, last.edits)
    value = _assigned(text, name)
    if not value or any(_keeps(piece, name) for piece in function.pieces):
        return ""
    return f"return {value}"


def _assigned(text: str, name: str) -> str:
    """Source of what an assignment to the name gives it; empty for any other statement."""
    try:
        body = ast.parse(text).body
    except SyntaxError:
        return ""
    match body:
        case [ast.Assign(targets=[ast.Name(id=target)], value=value)] if target == name:
            found = re.match(rf"{re.escape(name)}\s*=\s*", text)
            rest = text[found.end() :] if found else ""
            return rest if _is_same(rest, value) else ""
    return ""


def _is_same(text: str, value: ast.expr) -> bool:
    try:
        body = ast.parse(f"return {text}").body
    except SyntaxError:
        return False
    match body:
        case [ast.Return(value=ast.expr() as returned)]:
            return ast.dump(returned) == ast.dump(value)
    return False


def _keeps(piece: Piece, name: str) -> bool:
    """Whether a statement may read the variable by another way than by its name where it stands."""
    node = piece.statement.node
    if node is None or _LOOKS.search(piece.statement.source):
        return True
    inner = [n for n in descendants(node) if isinstance(n, _SCOPES)]
    return any(isinstance(n, ast.Name) and n.id == name for scope in inner for n in descendants(scope))
