"""Where each function and class of the notebook goes.

A definition that needs nothing of the notebook but imports, constants and other definitions becomes one of a module. A
function that reads variables takes them as parameters, if every use of it is a plain call. What cannot be rewritten so
stays a closure: inside its step if what it reads is settled by then, else in the pipeline itself, where names are
rebound as the notebook rebinds them.
"""

from __future__ import annotations

from dataclasses import replace

from nb2prod.flow import BUILTINS
from nb2prod.plan.checking import asks_whether_bound
from nb2prod.plan.module_search import looks_into_module, searches_module
from nb2prod.plan.obstacles import obstacle
from nb2prod.plan.passing import Mentions, called_by_text, collect_mentions, is_stable, not_passable
from nb2prod.plan.pickling import loaded_until
from nb2prod.plan.placement import Placed, Placement, Scene, version_at
from nb2prod.plan.scope_texts import TEXT, TEXT_REASON, reads_by_text
from nb2prod.plan.scope_writes import REACHING, text_writers
from nb2prod.plan.versions import Versioner, Versions

LOOKED_AT = "something looks into the notebook's module for it"
AMBIGUOUS = "the notebook defines it more than once and uses both through one name"


class Placer:
    """Works out the placement of all definitions by going on until nothing changes."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.placed: dict[int, Placed] = {}
        self.versions: dict[str, list[int]] = {}
        self.mixed: dict[str, frozenset[str]] = {}
        self._mentions: Mentions | None = None
        self.in_module = searches_module(scene.units)
        self.by_module = looks_into_module(scene.units)
        self.writers = text_writers(scene.units)
        self.loaded = loaded_until(scene.units) if scene.stored else -1
        self.stored = scene.stored if self.loaded >= 0 else frozenset()

    def run(self) -> dict[int, Placed]:
        """Place every definition.

        Returns:
            Position to placement, for every definition of the notebook.
        """
        self._candidates()
        self._tell_versions_apart()
        for _ in range(3 * len(self.placed) + len(self.mixed) + 2):
            if not self._round():
                break
        return self.placed

    def is_variable(self, name: str) -> bool:
        """Whether a name is a value that travels through the pipeline, as things stand."""
        if name in self.scene.constants or self.scene.imports.binds(name):
            return False
        if name in self.versions:
            return any(self.placed[p].placement is not Placement.MODULE for p in self.versions[name])
        return name in self.scene.bindings.binders or name in self.scene.bindings.global_writes

    # --- what is known before the first round ------------------------------------------------------------------

    def _candidates(self) -> None:
        for unit in self.scene.units:
            definition = unit.facts.definition
            if definition is None:
                continue
            self.versions.setdefault(definition.name, []).append(unit.position)
            reason = LOOKED_AT if self.in_module else obstacle(unit, definition, self.scene)
            placement = Placement.LOCAL if reason else Placement.MODULE
            self.placed[unit.position] = Placed(unit.position, definition, placement, definition.name, reason=reason)

    def _tell_versions_apart(self) -> None:
        movable = frozenset(p for p, placed in self.placed.items() if placed.placement is Placement.MODULE)
        versioner = Versioner(self.scene, self.versions, movable)
        for name, positions in self.versions.items():
            if len(positions) > 1:
                found = versioner.of(name)
                self._take(name, found)
                several = len({v.name for v in found.by_position.values()}) > 1
                if several and (name in self.stored or called_by_text(self.scene, frozenset([name]))):
                    self._keep_apart(name)

    def _take(self, name: str, versions: Versions) -> None:
        for position, version in versions.by_position.items():
            if self.placed[position].placement is Placement.MODULE:
                placed = self.placed[position]
                self.placed[position] = replace(placed, name=version.name, same_as=version.same_as)
        if len({v.name for v in versions.by_position.values()}) == 1:
            return
        if versions.kept:
            self._keep_apart(name)
        elif versions.mixed:
            self.mixed[name] = versions.mixed

    def _keep_apart(self, name: str) -> None:
        """Leave all versions of a name in the pipeline, where it is rebound as the notebook rebinds it."""
        self.mixed.pop(name, None)
        for position in self.versions[name]:
            placed = self.placed[position]
            if placed.placement is Placement.MODULE:
                self.placed[position] = self._pinned(placed, AMBIGUOUS)

    # --- rounds ------------------------------------------------------------------------------------------------

    def _round(self) -> bool:
        changed = False
        for position in list(self.placed):
            placed = self.placed[position]
            # What is pinned stays so, but other definitions may have become values that it reads.
            pinned = placed.placement is Placement.PINNED
            fresh = replace(placed, extra=self._extra(placed)) if pinned else self._judge(placed)
            changed |= fresh != placed
            self.placed[position] = fresh
        return self._settle_mixed() or changed

    def _settle_mixed(self) -> bool:
        """Give up passing versions as parameters where a user of them, or one of them, can't be rewritten so."""
        stuck = {
            name
            for name in self.mixed
            for placed in self.placed.values()
            if (placed.placement is not Placement.MODULE and name in placed.extra)
            or (placed.definition.name == name and self._differs(placed))
        }
        for name in stuck:
            self._keep_apart(name)
        return bool(stuck)

    def _differs(self, placed: Placed) -> bool:
        """Whether one of several versions cannot be called as the first one is."""
        first = self.placed[self.versions[placed.definition.name][0]]
        return placed.placement is not Placement.MODULE or placed.extra != first.extra

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
        if reason := self._sees_changes(placed, extra):
            return self._pinned(placed, reason)
        if placed.placement is Placement.LOCAL:
            return self._as_local(replace(placed, extra=extra))
        if not extra:
            return replace(placed, extra=())
        if self._mentions is None:
            self._mentions = collect_mentions(self.scene, frozenset(self.versions))
        reason = LOOKED_AT if self.by_module else not_passable(placed, extra, self.scene, self._mentions)
        if reason:
            return self._as_local(replace(placed, extra=extra, reason=reason))
        return replace(placed, extra=extra)

    def _sees_changes(self, placed: Placed, extra: tuple[str, ...]) -> str:
        """Why a definition has to read the pipeline's own variables while it runs; empty if it does not."""
        if asks_whether_bound(self.scene.units[placed.position]) and (unsure := self._unsure(placed, extra)):
            return f"it asks whether `{unsure}` is bound"
        if not self.writers:
            return ""
        name = placed.definition.name
        called = self.writers.keys() & {name, *self.scene.bindings.late.get(name, ())}
        rebound = (n for n in extra if any(self.writers[w].may_bind(n) for w in called))
        return next((f"it reads `{n}`, which code that it calls rebinds" for n in rebound), "")

    def _unsure(self, placed: Placed, extra: tuple[str, ...]) -> str:
        """One of the names that a definition reads and that may be unbound when it is used; empty if there is none."""
        first = min(self.scene.uses.of_version(placed.position), default=placed.position)
        sure = {n for u in self.scene.units[:first] for n in u.facts.must_bind | u.facts.probed}
        return next((n for n in extra if n not in sure), "")

    def _has_other_kind(self, placed: Placed) -> bool:
        """Whether another version of the same name is a value of the pipeline: then all of them are."""
        versions = self.versions[placed.definition.name]
        return any(self.placed[p].placement is not Placement.MODULE for p in versions)

    def _ready(self, name: str, position: int) -> bool:
        """Whether a name that a header needs is there when the module is loaded."""
        if name in self.scene.imports.late or self.is_variable(name):
            return False
        if name in self.versions:
            if self.scene.bindings.changers.get(name):
                return False
            own = [p for p in self.versions[name] if p < position]
            return bool(own) and not self.placed[version_at(self.versions[name], position)].extra
        known = name in self.scene.constants or self.scene.imports.binds(name) or name in BUILTINS
        return known or name not in self.scene.bindings.binders

    def _extra(self, placed: Placed) -> tuple[str, ...]:
        own = placed.definition.name
        found = {n for n in placed.definition.free if self.is_variable(n) or own in self.mixed.get(n, ())}
        if placed.placement is not Placement.MODULE:
            found |= {n for n in placed.definition.eager if self.is_variable(n)}
        for name in placed.definition.free & self.versions.keys():
            for position in self._in_force(name, placed):
                other = self.placed[position]
                if other.placement is Placement.MODULE:
                    found |= {n for n in other.extra if n not in self.mixed or own in self.mixed[n]}
        rebound = len(self.scene.bindings.binders.get(own, ())) > 1 and placed.placement is not Placement.MODULE
        return tuple(sorted(found if rebound else found - {own}))

    def _in_force(self, name: str, placed: Placed) -> list[int]:
        """Positions of the versions of a name that a definition calls: that of its first use, where it is told."""
        positions = self.versions[name]
        if len(positions) == 1 or any(self.placed[p].placement is not Placement.MODULE for p in positions):
            return positions
        uses = [u for u in self.scene.uses.of_version(placed.position) if u >= placed.position]
        return [version_at(positions, uses[0] if uses else len(self.scene.units))]

    def _as_local(self, placed: Placed) -> Placed:
        name, binders = placed.definition.name, self.scene.bindings.binders
        extra = placed.extra or self._extra(replace(placed, placement=Placement.LOCAL))
        uses = self.scene.uses.of_version(placed.position)
        place = uses[0] if uses else placed.position
        for variable in extra:
            if variable != name and not any(b < place for b in binders.get(variable, ())):
                return self._pinned(placed, f"it reads `{variable}`, which is bound only after it is used")
            if not is_stable(variable, placed.position, self.scene) or self._found_again(name, variable, place):
                return self._pinned(placed, f"it reads `{variable}`, which changes while it is in use")
            if not binders.get(variable):
                return self._pinned(placed, f"it reads `{variable}`, which only another function binds")
        if placed.definition.dynamic & {*REACHING, TEXT} or self.by_module:
            return self._pinned(placed, LOOKED_AT if self.by_module else "it looks names up by text")
        if extra and reads_by_text(self.scene.units[placed.position]):
            return self._pinned(placed, TEXT_REASON)
        return replace(placed, placement=Placement.LOCAL, name=name, same_as=None)

    def _found_again(self, name: str, variable: str, start: int) -> bool:
        """Whether what was stored of a definition may run with another value of a name that it reads."""
        rebound = any(start < b <= self.loaded for b in self.scene.bindings.binders.get(variable, ()))
        return rebound and name in self.stored

    def _pinned(self, placed: Placed, reason: str) -> Placed:
        placed = replace(placed, placement=Placement.PINNED, reason=reason, same_as=None, name=placed.definition.name)
        return replace(placed, extra=self._extra(placed))
