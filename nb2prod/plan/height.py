"""How many lines a statement takes once black has written it, without asking black.

Black leaves what fits on a line there, breaks an expression at its last pair of brackets, and where their contents do
not fit either, gives each element a line of its own (The Black code style: *How Black wraps lines*).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

# Columns that a line of a function's body has, and the indentation of what is inside of brackets.
FITS = 84
INDENT = 4
# Lines with long texts and comments stay as they are, whatever their width.
_AS_IS = re.compile(r"\"{3}|'{3}|#")
# Columns that a value takes which a call gains (`rate=rate, `), and how many values stand on one line.
GAINED, MANY_GIVEN = 14, 5
# A chain of so many calls is broken before each dot.
CHAIN = 2


def written_lines(source: str, node: ast.stmt | None) -> int:
    """Estimate the lines of a statement as black writes it.

    Args:
        source: Its source.
        node: Its syntax tree, with offsets in the source.
    """
    if len(source) <= FITS and "\n" not in source:  # as most
        return 1
    lines = source.split("\n")
    if node is None:
        return len(lines)
    try:
        added = sum(_added(part, lines) for part in _simple(node))
    except RecursionError:
        # Nested that deeply, it is data or was generated, and its lines are as good an estimate.
        return len(lines)
    return max(1, len(lines) + added)


class BlockLines:
    """Estimates the lines of groups of statements of one text; each statement belongs to many groups."""

    def __init__(self, source: str) -> None:
        """Begin.

        Args:
            source: The text that holds the statements.
        """
        self._lines = source.split("\n")
        self._known: dict[int, int] = {}

    def of(self, nodes: Sequence[ast.stmt]) -> int:
        """Estimate the lines of consecutive statements of a block as black writes them.

        Args:
            nodes: Their syntax trees, with offsets in the text.
        """
        own = (nodes[-1].end_lineno or nodes[-1].lineno) - nodes[0].lineno + 1
        return own + sum(map(self._beyond, nodes))

    def _beyond(self, node: ast.stmt) -> int:
        """Lines that a statement takes beyond those of the text."""
        if id(node) not in self._known:
            self._known[id(node)] = sum(_added(part, self._lines) for part in _simple(node))
        return self._known[id(node)]


def lengthened_lines(source: str, node: ast.stmt, added: Mapping[str, int]) -> int:
    """Estimate the lines that calls in a statement take beyond those of now when they pass more values.

    Args:
        source: The statement's source.
        node: Its syntax tree.
        added: Functions, with the values that each call of them gains.
    """
    found = 0
    for call in ast.walk(node):
        match call:
            case ast.Call(func=ast.Name(id=name)) if name in added:
                given = len(_given(call)) + added[name]
                line = source.split("\n")[call.lineno - 1]
                if call.lineno == call.end_lineno and len(line) + added[name] * GAINED > FITS:
                    found += 2 if given <= MANY_GIVEN else 1 + given
    return found


def expression_lines(node: ast.expr) -> int:
    """Estimate the lines of an expression that begins a line of its own as black writes it.

    Args:
        node: Its syntax tree.
    """
    if isinstance(node, ast.Constant):
        return (node.end_lineno or node.lineno) - node.lineno + 1
    return _height(node, INDENT)


def _simple(node: ast.stmt) -> Iterator[ast.stmt]:
    """Simple statements in a statement; headers of compound ones are taken as they are."""
    bodies = [getattr(node, field, []) for field in ("body", "orelse", "finalbody")]
    bodies += [h.body for h in getattr(node, "handlers", [])]
    inner = [s for body in bodies if isinstance(body, list) for s in body if isinstance(s, ast.stmt)]
    if not inner:
        yield node
    for part in inner:
        yield from _simple(part)


def _added(node: ast.stmt, lines: Sequence[str]) -> int:
    """Lines that a simple statement takes beyond those of its source."""
    end = node.end_lineno or node.lineno
    own = lines[node.lineno - 1 : end]
    if (len(own) == 1 and len(own[0]) <= FITS) or any(map(_AS_IS.search, own)):
        return 0
    parts = [n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)]
    widths = [_width(p) for p in parts]
    if not parts or node.col_offset + sum(widths) + 3 * (len(parts) - 1) <= FITS:
        return 1 - len(own)
    return _broken(parts[widths.index(max(widths))], node.col_offset) - len(own)


def _width(node: ast.expr) -> int:
    """Columns of an expression on one line, with the spaces that black puts behind commas."""
    if node.lineno == node.end_lineno:
        parts = _parts(node)
        return max((node.end_col_offset or 0) - node.col_offset, sum(map(_width, parts)) + 2 * len(parts))
    found = _operands(node) if isinstance(node, ast.BinOp) else ast.iter_child_nodes(node)
    inner = [n for n in found if isinstance(n, ast.expr | ast.keyword | ast.comprehension)]
    return 2 + sum(2 + (_width(n) if isinstance(n, ast.expr) else _keyword_width(n)) for n in inner)


def _keyword_width(node: ast.keyword | ast.comprehension) -> int:
    if isinstance(node, ast.keyword):
        return len(node.arg or "**") + 1 + _width(node.value)
    return 8 + _width(node.target) + _width(node.iter) + sum(4 + _width(i) for i in node.ifs)


def _height(node: ast.expr | ast.keyword | ast.comprehension, indent: int) -> int:
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    width = _width(node) if isinstance(node, ast.expr) else _keyword_width(node)
    if indent + width + 1 <= FITS:
        return 1
    return _broken(node.value if isinstance(node, ast.keyword) else node, indent)


def _broken(node: ast.expr, indent: int) -> int:
    """Lines of an expression that does not fit on one."""
    inside = indent + INDENT
    match node:
        case ast.Call() if len(links := _links(node)) >= CHAIN:
            return 3 + sum(_block(call, inside + INDENT) for call in links)
        case ast.Call(func=ast.Attribute(value=receiver)) if indent + _width(node.func) > FITS or not _given(node):
            return _broken(receiver, indent)
        case ast.Call():
            return 2 + _elements(_given(node), inside)
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            return 2 + _elements(_parts(node), inside)
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
            return 2 + _elements([node.elt, *node.generators], inside)
        case ast.DictComp():
            return 2 + _elements([node.value, *node.generators], inside)
        case ast.BinOp() | ast.BoolOp() | ast.Compare() | ast.IfExp():
            return 2 + sum(_height(o, inside) for o in _operands(node))
        case ast.Subscript(value=value, slice=index):
            return 2 + _height(index, inside) if _width(index) > INDENT else _broken(value, indent)
        case ast.Attribute(value=value) | ast.Await(value=value) | ast.Starred(value=value):
            return _broken(value, indent)
    return 1


def _parts(node: ast.expr) -> list[ast.expr]:
    """Elements of a display; nothing for another expression."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return node.elts
    return node.values if isinstance(node, ast.Dict) else []


