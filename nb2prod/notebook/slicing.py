"""From the text of a cell to its statements, each with its own text, tree and comments."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.notebook.nodes import NODE_FIELDS

_LONG_LINE = 2000


@dataclass(frozen=True, slots=True)
class Slice:
    """One top-level statement, cut out of its cell.

    Attributes:
        source: Its text, decorators included.
        node: Its tree, with offsets in `source`.
        line: Line where it begins, 1-based.
        column: Column where it begins, in characters, 1-based.
        comments: Comment lines that stand before it.
        trailing_comment: Comment behind it on its last line.
        silenced: Whether a semicolon follows it.
    """

    source: str
    node: ast.stmt
    line: int
    column: int
    comments: tuple[str, ...]
    trailing_comment: str
    silenced: bool


def parse_python(text: str) -> ast.Module:
    """Parse the code of a cell, refusing what only the compiler refuses, such as a `return` outside a function.

    Args:
        text: Python, with line feeds as line ends.

    Returns:
        Its tree.

    Raises:
        SyntaxError: It is no Python that Jupyter would run.
    """
    try:
        tree = ast.parse(text)
        _check(text, tree)
    except SyntaxError:
        raise
    except RecursionError as error:
        raise SyntaxError("nested too deeply for Python's parser", ("<cell>", 1, 1, None)) from error
    except MemoryError as error:
        raise SyntaxError("too complex for Python's parser", ("<cell>", 1, 1, None)) from error
    except (ValueError, OverflowError, SystemError) as error:
        raise SyntaxError(str(error), ("<cell>", 1, 1, None)) from error
    return tree


def _check(text: str, tree: ast.Module) -> None:
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    if max(map(len, text.split("\n"))) > _LONG_LINE:
        # Jupyter compiles trees, which have a limit of depth that text has not:
        # `a + b + c + …` of a thousand terms.
        compile(tree, "<cell>", "exec", flags=flags, dont_inherit=True)
    try:
        # Compiling text costs a third of compiling a tree.
        compile(text, "<cell>", "exec", flags=flags, dont_inherit=True)
    except SyntaxError:
        # Jupyter compiles one statement at a time: `from __future__` may stand below other statements.
        for node in tree.body:
            compile(ast.Module([node], []), "<cell>", "exec", flags=flags, dont_inherit=True)


def slice_statements(text: str, tree: ast.Module) -> Iterator[Slice]:
    """Cut the text of a cell into its top-level statements.

    The nodes of `tree` are moved in place, so that their offsets are those of their own statement.

    Args:
        text: Python, with line feeds as line ends.
        tree: What `parse_python` made of it.

    Yields:
        The statements in order.
    """
    lines = text.split("\n")
    # The parser counts columns in bytes; for ASCII that is the same as characters.
    encoded = None if text.isascii() else [line.encode() for line in lines]
    last_line, last_column = 0, 0
    for node in tree.body:
        first, left, last, right = _extent(node, encoded)
        tail = lines[last][right:]
        source = _cut(lines, first, left, last, right)
        yield Slice(
            source=source,
            node=_moved(node, source, first, left),
            line=first + 1,
            column=left + 1,
            comments=_comments(lines, last_line, last_column, first),
            trailing_comment=_trailing_comment(tail),
            silenced=tail.lstrip().startswith(";"),
        )
        last_line, last_column = last, right


def _extent(node: ast.stmt, encoded: list[bytes] | None) -> tuple[int, int, int, int]:
    """Give first line, column there, last line and column there; lines and columns 0-based, in characters."""
    decorators = getattr(node, "decorator_list", None)
    first = (decorators[0].lineno if decorators else node.lineno) - 1
    last = (node.end_lineno or node.lineno) - 1
    left, right = node.col_offset, node.end_col_offset or 0
    if encoded is not None:
        left = len(encoded[first][:left].decode())
        right = len(encoded[last][:right].decode())
    return first, left, last, right


def _cut(lines: list[str], first: int, left: int, last: int, right: int) -> str:
    if first == last:
        return lines[first][left:right]
    return "\n".join((lines[first][left:], *lines[first + 1 : last], lines[last][:right]))


def _moved(node: ast.stmt, source: str, line: int, column: int) -> ast.stmt:
    """Give the node with offsets that count from the statement's own first character."""
    if column:
        # Only `a = 1; b = 2`, rare enough to parse again: columns on its first line change, others don't.
        return ast.parse(source).body[0]
    if line:
        _move_up(node, line)
    return node


def _move_up(node: ast.AST, by: int) -> None:
    # Half the price of parsing again and exact; `ast.increment_lineno` walks through two generators a node.
    todo: list[ast.AST] = [node]
    while todo:
        current = todo.pop()
        attributes = current.__dict__
        if "lineno" in attributes:
            attributes["lineno"] -= by
            attributes["end_lineno"] -= by
        for field in NODE_FIELDS[current.__class__]:
            value = attributes.get(field)
            if value.__class__ is list:
                todo += filter(None, value)
            elif value is not None:
                todo.append(value)


def _comments(lines: list[str], after: int, column: int, before: int) -> tuple[str, ...]:
    """Collect whole-line comments between the end of a statement and the line of the next."""
    start = after + 1 if column else after
    stripped = (line.strip() for line in lines[start:before])
    return tuple(line for line in stripped if line.startswith("#"))


def _trailing_comment(tail: str) -> str:
    rest = tail.lstrip(" \t;\f")
    return rest.rstrip() if rest.startswith("#") else ""
