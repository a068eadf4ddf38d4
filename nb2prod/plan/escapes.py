"""Whether a statement hands code of the notebook to what keeps it out of sight and may run it whenever it likes.

`atexit.register(bye)`, `pd.options.display.float_format = lambda x: fmt % x`, `Thread(target=work)`: from then on every
statement may run it. An object that the notebook holds itself is in sight: what it carries is followed by its name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection

from nb2prod.facts.consumers import CALLING, COLLECTING, name_of
from nb2prod.facts.tree import descendants
from nb2prod.facts.walk import root_name
from nb2prod.plan.unit import Unit

# Decorators that keep nothing of what they are given but in what they return.
SAFE_DECORATORS = frozenset(
    "property staticmethod classmethod functools dataclasses dataclass contextlib contextmanager abc abstractmethod "
    "typing numba jit njit vectorize lru_cache cache wraps cached_property total_ordering singledispatch tf torch jax "
    "enum unique overload tensorflow".split()
)
# Channels that are changed by what runs code at once, if it runs any.
_AT_ONCE = ("<files", "<random", "<stdout>", "<figures>", "<time>", "<display>")
# Classes whose instances run what they are given at a time of their own.
_STARTING = frozenset({"Thread", "Timer", "Process", "ThreadPoolExecutor"})
_CODE = (ast.Lambda, ast.GeneratorExp)


def escapes(
    unit: Unit, is_imported: Callable[[str], bool], holders: Collection[str], captured: Collection[str] = ()
) -> bool:
    """Whether code escapes from sight.

    Args:
        unit: The statement.
        is_imported: Whether a name stands for an import.
        holders: Names that hold the code.
        captured: Names that lambdas and generators of the statement read, if these are the code that is asked for.
    """
    definition, node = unit.facts.definition, unit.statement.node
    if node is None:
        return False
    if definition is not None:
        return definition.name in holders and any(_registers(d, is_imported) for d in definition.decorators)
    return any(_keeps(part, unit, is_imported, holders, captured) for part in descendants(node))


def _registers(decorator: str, is_imported: Callable[[str], bool]) -> bool:
    first, last = decorator.partition(".")[0], decorator.rpartition(".")[2]
    return is_imported(first) and first not in SAFE_DECORATORS and last not in SAFE_DECORATORS


def _keeps(
    part: ast.AST, unit: Unit, is_imported: Callable[[str], bool], holders: Collection[str], captured: Collection[str]
) -> bool:
    match part:
        case ast.Call(func=ast.Name(id="setattr"), args=[target, _, value]):
            return is_imported(root_name(target) or "") and _carries(value, holders, captured)
        case ast.Call(func=function):
            given = [*part.args, *(k.value for k in part.keywords)]
            if not is_imported(root_name(function) or "") or not any(_carries(g, holders, captured) for g in given):
                return False
            return _keeps_arguments(part, unit)
        case ast.Assign(targets=targets, value=value):
            stored = [t for t in targets if isinstance(t, ast.Attribute | ast.Subscript)]
            return any(is_imported(root_name(t) or "") for t in stored) and _carries(value, holders, captured)
    return False


def _keeps_arguments(call: ast.Call, unit: Unit) -> bool:
    name = name_of(call)
    if name in CALLING | COLLECTING:
        return False
    if name in _STARTING:
        return True
    if name[:1].isupper():
        return False  # an object that holds the code, which is followed by its name
    changed = {c for c in unit.effects.mutates if c.startswith("<") and not c.startswith(_AT_ONCE)}
    return bool(unit.effects.unknown or changed)


def _carries(node: ast.expr, holders: Collection[str], captured: Collection[str]) -> bool:
    """Whether an expression gives code on, rather than running it."""
    called = {id(n.func) for n in descendants(node) if isinstance(n, ast.Call)}
    for found in descendants(node):
        if isinstance(found, ast.Name) and found.id in holders and id(found) not in called:
            return True
        if isinstance(found, _CODE) and any(isinstance(n, ast.Name) and n.id in captured for n in descendants(found)):
            return True
    return False
