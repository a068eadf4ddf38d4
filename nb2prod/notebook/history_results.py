"""A displayed result as a statement that gives it the names under which the notebook reads it."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from nb2prod.notebook.history_flow import Holder
from nb2prod.notebook.indentation import indent
from nb2prod.notebook.model import Statement

_NEVER_NONE = (
    ast.BinOp,
    ast.Compare,
    ast.Dict,
    ast.DictComp,
    ast.GeneratorExp,
    ast.JoinedStr,
    ast.Lambda,
    ast.List,
    ast.ListComp,
    ast.Set,
    ast.SetComp,
    ast.Tuple,
    ast.UnaryOp,
)
_CALLS = frozenset("abs bool dict divmod float int len list max min range repr round set sorted str sum tuple".split())
_METHODS = frozenset(
    "agg corr count describe groupby head isna isnull mean median nunique quantile round std sum tail value_counts "
    "var".split()
)


@dataclass(frozen=True, slots=True)
class Naming:
    """How the notebook's results get their names.

    Attributes:
        depth: How many of `_`, `__` and `___` it reads or binds.
        result: A name for a result that may be `None`.
        last: Names for what Jupyter has in `_`, `__` and `___` if the notebook may have bound them itself.
        defined: Names of the notebook's own functions.
    """

    depth: int
    result: str
    last: tuple[str, ...]
    defined: frozenset[str]


def may_be_none(node: ast.expr, defined: frozenset[str]) -> bool:
    """Whether an expression may have no value: Jupyter then shows nothing, and `_` stays what it was."""
    match node:
        case ast.Constant(value=value):
            return value is None
        case ast.Call(func=ast.Name(id=name)):
            return name not in _CALLS - defined
        case ast.Call(func=ast.Attribute(attr=name)):
            return name not in _METHODS - defined
    return not isinstance(node, _NEVER_NONE)


def named(statement: Statement, long: Sequence[str], holder: Holder | None, naming: Naming) -> str:
    """Source that names a result.

    Args:
        statement: The expression.
        long: `_3` and `Out[3]`, as far as the notebook reads them.
        holder: Whose value `_` has before; `None` if nobody reads it.
        naming: How results get their names.
    """
    node = statement.node
    assert isinstance(node, ast.Expr)
    source = statement.source
    if holder is Holder.NOTEBOOK or not naming.depth:
        holder = None
    dynamic = bool(naming.last) or (holder is not None and naming.depth > 1)
    if not may_be_none(node.value, naming.defined) and not dynamic:
        targets = [*long, *(["_"] if holder else [])]
        return " = ".join([*targets, source]) if targets else source
    after = [" = ".join([*long, naming.result])] if long else []
    after += _shifts(holder, naming)
    if not after:
        return source
    if may_be_none(node.value, naming.defined) or naming.last:
        value = f"({source})" if isinstance(node.value, ast.Tuple | ast.NamedExpr) else source
        return f"if ({naming.result} := {value}) is not None:\n{indent(chr(10).join(after))}"
    left = ["_" * n for n in range(naming.depth, 0, -1)]
    value = f"({naming.result} := ({source}))" if long else f"({source})"
    return f"{', '.join([*left, *long])} = {', '.join([*left[1:], value, *[naming.result] * len(long)])}"


def _shifts(holder: Holder | None, naming: Naming) -> list[str]:
    """Statements that give each short name the value of the one before it."""
    names = ["_" * n for n in range(1, naming.depth + 1)]
    last = naming.last or names
    lines = []
    if holder is not None:
        lines.append(f"{', '.join(names[::-1])} = {', '.join([*last[:-1][::-1], naming.result])}")
    if naming.last:
        if holder is Holder.EITHER:
            same = " and ".join(f"{n} is {k}" for n, k in zip(names, last, strict=True))
            lines = [f"if {same}:\n    {lines[0]}"]
        lines.append(f"{', '.join(last[::-1])} = {', '.join([*last[:-1][::-1], naming.result])}")
    return lines
