"""Names that the notebook defines more than once: which version is meant where.

Each version has a name of its own in the package, and where the notebook calls the function, it is plain which one it
means. A function that is used under two versions of another one takes it as a parameter.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from nb2prod.plan.placement import Scene, version_at
from nb2prod.plan.unit import Unit

# Decorators that only compile: what they make keeps nothing between calls.
COMPILING = frozenset("jit njit vectorize guvectorize".split())


@dataclass(frozen=True, slots=True)
class Version:
    """One of several definitions of a name.

    Attributes:
        name: What it is called in the package.
        same_as: Position of an equal, earlier one that stands for it.
    """

    name: str
    same_as: int | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """How the definitions of one name relate.

    Attributes:
        by_position: Each version.
        mixed: Functions that are used under more than one of them.
        kept: Whether one of them may still run when another one has come, so that no text says which is meant.
    """

    by_position: Mapping[int, Version]
    mixed: frozenset[str] = frozenset()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Versioner:
    """Works out the versions of names.

    Attributes:
        scene: What it is decided on.
        positions: For each name the positions of its definitions.
        movable: Positions of definitions that nothing keeps out of a module.
    """

    scene: Scene
    positions: Mapping[str, Sequence[int]]
    movable: frozenset[int]
    equal: dict[str, bool] = field(default_factory=dict, repr=False, compare=False)

    def of(self, name: str) -> Versions:
        """Tell the versions of a name apart; equal ones become one."""
        positions = self.positions[name]
        found: dict[int, Version] = {}
        first_text: dict[str, int] = {}
        count = 0
        for position in positions:
            text = self._text(position)
            if text in first_text and position in self.movable and self._stateless(name, position):
                found[position] = Version(found[first_text[text]].name, first_text[text])
                continue
            first_text.setdefault(text, position)
            count += 1
            found[position] = Version(name if count == 1 else self._fresh(f"{name}_{count}"))
        if count == 1:
            return Versions(found)
        same = {p: v.same_as if v.same_as is not None else p for p, v in found.items()}
        return Versions(found, self._mixed(name, same), self._kept(name, same))

    def _fresh(self, name: str) -> str:
        while name in self.scene.bindings.binders:
            name += "_"
        return name

    def _text(self, position: int) -> str:
        return ast.dump(self.scene.units[position].statement.node or ast.Pass())

    def _stateless(self, name: str, position: int) -> bool:
        """Whether defining it again makes no difference: a plain function that keeps nothing between calls."""
        node = self.scene.units[position].statement.node
        definition = self.scene.units[position].facts.definition
        if not isinstance(node, ast.FunctionDef) or definition is None:
            return False
        if any(d.rpartition(".")[2] not in COMPILING for d in definition.decorators):
            return False
        if definition.decorators and not all(self._settled(n) for n in definition.free | definition.eager):
            return False
        kept = [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
        simple = all(isinstance(d, ast.Constant | ast.Name | ast.UnaryOp) for d in kept)
        return simple and not any(f"{name}." in u.statement.source for u in self.scene.units)

    def _settled(self, name: str) -> bool:
        """Whether a name means the same wherever it is read: a compiler keeps what it found when it first ran."""
        if name not in self.equal:
            texts = {self._text(p) for p in self.scene.bindings.binders.get(name, ())}
            self.equal[name] = len(texts) <= 1 and name not in self.scene.bindings.global_writes
        return self.equal[name]

    def _mixed(self, name: str, same: Mapping[int, int]) -> frozenset[str]:
        """Functions whose body may mean several versions of a name, at different times."""
        return frozenset(
            other
            for other, free in self.scene.bindings.late.items()
            if name in free
            and other != name
            and any(self._several(same, self._under(other, p, name)) for p in self.positions[other])
        )

    def _under(self, other: str, position: int, name: str) -> list[int]:
        """Uses of one version of a function in which it may come to read a name."""
        return [u for u in self.scene.uses.of_version(position) if self.scene.uses.reaches(other, name, u)]

    def _several(self, same: Mapping[int, int], uses: Sequence[int]) -> bool:
        return len({same[version_at(tuple(same), u)] for u in uses}) > 1

    def _kept(self, name: str, same: Mapping[int, int]) -> bool:
        """Whether a version that means another one by its name may run when that has changed."""
        late = self.scene.bindings.late
        callers = {name, *(other for other, free in late.items() if name in free)}
        if any(callers & u.facts.captures and self._outlives(u, same) for u in self.scene.units):
            return True
        return name in late.get(name, ()) and not self.scene.uses.is_only_called(name)

    def _outlives(self, unit: Unit, same: Mapping[int, int]) -> bool:
        """Whether code that a statement keeps is still used when another version has come."""
        later = self.scene.uses.through(self.scene.uses.keepers(unit), unit.position + 1)
        return self._several(same, [unit.position, *later])
