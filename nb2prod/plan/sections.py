"""Sections of a long pipeline: its own table of contents would be too long to read, so it gets chapters.

Sections of sections, where even the chapters would be too many. What stays in the pipeline itself (a closure needs the
pipeline's own variables around it) stands between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nb2prod.plan.call_lines import header_lines, return_lines
from nb2prod.plan.model import Section, Step
from nb2prod.plan.naming import identifier, unique, words_of
from nb2prod.plan.section_parts import Part, part_of, shared_parts, unset_in

# Lines that the pipeline and a section may have at most, those around the pipeline's steps, and the wished length.
MOST = 56
AROUND = 13
# Lines that a pipeline starts with whose values are variables of its module.
START = 5
LEAST = 15
CHAPTER = 28
DEEPEST = 4
# What a cut costs: itself, that no heading stands there, each line off the wished length, each value across it.
CUT = 4.0
NO_HEADING = 4.0
LINE_OFF = 0.3
VALUE_ACROSS = 1.5
TOO_MANY_LINES = 5.0
OWN_NAMES = frozenset({"run", "settings", "explore", "pipeline"})


@dataclass(frozen=True, slots=True)
class Sectioner:
    """Divides a pipeline.

    Attributes:
        outputs: What the pipeline returns.
        watched: Names that closures of the pipeline read: its own variables have to hold them.
        written: Names that they rebind: a section must not hold what such a name was when it began.
        taken: Names that are used already; those of sections are added.
        around: Lines of the pipeline beside its parts.
    """

    outputs: frozenset[str]
    watched: frozenset[str]
    written: frozenset[str]
    taken: set[str]
    around: int

    def divide(self, parts: Sequence[Part], depth: int = 0) -> tuple[Part, ...]:
        """Divide consecutive parts, and the sections that come of it again if they are still too many.

        Args:
            parts: Steps and sections, as they are seen from outside.
            depth: How many times they were divided already.

        Returns:
            Parts that hold all steps in their order; the same where they are few enough or cannot be divided.
        """
        room = max(LEAST, MOST - self.around)
        if sum(p.lines for p in parts) <= room or depth == DEEPEST:
            return tuple(parts)
        live = self._live(parts)
        cuts = _best_cuts(parts, self._costs(parts, live))
        fresh: list[Part] = []
        for start, end in zip([0, *cuts], [*cuts, len(parts)], strict=True):
            own = parts[start:end]
            known = frozenset().union(*(p.binds for p in parts[:start]))
            fresh.append(own[0] if len(own) == 1 else part_of(self._section(own, live[end], live[start] & known)))
        if len(fresh) in {1, len(parts)}:
            return tuple(parts)
        return self.divide(fresh, depth + 1)

    def _live(self, parts: Sequence[Part]) -> list[frozenset[str]]:
        """Values that are read at or after each part."""
        live = [self.outputs | self.watched] * (len(parts) + 1)
        on_path = frozenset(n for p in parts if not p.explores for n in p.binds)
        for index in range(len(parts) - 1, -1, -1):
            part = parts[index]
            certain = (part.certain | (part.binds - on_path)) - self.watched
            live[index] = (live[index + 1] - certain) | part.reads
        return live

    def _costs(self, parts: Sequence[Part], live: Sequence[frozenset[str]]) -> list[list[tuple[int, float]]]:
        """For each start the ends that a section from there may have, with their price."""
        return [list(self._ends(parts, start, live)) for start in range(len(parts))]

    def _ends(self, parts: Sequence[Part], start: int, live: Sequence[frozenset[str]]) -> Sequence[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        lines = 0
        bound: set[str] = set()
        taken: set[str] = set()
        for end in range(start + 1, len(parts) + 1):
            last = parts[end - 1]
            if end > start + 1 and (last.inline or last.reads & self.written or self._must_end(parts[end - 2])):
                break
            lines += last.lines
            taken |= last.reads - bound
            bound |= last.binds
            around = 2 + header_lines(taken) + return_lines(len(bound & live[end]))
            if end == len(parts):
                around = self._around_last(taken, bound)
            if end > start + 1 and lines + around > MOST:
                break
            if last.glued or end - start == len(parts):
                continue  # one section of all would hold what the pipeline held
            price = CUT + abs(lines - CHAPTER) * LINE_OFF + len(live[end] & bound) * VALUE_ACROSS
            price += max(0, lines + around - MOST) * TOO_MANY_LINES
            price += 0 if end == len(parts) or parts[end].title else NO_HEADING
            found.append((end, price))
        return found

    def _around_last(self, taken: set[str], bound: set[str]) -> int:
        """Lines around the last section, which makes what the pipeline returns."""
        return 2 + header_lines(taken | (self.outputs - bound)) + 2 + len(self.outputs)

    def conclude(self, parts: Sequence[Part]) -> tuple[Step | Section, ...]:
        """Let the last section make what the pipeline returns, so that the pipeline need not unpack it first.

        Args:
            parts: What the pipeline consists of.
        """
        wholes = tuple(p.whole for p in parts)
        last = wholes[-1] if wholes else None
        if not isinstance(last, Section) or parts[-1].binds & self.watched or self.outputs & self.written:
            return wholes
        inside = [part_of(p) for p in last.parts]
        bound = frozenset(n for p in inside for n in p.certain)
        more = [n for n in sorted(self.outputs - bound) if n not in last.parameters]
        concluding = replace(last, parameters=(*last.parameters, *more), returns=(), concludes=True)
        lines = sum(p.lines for p in inside) + self._around_last(set(concluding.parameters), set(bound))
        return (*wholes[:-1], concluding) if lines <= MOST else wholes

    def _must_end(self, part: Part) -> bool:
        """Whether a section has to end behind a part, so that closures of the pipeline see what it bound."""
        return part.inline or bool(part.binds & self.watched)

    def _section(self, own: Sequence[Part], live: frozenset[str], known: frozenset[str]) -> Section:
        """Make a section of consecutive parts.

        Args:
            own: The parts.
            live: Values that are read after it.
            known: Values that parts before it bind, and that are read from there on.
        """
        certain = frozenset().union(*(p.certain for p in own))
        reads: dict[str, None] = {}
        bound: set[str] = set()
        order: dict[str, None] = {}
        for part in own:
            old = sorted((part.binds & live & known) - certain) if part.explores else ()
            reads.update(dict.fromkeys(n for n in (*part.values, *old) if n not in bound))
            bound |= part.certain | (part.binds if part.explores else frozenset())
            order.update(dict.fromkeys(sorted(part.binds) if part.explores else part.given))
        title = next((p.title for p in own if p.title), "")
        first = next((p.name for p in own if p.name), "steps")
        words = identifier(words_of(title))
        returns = tuple(n for n in order if n in live)
        return Section(
            name=unique([f"run_{words}" if words else f"run_{first.removeprefix('run_')}"], self.taken),
            title=title,
            parts=tuple(p.whole for p in own),
            parameters=tuple(reads),
            returns=returns,
            uses_settings=any(p.uses_settings for p in own),
            explores=any(p.has_exploration for p in own),
            unset=unset_in(own, reads, returns),
        )


def make_sections(
    steps: Sequence[Step],
    outputs: Sequence[str],
    reserved: frozenset[str],
    watched: frozenset[str],
    written: frozenset[str],
) -> tuple[Step | Section, ...]:
    """Divide the steps of a long pipeline.

    Args:
        steps: All steps.
        outputs: What the pipeline returns.
        reserved: Names that the notebook uses.
        watched: Names that closures of the pipeline read.
        written: Names that they rebind.

    Returns:
        What the pipeline consists of: sections, and steps that stand by themselves.
    """
    around = AROUND + 2 + len(outputs)
    sectioner = Sectioner(frozenset(outputs), watched, written, set(reserved | OWN_NAMES), around)
    return sectioner.conclude(sectioner.divide([part_of(s) for s in steps]))


def make_shared_sections(
    steps: Sequence[Step], outputs: Sequence[str], reserved: frozenset[str]
) -> tuple[Step | Section, ...]:
    """Divide the steps of a long pipeline whose values are variables of its module.

    Args:
        steps: All steps.
        outputs: What the pipeline returns.
        reserved: Names that the notebook uses.
    """
    nothing = frozenset[str]()
    sectioner = Sectioner(nothing, nothing, nothing, set(reserved | OWN_NAMES), AROUND + START + 2 + len(outputs))
    return tuple(p.whole for p in sectioner.divide(shared_parts(steps)))


def _best_cuts(parts: Sequence[Part], costs: Sequence[Sequence[tuple[int, float]]]) -> list[int]:
    count = len(parts)
    best = [0.0] + [float("inf")] * count
    origin = [0] * (count + 1)
    for start in range(count):
        for end, price in costs[start]:
            if best[start] + price < best[end]:
                best[end], origin[end] = best[start] + price, start
    if best[count] == float("inf"):
        return []
    cuts, end = [], count
    while end > 0:
        cuts.append(origin[end])
        end = origin[end]
    return sorted(cuts)[1:]
