"""Sections of a long pipeline: its own table of contents would be too long to read, so it gets chapters.

Sections of sections, where even the chapters would be too many. What stays in the pipeline itself (a closure needs the
pipeline's own variables around it) stands between them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nb2prod.plan.call_lines import call_lines, header_lines, return_lines
from nb2prod.plan.model import Section, Step, StepKind
from nb2prod.plan.naming import identifier, unique, words_of

# Lines that the pipeline and a section may have at most, those around the pipeline's steps, and the wished length.
MOST = 56
AROUND = 13
LEAST = 15
CHAPTER = 28
DEEPEST = 4
# What a cut costs: itself, that no heading stands there, each line off the wished length, each value across it.
CUT = 4.0
NO_HEADING = 4.0
LINE_OFF = 0.3
VALUE_ACROSS = 0.8
TOO_MANY_LINES = 5.0

Part = Step | Section


@dataclass(frozen=True, slots=True)
class Sectioner:
    """Divides a pipeline.

    Attributes:
        outputs: What the pipeline returns.
        watched: Names that closures of the pipeline read: its own variables have to hold them.
        taken: Names that are used already; those of sections are added.
    """

    outputs: frozenset[str]
    watched: frozenset[str]
    taken: set[str]

    def divide(self, parts: Sequence[Part], depth: int = 0) -> tuple[Part, ...]:
        """Divide consecutive parts, and the sections that come of it again if they are still too many.

        Args:
            parts: Steps, or sections.
            depth: How many times they were divided already.

        Returns:
            Parts that hold all steps in their order; the same where they are few enough or cannot be divided.
        """
        room = max(LEAST, MOST - AROUND - 2 - len(self.outputs))
        if sum(_lines(p) for p in parts) <= room or depth == DEEPEST:
            return tuple(parts)
        live = self._live(parts)
        cuts = _best_cuts(parts, self._costs(parts, live))
        fresh: list[Part] = []
        for start, end in zip([0, *cuts], [*cuts, len(parts)], strict=True):
            own = parts[start:end]
            fresh.append(own[0] if len(own) == 1 else self._section(own, live[end]))
        if len(fresh) in {1, len(parts)}:
            return tuple(parts)
        return self.divide(fresh, depth + 1)

    def _live(self, parts: Sequence[Part]) -> list[frozenset[str]]:
        """Values that are read at or after each part."""
        live = [self.outputs | self.watched] * (len(parts) + 1)
        on_path = frozenset(n for p in parts if not _is(p, StepKind.EXPLORE) for n in _binds(p))
        for index in range(len(parts) - 1, -1, -1):
            shown_alone = _binds(parts[index]) - on_path
            certain = (_certain(parts[index]) | shown_alone) - self.watched
            live[index] = (live[index + 1] - certain) | _reads(parts[index])
        return live

    def _costs(self, parts: Sequence[Part], live: Sequence[frozenset[str]]) -> list[list[tuple[int, float]]]:
        """For each start the ends that a section from there may have, with their price."""
        shown = frozenset(n for p in parts if _is(p, StepKind.EXPLORE) for n in _binds(p))
        return [list(self._ends(parts, start, live, shown)) for start in range(len(parts))]

    def _ends(
        self, parts: Sequence[Part], start: int, live: Sequence[frozenset[str]], shown: frozenset[str]
    ) -> Sequence[tuple[int, float]]:
        found: list[tuple[int, float]] = []
        lines = 0
        bound: set[str] = set()
        taken: set[str] = set()
        for end in range(start + 1, len(parts) + 1):
            last = parts[end - 1]
            if end > start + 1 and (_is(last, StepKind.INLINE) or self._must_end(parts[end - 2])):
                break
            lines += _lines(last)
            taken |= _reads(last) - bound
            bound |= _binds(last)
            around = 2 + header_lines(taken) + return_lines(len(bound & live[end]))
            if end == len(parts):
                around = self._around_last(taken, bound)
            if end > start + 1 and lines + around > MOST:
                break
            if end < len(parts) and live[end] & shown:
                continue
            price = CUT + abs(lines - CHAPTER) * LINE_OFF + len(live[end] & bound) * VALUE_ACROSS
            price += max(0, lines + around - MOST) * TOO_MANY_LINES
            price += 0 if end == len(parts) or _has_title(parts[end]) else NO_HEADING
            found.append((end, price))
        return found

    def _around_last(self, taken: set[str], bound: set[str]) -> int:
        """Lines around the last section, which makes what the pipeline returns."""
        return 2 + header_lines(taken | (self.outputs - bound)) + 2 + len(self.outputs)

    def conclude(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Let the last section make what the pipeline returns, so that the pipeline need not unpack it first.

        Args:
            parts: What the pipeline consists of.
        """
        last = parts[-1] if parts else None
        if not isinstance(last, Section) or _binds(last) & self.watched:
            return tuple(parts)
        bound = frozenset(n for p in last.parts for n in _certain(p))
        more = [n for n in sorted(self.outputs - bound) if n not in last.parameters]
        concluding = replace(last, parameters=(*last.parameters, *more), returns=(), concludes=True)
        lines = sum(_lines(p) for p in last.parts) + self._around_last(set(concluding.parameters), set(bound))
        return (*parts[:-1], concluding) if lines <= MOST else tuple(parts)

    def _must_end(self, part: Part) -> bool:
        """Whether a section has to end behind a part, so that closures of the pipeline see what it bound."""
        return _is(part, StepKind.INLINE) or bool(_binds(part) & self.watched)

    def _section(self, own: Sequence[Part], live: frozenset[str]) -> Section:
        reads: dict[str, None] = {}
        bound: set[str] = set()
        order: dict[str, None] = {}
        for part in own:
            reads.update(dict.fromkeys(n for n in _values(part) if n not in bound))
            bound |= _certain(part)
            order.update(dict.fromkeys(_given(part)))
        title = next((t for p in own if (t := _title(p))), "")
        first = next((n for p in own if (n := _name(p))), "steps")
        words = identifier(words_of(title))
        shown = {n for p in own if _is(p, StepKind.EXPLORE) for n in _binds(p)}
        return Section(
            name=unique([f"run_{words}" if words else f"run_{first.removeprefix('run_')}"], self.taken),
            title=title,
            parts=tuple(own),
            parameters=tuple(n for n in reads if n not in shown),
            returns=tuple(n for n in order if n in live),
            uses_settings=any(_uses_settings(p) for p in own),
            explores=any(_is(p, StepKind.EXPLORE) or (isinstance(p, Section) and p.explores) for p in own),
        )