def _operands(node: ast.expr) -> list[ast.expr]:
    """Operands, each of which gets a line: `a + b - c` has three, though its tree is two deep."""
    last: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.left, ast.BinOp):
        last.append(node.right)
        node = node.left
    return [*(n for n in ast.iter_child_nodes(node) if isinstance(n, ast.expr)), *reversed(last)]


def _elements(parts: Sequence[ast.expr | ast.keyword | ast.comprehension], indent: int) -> int:
    """Lines inside of brackets: one if all fit on it, else one or more for each."""
    width = sum(2 + (_width(p) if isinstance(p, ast.expr) else _keyword_width(p)) for p in parts) - 2
    return 1 if indent + width <= FITS else sum(_height(p, indent) for p in parts)


def _block(call: ast.Call, indent: int) -> int:
    """Lines of a call that does not fit on one."""
    given = _given(call)
    if not given:
        return 1
    width = 2 + sum(2 + (_width(p) if isinstance(p, ast.expr) else _keyword_width(p)) for p in given)
    own = width + (len(call.func.attr) + 1 if isinstance(call.func, ast.Attribute) else _width(call.func))
    return 1 if indent + own <= FITS else 2 + _elements(given, indent + INDENT)


def _given(call: ast.Call) -> list[ast.expr | ast.keyword]:
    return [*call.args, *call.keywords]


def _links(node: ast.expr) -> list[ast.Call]:
    """Calls of a chain of methods, the first left out: `df.groupby(…).mean().plot(…)` has three."""
    found: list[ast.Call] = []
    while True:
        match node:
            case ast.Call(func=ast.Attribute(value=receiver)):
                found.append(node)
                node = receiver
            case ast.Attribute(value=receiver) | ast.Subscript(value=receiver):
                node = receiver
            case _:
                return found
