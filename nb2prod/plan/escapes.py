"""Whether a statement hands code of the notebook to what keeps it out of sight and may run it whenever it likes.

`atexit.register(bye)`, `pd.options.display.float_format = lambda x: fmt % x`, `Thread(target=work)`: from then on every
statement may run it. An object that the notebook holds itself is in sight: what it carries is followed by its name.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from nb2prod.facts.chains import dotted
from nb2prod.facts.consumers import USING_UP, name_of
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
_STARTING = frozenset({"Thread", "Timer", "Process", "ThreadPoolExecutor", "finalize"})


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known of names when code may escape through them.

    Attributes:
        is_imported: Whether a name stands for an import.
        functions: Names of functions and classes of the notebook.
    """

    is_imported: Callable[[str], bool]
    functions: frozenset[str]

    def escapes(self, unit: Unit, holders: Collection[str], captured: Collection[str] = ()) -> bool:
        """Whether code escapes from sight.

        Args:
            unit: The statement.
            holders: Names that hold the code.
            captured: Names that lambdas and generators of the statement read, if these are the code that is asked for.
        """
        definition, node = unit.facts.definition, unit.statement.node
        if node is None or not (holders or captured):
            return False
        if definition is not None:
            return definition.name in holders and any(map(self._registers, definition.decorators))
        if not captured and unit.facts.reads.isdisjoint(holders):
            return False
        return any(self._keeps(part, unit, holders, captured) for part in descendants(node))

    def _registers(self, decorator: str) -> bool:
        first, last = decorator.partition(".")[0], decorator.rpartition(".")[2]
        return self.is_imported(first) and first not in SAFE_DECORATORS and last not in SAFE_DECORATORS

    def _keeps(self, part: ast.AST, unit: Unit, holders: Collection[str], captured: Collection[str]) -> bool:
        match part:
            case ast.Call(func=ast.Name(id="setattr"), args=[target, _, value]):
                return self._is_outside(target) and self._carries(value, holders, captured)
            case ast.Call(func=function):
                given = [*part.args, *(k.value for k in part.keywords)]
                if not self._is_outside(function) or not any(self._carries(g, holders, captured) for g in given):
                    return False
                return _keeps_arguments(part, unit)
            case ast.Assign(targets=targets, value=value):
                stored = [t for t in targets if isinstance(t, ast.Attribute | ast.Subscript)]
                return any(map(self._is_outside, stored)) and self._carries(value, holders, captured)
        return False

    def _is_outside(self, node: ast.expr) -> bool:
        """Whether an expression starts at an import; environment variables are texts, whatever is put there."""
        text = dotted(node.value if isinstance(node, ast.Subscript) else node)
        return self.is_imported(root_name(node) or "") and not text.endswith("environ")

    def _carries(self, node: ast.expr, holders: Collection[str], captured: Collection[str]) -> bool:
        """Whether an expression gives code on, rather than running it: a function, a method of an object, a lambda."""
        called = {id(n.func) for n in descendants(node) if isinstance(n, ast.Call)}
        for found in descendants(node):
            match found:
                case ast.Name(id=name) if name in holders and name in self.functions and id(found) not in called:
                    return True
                case ast.Attribute(value=ast.Name(id=name)) if name in holders and id(found) not in called:
                    return True
                case ast.Lambda() | ast.GeneratorExp():
                    if any(isinstance(n, ast.Name) and n.id in captured for n in descendants(found)):
                        return True
        return False


def _keeps_arguments(call: ast.Call, unit: Unit) -> bool:
    name = name_of(call)
    if name in USING_UP:
        return False
    if name in _STARTING:
        return True
    if name[:1].isupper():
        return False  # an object that holds the code, which is followed by its name
    if any(c.startswith("<") and not c.startswith(_AT_ONCE) for c in unit.effects.mutates):
        return True
    # What a call gives back may hold the code; where nobody takes it, the code was given for its own sake.
    taken = isinstance(unit.statement.node, ast.Assign) and unit.statement.node.value is call
    said = (dotted(call.func), f".{name}")
    return not taken and any(u == said[0] or u.endswith(said[1]) for u in unit.effects.unknown)


def functions_of(units: Sequence[Unit]) -> frozenset[str]:
    """Names of functions and classes that the notebook defines, lambdas included."""
    found: set[str] = set()
    for unit in units:
        if unit.facts.definition is not None:
            found.add(unit.facts.definition.name)
        match unit.statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda() | ast.Call(func=ast.Name(id="partial"))):
                found.add(name)
    return frozenset(found)
