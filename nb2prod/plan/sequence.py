"""The steps of the pipeline in their order: calls, exploration, and what stays inline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from nb2prod.plan.dynamic import whole_scope
from nb2prod.plan.growing import Context
from nb2prod.plan.items import Item
from nb2prod.plan.lookup import Lookup
from nb2prod.plan.model import Function, Step, StepKind
from nb2prod.plan.segments import Segment, sign
from nb2prod.plan.shared_scope import on_module
from nb2prod.plan.steps import FunctionMaker

MOST_EXPLORED = 40


class Sequencer:
    """Puts calls, exploration and inline statements in their order."""

    def __init__(
        self,
        items: Sequence[Item],
        context: Context,
        maker: FunctionMaker,
        settings: Mapping[str, str],
        lookup: Lookup,
    ) -> None:
        self.items = items
        self.context = context
        self.maker = maker
        self.lookup = lookup
        self.settings = settings
        self.steps: list[Step] = []
        self.pending: list[int] = []

    def run(self, segments: Sequence[tuple[int, ...]]) -> tuple[Step, ...]:
        """Walk over the items and emit a step for each segment, group of plots, and inline statement."""
        starts = {s[0]: s for s in segments}
        until = -1
        current: tuple[int, ...] = ()
        for index, item in enumerate(self.items):
            if index in starts:
                self._flush()
                current, until = starts[index], starts[index][-1]
            if item.explore:
                if self.pending and self.items[self.pending[-1]].unit.cell != item.unit.cell:
                    self._flush_unless(open_step=index < until)
                self.pending.append(index)
            elif item.inline:
                self._flush()
                piece = self.lookup.piece(item.unit)
                if whole_scope(item.unit):
                    piece = on_module(piece, item.unit)
                reads = frozenset(n for n in item.reads | item.needs if n not in self.settings)
                step = Step(
                    StepKind.INLINE, item.unit.cell, piece=piece, reason=item.inline, reads=reads, binds=item.binds
                )
                self.steps.append(step)
            if index == until:
                self._emit(current)
        self._flush()
        return tuple(self.steps)

    def _flush_unless(self, *, open_step: bool) -> None:
        if not open_step:
            self._flush()

    def _emit(self, indices: tuple[int, ...]) -> None:
        function = self.maker.step(sign(indices, self.items, self.context))
        self.steps.append(Step(StepKind.CALL, function.cells[0], function, self._arguments(function)))

    def _flush(self) -> None:
        """Emit the exploration that was seen, one function a cell."""
        while self.pending:
            cell = self.items[self.pending[0]].unit.cell
            group = self._first_lines([i for i in self.pending if self.items[i].unit.cell == cell])
            self.pending = [i for i in self.pending if i not in group]
            function = self.maker.exploration(self._explored(group))
            self.steps.append(Step(StepKind.EXPLORE, cell, function, self._arguments(function)))

    def _first_lines(self, group: list[int]) -> list[int]:
        """As much of a group as makes a function of good length."""
        lines = 0
        for count, index in enumerate(group):
            lines += self.items[index].lines
            if count and lines > MOST_EXPLORED:
                return group[:count]
        return group

    def _explored(self, group: Sequence[int]) -> Segment:
        reads: set[str] = set()
        binds: set[str] = set()
        for index in group:
            reads |= self.items[index].reads - binds
            binds |= self.items[index].binds
        return Segment(
            tuple(self.items[i] for i in group), frozenset(reads), frozenset(binds & self._read_later(group[-1]))
        )

    def _read_later(self, index: int) -> set[str]:
        """Names that exploration after an item reads before exploration binds them anew."""
        read: set[str] = set()
        bound: set[str] = set()
        for item in self.items[index + 1 :]:
            if item.explore:
                read |= item.reads - bound
                bound |= item.must
        return read

    def _arguments(self, function: Function) -> tuple[tuple[str, str], ...]:
        return tuple(
            (p.name, f"settings.{p.setting}" if p.setting else self._value(p.name))
            for p in function.parameters
            if not p.default
        )

    def _value(self, name: str) -> str:
        return f"settings.{self.settings[name]}" if name in self.settings else name
