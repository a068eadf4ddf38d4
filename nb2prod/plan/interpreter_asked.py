"""Code that asks whether it runs in a notebook: it did, so its answers are those that Jupyter gave.

`get_ipython()` gives nothing in a package.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from nb2prod.facts.tree import descendants
from nb2prod.plan.edits import Offsets
from nb2prod.plan.model import Edit
from nb2prod.plan.unit import Unit

if TYPE_CHECKING:
    from nb2prod.plan.lookup import Lookup

GETTER = "get_ipython"
SHELL = '"ZMQInteractiveShell"'


def asked_edits(unit: Unit, lookup: Lookup) -> list[Edit]:
    """Edits of a statement that asks for the interpreter.

    Args:
        unit: The statement.
        lookup: What names mean.
    """
    node, source = unit.statement.node, unit.statement.source
    if node is None or not lookup.interpreters or not any(n in source for n in lookup.interpreters):
        return []
    offsets = Offsets(source)
    return [Edit(*offsets.span(part), answer) for part, answer in _answers(node, lookup.interpreters)]


def interpreters(units: Sequence[Unit]) -> frozenset[str]:
    """Names that stand for the interpreter, and for what gives it; none where the notebook binds that itself."""
    if not any(GETTER in u.statement.source for u in units):
        return frozenset()
    given: set[str] = {GETTER}
    others: set[str] = set()
    for unit in units:
        match unit.statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if _gives(value):
                given.add(name)
            case ast.ImportFrom(module="IPython" | "IPython.core.getipython" | "IPython.core"):
                pass
            case _:
                others |= unit.binds
    return frozenset() if GETTER in others else frozenset(given - others)


def _gives(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == GETTER and not node.args


def _answers(node: ast.stmt, names: frozenset[str]) -> Iterator[tuple[ast.expr, str]]:
    """Parts of a statement that ask, with Jupyter's answer."""

    def there(part: ast.expr) -> bool:
        return _gives(part) or (isinstance(part, ast.Name) and part.id in names and part.id != GETTER)

    for part in descendants(node):
        match part:
            case ast.Compare(left=left, ops=[operator], comparators=[place]):
                if _compares(left, place, there):
                    yield part, str(isinstance(operator, ast.In | ast.IsNot | ast.NotEq))
            case ast.If(test=test) | ast.IfExp(test=test) | ast.UnaryOp(op=ast.Not(), operand=test):
                yield from [(test, "True")] if there(test) else ()
            case ast.Call(func=ast.Name(id="bool"), args=[value]):
                yield from [(part, "True")] if there(value) else ()
            case ast.Attribute(attr="__name__", value=ast.Attribute(attr="__class__", value=value)):
                yield from [(part, SHELL)] if there(value) else ()
            case ast.Attribute(attr="__name__", value=ast.Call(func=ast.Name(id="type"), args=[value])):
                yield from [(part, SHELL)] if there(value) else ()


def _compares(left: ast.expr, place: ast.expr, there: Callable[[ast.expr], bool]) -> bool:
    """Whether a comparison asks for the interpreter: with `None`, in its configuration, or in a scope by name."""
    match left, place:
        case _, ast.Constant(value=None):
            return there(left)
        case ast.Constant(value="IPKernelApp"), ast.Attribute(attr="config", value=value):
            return there(value)
        case ast.Constant(value="get_ipython"), ast.Call(func=ast.Name(id="globals" | "locals" | "dir" | "vars")):
            return True
    return False
