"""What a step surely prints: the literal parts of what it is told to print."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.render.tests_of.properties.model import Case, Claim, straight
from nb2prod.render.tests_of.properties.said import imports_of

SHORTEST = 2
LONGEST = 60


def prints(case: Case) -> Iterator[Claim]:
    """Claim that the literal texts of its `print` statements come out, in their order.

    Args:
        case: The step.

    Yields:
        One claim, if there are any.
    """
    if "print" in case.bound:
        return
    statements = [s for s in straight(case.node.body) if _is_print(s)]
    texts = list(dict.fromkeys(t for s in statements for t in _printed(s)))
    values = list(dict.fromkeys(v for s in statements for v in _values(s, case)))
    if not statements and not case.prints:
        return
    lines = ["printed = capsys.readouterr().out"]
    lines += [f"assert {t!r} in printed" for t in texts[:1] if len(texts) == 1]
    lines += [f"for label in {texts!r}:", "    assert label in printed"] if len(texts) > 1 else []
    lines += [f"assert str({v}) in printed" for v in values]
    lines += ["assert printed.strip()"] if not texts and not values else []
    says = "prints its labels" if texts else "prints what it is given" if values else "prints something"
    yield Claim(
        says, tuple(lines), imports=frozenset({"import pytest"}) | imports_of(lines), fixtures=frozenset({CAPSYS})
    )


def _is_print(statement: ast.stmt) -> bool:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=[_, *_], keywords=keywords)):
            return not any(k.arg in (None, "file", "end", "sep") for k in keywords)
    return False


def _values(statement: ast.stmt, case: Case) -> Iterator[str]:
    """Values that are printed, said with the variables of the test."""
    match statement:
        case ast.Expr(value=ast.Call(args=parts)):
            for part in parts:
                text = case.expression(part)
                if text and len(text) <= LONGEST:
                    yield text


CAPSYS = "capsys: pytest.CaptureFixture[str]"


def _printed(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.Expr(value=ast.Call(func=ast.Name(id="print"), args=parts)):
            for part in parts:
                yield from _texts(part)


def _texts(part: ast.expr) -> Iterator[str]:
    """Texts that an expression's text surely holds."""
    match part:
        case ast.Constant(value=str(text)):
            found = [text]
        case ast.JoinedStr(values=values):
            found = [str(v.value) for v in values if isinstance(v, ast.Constant)]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            found = _between_fields(text)
        case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()):
            found = _between_percents(text)
        case _:
            found = []
    yield from (stripped for text in found if len(stripped := text.strip()) >= SHORTEST)


def _between_fields(text: str) -> list[str]:
    import string

    try:
        return [literal for literal, *_ in string.Formatter().parse(text)]
    except ValueError:
        return []


def _between_percents(text: str) -> list[str]:
    return [text.partition("%")[0]] if "%%" not in text else []