def make_sections(
    steps: Sequence[Step], outputs: Sequence[str], reserved: frozenset[str], watched: frozenset[str]
) -> tuple[Part, ...]:
    """Divide the steps of a long pipeline.

    Args:
        steps: All steps.
        outputs: What the pipeline returns.
        reserved: Names that the notebook uses.
        watched: Names that closures of the pipeline read.

    Returns:
        What the pipeline consists of: sections, and steps that stand by themselves.
    """
    taken = set(reserved) | {"run", "settings", "explore", "pipeline"}
    sectioner = Sectioner(frozenset(outputs), watched, taken)
    return sectioner.conclude(sectioner.divide(steps))


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


# --- what a step and a section have in common -----------------------------------------------------------------------


def _is(part: Part, kind: StepKind) -> bool:
    return isinstance(part, Step) and part.kind is kind


def _values(part: Part) -> list[str]:
    """Values that a part reads, in order."""
    if isinstance(part, Section):
        return list(part.parameters)
    return [*(v for _, v in part.arguments if v.isidentifier()), *sorted(part.reads)]


def _reads(part: Part) -> frozenset[str]:
    return frozenset(_values(part))


def _given(part: Part) -> tuple[str, ...]:
    """Values that a part gives back on the main path, in order."""
    if isinstance(part, Section):
        return part.returns
    if part.kind is StepKind.CALL and part.function is not None:
        return tuple(r.name for r in part.function.returns)
    return ()


def _binds(part: Part) -> frozenset[str]:
    if isinstance(part, Step) and part.function is not None:
        return frozenset(r.name for r in part.function.returns)
    return frozenset(part.binds) if isinstance(part, Step) else frozenset(part.returns)


def _certain(part: Part) -> frozenset[str]:
    return frozenset(_given(part))


def _title(part: Part) -> str:
    if isinstance(part, Section):
        return part.title
    return part.function.title if part.function is not None else ""


def _has_title(part: Part) -> bool:
    return bool(_title(part))


def _name(part: Part) -> str:
    if isinstance(part, Section):
        return part.name
    return part.function.name if part.function is not None else ""


def _uses_settings(part: Part) -> bool:
    if isinstance(part, Section):
        return part.uses_settings
    return any(v.startswith("settings.") for _, v in part.arguments)


def _lines(part: Part) -> int:
    """Estimate of the lines that a part takes in the body of its caller."""
    if isinstance(part, Section):
        around = ["settings"] * part.uses_settings + ["explore=explore"] * part.explores
        return call_lines(part.returns, len(part.name), [*part.parameters, *around])
    if part.function is None:
        return 1 + (part.piece.statement.source.count("\n") + 1 if part.piece is not None else 0)
    callee = len(part.function.name) + len(part.function.module) + 1
    passed_values = [a if a == v else f"{a}={v}" for a, v in part.arguments]
    return call_lines(_given(part), callee, passed_values) + (part.kind is StepKind.EXPLORE)
