"""Sections of a long pipeline: its own table of contents would be too long to read, so it gets chapters."""

from __future__ import annotations

from collections.abc import Sequence

from nb2prod.plan.model import Section, Step, StepKind
from nb2prod.plan.naming import identifier, unique, words_of

LONG = 44
CHAPTER = 30
MOST = 42
# Widths of a call without its indentation: up to the first it is one line, up to the second three.
ONE_LINE = 70
THREE_LINES = 140
# What a cut costs: itself, that no heading stands there, each line off the wished length, each value across it.
CUT = 4.0
NO_HEADING = 4.0
LINE_OFF = 0.3
VALUE_ACROSS = 0.8


def make_sections(steps: Sequence[Step], outputs: Sequence[str], reserved: frozenset[str]) -> tuple[Section, ...]:
    """Divide the steps of a long pipeline.

    Args:
        steps: All steps, none of them inline: a closure needs the pipeline's own variables around it.
        outputs: What the pipeline returns.
        reserved: Names that the notebook uses.

    Returns:
        Sections that hold all steps in order; none where the pipeline is short or cannot be divided.
    """
    if any(s.kind is StepKind.INLINE for s in steps) or sum(_lines(s) for s in steps) <= LONG:
        return ()
    cuts = _best_cuts(steps, frozenset(outputs))
    taken = set(reserved) | {"run", "settings", "explore", "pipeline"}
    sections = []
    for start, end in zip([0, *cuts], [*cuts, len(steps)], strict=True):
        sections.append(_section(steps, start, end, frozenset(outputs), taken))
    return tuple(sections) if len(sections) > 1 else ()


def _lines(step: Step) -> int:
    """Estimate of the lines that a call takes once it is formatted."""
    if step.function is None:
        return 1
    width = 12 + len(step.function.name) + sum(len(a) + len(v) for a, v in step.arguments)
    width += sum(len(r.name) + 2 for r in step.function.returns)
    lines = 1 if width < ONE_LINE else 3 if width < THREE_LINES else 4 + len(step.arguments)
    return lines + (step.kind is StepKind.EXPLORE)


def _reads(step: Step) -> frozenset[str]:
    return frozenset(v for _, v in step.arguments if v.isidentifier())


def _binds(step: Step) -> frozenset[str]:
    return frozenset(r.name for r in step.function.returns) if step.function is not None else frozenset()


def _live(steps: Sequence[Step], outputs: frozenset[str]) -> list[frozenset[str]]:
    """Values that are read at or after each step."""
    live = [outputs] * (len(steps) + 1)
    for index in range(len(steps) - 1, -1, -1):
        certain = _binds(steps[index]) if steps[index].kind is StepKind.CALL else frozenset()
        live[index] = (live[index + 1] - certain) | _reads(steps[index])
    return live


def _best_cuts(steps: Sequence[Step], outputs: frozenset[str]) -> list[int]:
    live = _live(steps, outputs)
    lengths = [_lines(s) for s in steps]
    shown = {n for s in steps if s.kind is StepKind.EXPLORE for n in _binds(s)}
    count = len(steps)
    best = [0.0] + [float("inf")] * count
    origin = [0] * (count + 1)
    for start in range(count):
        lines = 0
        for end in range(start + 1, count + 1):
            lines += lengths[end - 1]
            if lines > MOST and end > start + 1:
                break
            if end < count and live[end] & shown:
                continue
            price = CUT + abs(lines - CHAPTER) * LINE_OFF + len(live[end]) * VALUE_ACROSS
            price += 0 if end == count or _has_title(steps[end]) else NO_HEADING
            if best[start] + price < best[end]:
                best[end], origin[end] = best[start] + price, start
    if best[count] == float("inf"):
        return []
    cuts, end = [], count
    while end > 0:
        cuts.append(origin[end])
        end = origin[end]
    return sorted(cuts)[1:]


def _has_title(step: Step) -> bool:
    return step.function is not None and bool(step.function.title)


def _section(steps: Sequence[Step], start: int, end: int, outputs: frozenset[str], taken: set[str]) -> Section:
    own = tuple(steps[start:end])
    reads: dict[str, None] = {}
    bound: set[str] = set()
    order: dict[str, None] = {}
    for step in own:
        for _, value in step.arguments:
            if value.isidentifier() and value not in bound:
                reads[value] = None
        if step.kind is StepKind.CALL and step.function is not None:
            bound |= _binds(step)
            order.update(dict.fromkeys(r.name for r in step.function.returns))
    live = _live(steps, outputs)[end]
    title = next((s.function.title for s in own if s.function is not None and s.function.title), "")
    first = next((s.function.name for s in own if s.function is not None), "steps")
    words = identifier(words_of(title))
    shown = {n for s in own if s.kind is StepKind.EXPLORE for n in _binds(s)}
    return Section(
        name=unique([f"run_{words}" if words else f"run_{first}"], taken),
        title=title,
        steps=own,
        parameters=tuple(n for n in reads if n not in shown),
        returns=tuple(n for n in order if n in live),
        uses_settings=any(v.startswith("settings.") for s in own for _, v in s.arguments),
        explores=any(s.kind is StepKind.EXPLORE for s in own),
    )
