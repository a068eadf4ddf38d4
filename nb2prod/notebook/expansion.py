"""Python values inside shell lines and magics: `$name`, `{expression}`, `$$name`, as IPython fills them in."""

from __future__ import annotations

import ast
import builtins
import re
import string
from collections.abc import Iterator

from nb2prod.notebook.translation import Surroundings, quoted

_DOLLAR = re.compile(r"(.*?)\$(\$?[\w\.]+)(?=([^']*'[^']*')*[^']*$)")
_BUILTINS = frozenset(dir(builtins))


def is_plain(text: str, around: Surroundings) -> bool:
    """Tell whether IPython fills no value into a text."""
    return not any(part for _, part, _ in _parts(text, around))


def calls_something(text: str, around: Surroundings) -> bool:
    """Tell whether filling in the values runs code that could have an effect."""
    effects = (ast.Call, ast.NamedExpr, ast.Await)
    return any(
        isinstance(node, effects)
        for _, part, _ in _parts(text, around)
        if part
        for node in ast.walk(ast.parse(part.strip(), mode="eval"))
    )


def expanded(text: str, around: Surroundings) -> str:
    """Write the Python expression for a text with its values filled in.

    IPython fills in all values or none: where one can't be evaluated, such as `$HOME`, the shell gets the text as it
    is.

    Args:
        text: Text of a command or of arguments.
        around: The notebook around it.

    Returns:
        A string literal, an f-string, or a call.
    """
    parts = list(_parts(text, around))
    if not any(part for _, part, _ in parts):
        return quoted("".join(before for before, _, _ in parts))
    formatted = "".join(
        before.replace("{", "{{").replace("}", "}}") + _field(part, mark) for before, part, mark in parts
    )
    for quote in ('"', "'", '"""', "'''"):
        candidate = f"f{quote}{formatted}{quote}"
        if (
            "\\" not in formatted
            and quote not in formatted
            and "\n" not in formatted
            and _portable(candidate, parts, quote)
        ):
            return candidate
    pieces = (item for before, part, mark in parts for item in (quoted(before) if before else "", _call(part, mark)))
    return f'"".join([{", ".join(item for item in pieces if item)}])'


def _portable(candidate: str, parts: list[tuple[str, str, str]], quote: str) -> bool:
    # Before Python 3.12 an expression may not hold the quote around it.
    if any(quote[0] in part for _, part, _ in parts) or candidate[len(quote) + 1 :].endswith(quote[0] + quote):
        return False
    return _parses(candidate)


def _field(part: str, mark: str) -> str:
    if not part:
        return ""
    return "{" + (" " if part.startswith("{") else "") + part + (f"!{mark}" if mark else "") + "}"


def _call(part: str, mark: str) -> str:
    if not part:
        return ""
    function = {"r": "repr", "a": "ascii"}.get(mark, "")
    return f"{function}({part})" if function else f'format({part}, "")'


def _parts(text: str, around: Surroundings) -> list[tuple[str, str, str]]:
    """Give the literal text before each value, the value's expression, and its conversion."""
    if "$" not in text and "{" not in text and "}" not in text:
        return [(text, "", "")]
    try:
        parts = list(_fields(text))
    except ValueError:
        return [(text, "", "")]
    known = all(part is None or _is_known(part, around, braced=f"{{{part}" in text) for _, part, _ in parts)
    return [(before, part or "", mark or "") for before, part, mark in parts] if known else [(text, "", "")]


def _fields(text: str) -> Iterator[tuple[str, str | None, str | None]]:
    for before, field, specification, conversion in string.Formatter().parse(text):
        start, literal = 0, ""
        for match in _DOLLAR.finditer(before):
            if match[2].startswith("$"):
                literal += match[1] + match[2]
            else:
                yield literal + match[1], match[2], None
                literal = ""
            start = match.end()
        # Slices are allowed in place of a format: `{xs[1:2]}` arrives here cut at its colon.
        whole = f"{field}:{specification}" if field is not None and specification else field
        yield literal + before[start:], whole, conversion


def _is_known(expression: str, around: Surroundings, *, braced: bool) -> bool:
    """Whether the names of a value are bound; where any name may be, braces are not there for the shell."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    own = {node.id for node in names if isinstance(node.ctx, ast.Store)}
    read = {node.id for node in names} - own - _BUILTINS
    bound = around.bound().keys()
    return not read or read <= bound or (braced and "*" in bound)


def _parses(expression: str) -> bool:
    try:
        ast.parse(expression, mode="eval")
    except (SyntaxError, ValueError):
        return False
    return True
