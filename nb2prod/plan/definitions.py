"""Where each function and class of the notebook goes.

A definition that needs nothing of the notebook but imports, constants and other definitions becomes one of a module. A
function that reads variables takes them as parameters, if every use of it is a plain call. What cannot be rewritten so
stays a closure: inside its step if what it reads is settled by then, else in the pipeline itself, where names are
rebound as the notebook rebinds them.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from nb2prod.facts.model import Definition
from nb2prod.flow import BUILTINS
from nb2prod.plan.imports import Imports
from nb2prod.plan.occurrences import Occurrence, occurrences
from nb2prod.plan.unit import Bindings, Unit
from nb2prod.plan.uses import Uses


class Placement(Enum):
    """Where a definition goes."""

    MODULE = "module"
    LOCAL = "local"
    PINNED = "pinned"


@dataclass(frozen=True, slots=True)
class Placed:
    """A definition with its place.

    Attributes:
        position: Position of its statement.
        definition: The definition.
        placement: Where it goes.
        name: Its name in the package; another one than the notebook's where the notebook defines it twice.
        extra: Variables of the notebook that it takes as parameters (a function at module level), or that it captures.
        reason: Why it does not go to a module.
        same_as: Position of an equal, earlier definition that stands for it.
    """

    position: int
    definition: Definition
    placement: Placement
    name: str
    extra: tuple[str, ...] = ()
    reason: str = ""
    same_as: int | None = None


SAFE_DECORATORS = frozenset(
    "property staticmethod classmethod functools dataclasses dataclass contextlib contextmanager abc abstractmethod "
    "typing numba jit njit vectorize lru_cache cache wraps cached_property total_ordering singledispatch tf torch jax "
    "enum unique overload tensorflow".split()
)
SAFE_CALLS = frozenset(
    "property staticmethod classmethod range dict list set tuple frozenset len super type object int float str bool "
    "bytes sorted min max sum abs round zip enumerate map filter namedtuple field auto TypeVar".split()
)


class Placer:
    """Works out the placement of all definitions by going on until nothing changes."""

    def __init__(
        self,
        units: Sequence[Unit],
        bindings: Bindings,
        imports: Imports,
        constants: Mapping[str, int],
        uses: Uses,
    ) -> None:
        self.uses = uses
        self.units = units
        self.bindings = bindings
        self.imports = imports
        self.constants = constants
        self.placed: dict[int, Placed] = {}
        self.versions: dict[str, list[int]] = {}
        self.calls: dict[str, list[tuple[int, Occurrence]]] = {}
        self.mentions_names = any(
            "__name__" in u.statement.source or "__qualname__" in u.statement.source for u in units
        )

    def run(self) -> dict[int, Placed]:
        """Place every definition.

        Returns:
            Position to placement, for every definition of the notebook.
        """
        self._candidates()
        for _ in range(len(self.placed) + 2):
            if not self._round():
                break
        return self.placed

    # --- what is known before the first round ------------------------------------------------------------------

    def _candidates(self) -> None:
        for unit in self.units:
            definition = unit.facts.definition
            if definition is None:
                continue
            self.versions.setdefault(definition.name, []).append(unit.position)
            start = Placed(unit.position, definition, Placement.MODULE, definition.name)
            self.placed[unit.position] = start
            if reason := self._obstacle(unit, definition):
                self.placed[unit.position] = replace(start, placement=Placement.LOCAL, reason=reason)
        for name, positions in self.versions.items():
            self._name_versions(name, positions)

    def _obstacle(self, unit: Unit, definition: Definition) -> str:
        """Why a definition cannot go to a module whatever else is found; empty if nothing speaks against it."""
        name = definition.name
        if any(self.units[p].facts.definition is None for p in self.bindings.binders.get(name, ())):
            return f"the notebook binds `{name}` to other values too"
        if name in self.bindings.global_writes:
            return f"a function rebinds `{name}`"
        if unit.statement.expects_error:
            return "its cell is expected to raise"
        if definition.dynamic & {"globals", "exec"}:
            return "it looks names up by text"
        if unit.facts.may_bind - {name}:
            return "its header binds other names"
        if self._used_too_early(name, unit.position):
            return f"the notebook uses `{name}` before it defines it"
        if not self._safe_to_move(unit, definition):
            return "defining it has effects of its own"
        return ""

    def _used_too_early(self, name: str, position: int) -> bool:
        """Whether something that runs before the first definition of a name needs it."""
        if position != self.bindings.binders[name][0]:
            return False
        early = self.bindings.readers.get(name, ())
        return bool(early) and early[0] < position and self.units[early[0]].facts.definition is None

    def _safe_to_move(self, unit: Unit, definition: Definition) -> bool:
        if unit.effects.mutates or definition.global_writes & definition.eager:
            return False
        for decorator in definition.decorators:
            first, last = decorator.partition(".")[0], decorator.rpartition(".")[2]
            if first not in SAFE_DECORATORS and last not in SAFE_DECORATORS and not self._plain_wrapper(first):
                return False
        if definition.kind == "class" and any(self._reacts(n) for n in definition.eager):
            return False
        return all(self._safe_call(c, definition) for c in definition.eager_calls)

    def _safe_call(self, path: str, definition: Definition) -> bool:
        first, last = path.partition(".")[0], path.rpartition(".")[2]
        if path in definition.decorators or first in SAFE_CALLS or last in SAFE_CALLS:
            return True
        return self.imports.binds(first) or ("." not in path and self._plain_wrapper(first))

    def _plain_wrapper(self, name: str) -> bool:
        """Whether a function of the notebook does nothing when it is called but build and return another one."""
        nodes = [self.units[p].statement.node for p in self.bindings.binders.get(name, ())]
        return bool(nodes) and all(isinstance(n, ast.FunctionDef) and _only_builds(n) for n in nodes)

    def _reacts(self, name: str) -> bool:
        """Whether a class of the notebook runs code when another one is derived from it."""
        nodes = [self.units[p].statement.node for p in self.bindings.binders.get(name, ())]
        hooks = {"__init_subclass__", "__set_name__", "__new__", "__prepare__"}
        return any(
            isinstance(n, ast.ClassDef)
            and any(isinstance(b, ast.FunctionDef) and b.name in hooks for b in n.body)
            and (
                any(isinstance(b, ast.FunctionDef) and b.name != "__new__" and b.name in hooks for b in n.body)
                or _is_meta(n)
            )
            for n in nodes
        )

    def _name_versions(self, name: str, positions: list[int]) -> None:
        """Give each version of a definition a name of its own; equal ones become one."""
        if len(positions) == 1:
            return
        first_text: dict[str, int] = {}
        count = 0
        for position in positions:
            text = ast.dump(self.units[position].statement.node or ast.Pass())
            same = text in first_text and self._stateless(name, position)
            if same and self.placed[position].placement is Placement.MODULE:
                origin = first_text[text]
                self.placed[position] = replace(self.placed[position], same_as=origin, name=self.placed[origin].name)
                continue
            first_text.setdefault(text, position)
            count += 1
            if count > 1 and self.placed[position].placement is Placement.MODULE:
                fresh = f"{name}_{count}"
                while fresh in self.bindings.binders:
                    fresh += "_"
                self.placed[position] = replace(self.placed[position], name=fresh)
        if count > 1 and (self.mentions_names or self._ambiguous(name, positions)):
            for position in positions:
                self._demote(position, "the notebook defines it more than once and uses both through one name")

    def _stateless(self, name: str, position: int) -> bool:
        """Whether defining it again makes no difference: a plain function that keeps nothing between calls."""
        node = self.units[position].statement.node
        if not isinstance(node, ast.FunctionDef) or node.decorator_list:
            return False
        kept = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
        simple = all(isinstance(d, ast.Constant | ast.Name | ast.UnaryOp) for d in kept)
        return simple and not any(f"{name}." in u.statement.source for u in self.units)

    def _ambiguous(self, name: str, positions: list[int]) -> bool:
        """Whether some function that mentions the name is used under two of its versions."""
        for other, free in self.bindings.late.items():
            if name not in free:
                continue
            seen = {self.version_at(positions, u) for u in self.uses.of(other)}
            if len(seen) > 1 or (other == name and len(positions) > 1):
                return True
        return any(name in u.facts.captures and self._outlives(u, positions) for u in self.units)

    def _outlives(self, unit: Unit, positions: list[int]) -> bool:
        """Whether code that a statement keeps is still used when another version has come."""
        held = unit.binds | unit.facts.changes | {n for n in unit.effects.mutates if not n.startswith("<")}
        later = self.uses.through(held, unit.position + 1)
        return len({self.version_at(positions, u) for u in [unit.position, *later]}) > 1

    @staticmethod
    def version_at(positions: Sequence[int], use: int) -> int:
        """Position of the version that a use sees: the last one before it, or the first if there is none."""
        before = [p for p in positions if p < use]
        return before[-1] if before else positions[0]

    def _collect_calls(self) -> None:
        names = frozenset(self.versions)
        for unit in self.units:
            facts = unit.facts
            mentioned = facts.reads | (
                facts.definition.free | facts.definition.eager if facts.definition else frozenset()
            )
            if unit.statement.node is not None and mentioned & names:
                for found in occurrences(unit.statement.node, names):
                    self.calls.setdefault(found.name, []).append((unit.position, found))

    # --- rounds ------------------------------------------------------------------------------------------------

    def is_variable(self, name: str) -> bool:
        """Whether a name is a value that travels through the pipeline, as things stand."""
        if name in self.constants or self.imports.binds(name):
            return False
        if name in self.versions:
            return any(self.placed[p].placement is not Placement.MODULE for p in self.versions[name])
        return name in self.bindings.binders or name in self.bindings.global_writes

    def _round(self) -> bool:
        changed = False
        for position in list(self.placed):
            placed = self.placed[position]
            if placed.placement is Placement.PINNED:
                continue
            fresh = self._judge(placed)
            changed |= fresh != placed
            self.placed[position] = fresh
        return changed

    def _judge(self, placed: Placed) -> Placed:
        definition = placed.definition
        if definition.global_writes:
            return self._pinned(placed, f"it rebinds `{min(definition.global_writes)}` of the notebook")
        if placed.placement is Placement.MODULE and self._has_other_kind(placed):
            return self._as_local(replace(placed, reason="the notebook defines it more than once"))
        if placed.placement is Placement.MODULE:
            bad = [n for n in sorted(definition.eager) if not self._ready(n, placed.position)]
            if bad:
                return self._as_local(replace(placed, reason=f"its header needs `{bad[0]}`"))
        extra = self._extra(placed)
        if placed.placement is Placement.LOCAL:
            return self._as_local(replace(placed, extra=extra))
        if not extra:
            return replace(placed, extra=())
        if reason := self._not_threadable(placed, extra):
            return self._as_local(replace(placed, extra=extra, reason=reason))
        return replace(placed, extra=extra)

    def _has_other_kind(self, placed: Placed) -> bool:
        """Whether another version of the same name is a value of the pipeline: then all of them are."""
        versions = self.versions[placed.definition.name]
        return any(self.placed[p].placement is not Placement.MODULE for p in versions)

    def _ready(self, name: str, position: int) -> bool:
        """Whether a name that a header needs is there when the module is loaded."""
        if name in self.imports.late or self.is_variable(name):
            return False
        if name in self.versions:
            own = [p for p in self.versions[name] if p < position]
            return bool(own) and not self.placed[self.version_at(self.versions[name], position)].extra
        return (
            name in self.constants or self.imports.binds(name) or name in BUILTINS or name not in self.bindings.binders
        )

    def _extra(self, placed: Placed) -> tuple[str, ...]:
        found = {n for n in placed.definition.free if self.is_variable(n)}
        if placed.placement is not Placement.MODULE:
            found |= {n for n in placed.definition.eager if self.is_variable(n)}
        for name in placed.definition.free:
            for position in self.versions.get(name, ()):
                other = self.placed[position]
                if other.placement is Placement.MODULE:
                    found |= set(other.extra)
        own = placed.definition.name
        rebound = len(self.bindings.binders.get(own, ())) > 1 and placed.placement is not Placement.MODULE
        return tuple(sorted(found if rebound else found - {own}))

    def _not_threadable(self, placed: Placed, extra: tuple[str, ...]) -> str:
        definition = placed.definition
        name = definition.name
        if definition.decorators:
            return "its decorator would see the parameters that it gained"
        if definition.kind != "function":
            return f"its methods read `{extra[0]}` of the notebook"
        for variable in extra:
            if variable in self.bindings.global_writes:
                return f"it reads `{variable}`, which a function rebinds"
            if variable in BUILTINS:
                return f"it reads `{variable}`, which hides a built-in for a while"
            if (definition.delayed or variable in definition.nested) and not self.stable(variable, name):
                return f"code that outlives its call reads `{variable}`, which changes later"
        if not self.calls:
            self._collect_calls()
        for position, found in self.calls.get(name, ()):
            if reason := self._bad_use(position, found, extra):
                return reason
        return ""

    def _bad_use(self, position: int, found: Occurrence, extra: tuple[str, ...]) -> str:
        if found.call is None:
            return f"`{found.name}` is passed on as a value"
        unit = self.units[position]
        given = {k.arg for k in found.call.keywords}
        if given & {*extra, None}:
            return "a call may pass a keyword of the same name"
        if hidden := set(extra) & found.hidden:
            return f"where it is called `{min(hidden)}` means something else"
        if unit.facts.definition is not None:
            own = _parameters_of(unit.statement.node)
            return f"`{unit.facts.definition.name}` has its own `{min(own & set(extra))}`" if own & set(extra) else ""
        for variable in extra:
            binders = self.bindings.binders.get(variable, ())
            if not binders or binders[0] > position:
                return f"`{variable}` is bound after a call"
        return ""

    def stable(self, variable: str, name: str) -> bool:
        """Whether a variable keeps its value as long as a definition is in use."""
        if variable in self.bindings.global_writes:
            return False
        uses = self.uses.of(name)
        return not uses or all(b < uses[0] or b > uses[-1] for b in self.bindings.binders.get(variable, ()))

    def _as_local(self, placed: Placed) -> Placed:
        extra = placed.extra or self._extra(replace(placed, placement=Placement.LOCAL))
        uses = self.uses.of(placed.definition.name)
        place = uses[0] if uses else placed.position
        for variable in extra:
            if variable != placed.definition.name and not any(
                b < place for b in self.bindings.binders.get(variable, ())
            ):
                return self._pinned(placed, f"it reads `{variable}`, which is bound only after it is used")
            if not self.stable(variable, placed.definition.name):
                return self._pinned(placed, f"it reads `{variable}`, which changes while it is in use")
            if not self.bindings.binders.get(variable):
                return self._pinned(placed, f"it reads `{variable}`, which only another function binds")
        if placed.definition.dynamic & {"globals", "exec"}:
            return self._pinned(placed, "it looks names up by text")
        return replace(placed, placement=Placement.LOCAL, name=placed.definition.name, same_as=None)

    def _demote(self, position: int, reason: str) -> None:
        placed = self.placed[position]
        if placed.placement is Placement.MODULE:
            self.placed[position] = self._pinned(placed, reason)

    def _pinned(self, placed: Placed, reason: str) -> Placed:
        extra = self._extra(replace(placed, placement=Placement.PINNED))
        return replace(
            placed, placement=Placement.PINNED, name=placed.definition.name, reason=reason, same_as=None, extra=extra
        )


def _only_builds(node: ast.FunctionDef) -> bool:
    for part in node.body:
        match part:
            case ast.FunctionDef(decorator_list=decorators):
                if any(not _is_wraps(d) for d in decorators):
                    return False
            case ast.Return(value=ast.Name() | ast.Call(func=ast.Name(id="wraps"))) | ast.Expr(value=ast.Constant()):
                pass
            case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
                if any(isinstance(n, ast.Call) for n in ast.walk(value)):
                    return False
            case _:
                return False
    return True


def _is_wraps(node: ast.expr) -> bool:
    target = node.func if isinstance(node, ast.Call) else node
    return (isinstance(target, ast.Attribute) and target.attr == "wraps") or (
        isinstance(target, ast.Name) and target.id == "wraps"
    )


def _is_meta(node: ast.ClassDef) -> bool:
    return any(isinstance(b, ast.Name) and b.id == "type" for b in node.bases)


def _parameters_of(node: ast.stmt | None) -> set[str]:
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return set()
    arguments = node.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
    return {a.arg for a in every if a is not None}
