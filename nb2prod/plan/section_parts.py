"""What a step and a section of a pipeline have in common, read off once: both are looked at many times."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from nb2prod.plan.call_lines import call_lines
from nb2prod.plan.model import Section, Step, StepKind
from nb2prod.plan.written import piece_lines


@dataclass(frozen=True, slots=True)
class Part:
    """A step or a section, seen from outside.

    Attributes:
        whole: The step or section.
        name: Its name; empty for a statement of the pipeline itself.
        title: Its title; empty if it has none.
        values: Values that it reads, in order.
        reads: The same as a set.
        given: Values that it gives back on the main path, in order.
        certain: The same as a set.
        binds: Values that it may bind.
        lines: Estimate of the lines that it takes in the body of its caller.
        inline: Whether it is a statement of the pipeline itself.
        explores: Whether it is exploration.
        has_exploration: Whether it is exploration or holds some.
        uses_settings: Whether it is given any of the settings.
        glued: Whether the part after it has to be where it is: their cell is meant to raise, and stops as a whole.
    """

    whole: Step | Section
    name: str
    title: str
    values: tuple[str, ...]
    reads: frozenset[str]
    given: tuple[str, ...]
    certain: frozenset[str]
    binds: frozenset[str]
    lines: int
    inline: bool
    explores: bool
    has_exploration: bool
    uses_settings: bool
    glued: bool = False


def part_of(whole: Step | Section) -> Part:
    """Look at a step or a section."""
    return _of_section(whole) if isinstance(whole, Section) else _of_step(whole)


def shared_parts(steps: Sequence[Step]) -> list[Part]:
    """Look at steps whose values are variables of their module: none of them has to be handed on."""
    cells = [failing_cell(s) for s in steps]
    glued = [bool(c) and c == after for c, after in zip(cells, [*cells[1:], 0], strict=True)]
    return [replace(_alone(part_of(s)), glued=g) for s, g in zip(steps, glued, strict=True)]


def _alone(part: Part) -> Part:
    none = frozenset[str]()
    return replace(part, values=(), reads=none, given=(), certain=none, binds=none, inline=False, explores=False)


def failing_cell(step: Step) -> int:
    """Cell of an inline step that is meant to raise; 0 for any other step."""
    if step.kind is StepKind.INLINE and step.piece is not None and step.piece.statement.expects_error:
        return step.cell
    return 0


def unset_in(parts: Sequence[Part], parameters: Collection[str] = (), returns: Collection[str] = ()) -> tuple[str, ...]:
    """Values of plots that a body hands on though it may not make them, and that nothing before has bound.

    Args:
        parts: What the body consists of.
        parameters: Values that it takes.
        returns: Values that it gives back.
    """
    bound = set(parameters)
    given = frozenset(returns).difference(*(p.certain for p in parts))
    wanted: set[str] = set()
    for index, part in enumerate(parts):
        if part.explores:
            later = (p.reads for p in parts[index + 1 :] if isinstance(p.whole, Section))
            wanted |= (part.binds - bound) & given.union(*later)
        bound |= part.certain
    return tuple(sorted(wanted))


def _of_section(section: Section) -> Part:
    around = ["settings"] * section.uses_settings + ["explore=explore"] * section.explores
    returned = frozenset(section.returns)
    return Part(
        whole=section,
        name=section.name,
        title=section.title,
        values=section.parameters,
        reads=frozenset(section.parameters),
        given=section.returns,
        certain=returned,
        binds=returned,
        lines=call_lines(section.returns, len(section.name), [*section.parameters, *around]),
        inline=False,
        explores=False,
        has_exploration=section.explores,
        uses_settings=section.uses_settings,
    )


def _of_step(step: Step) -> Part:
    function = step.function
    values = (*(v for _, v in step.arguments if v.isidentifier()), *sorted(step.reads))
    returned = tuple(r.name for r in function.returns) if function is not None else ()
    given = returned if step.kind is StepKind.CALL else ()
    explores = step.kind is StepKind.EXPLORE
    return Part(
        whole=step,
        name=function.name if function is not None else "",
        title=function.title if function is not None else "",
        values=values,
        reads=frozenset(values),
        given=given,
        certain=frozenset(given),
        binds=frozenset(returned) if function is not None else step.binds,
        lines=_lines(step, given),
        inline=step.kind is StepKind.INLINE,
        explores=explores,
        has_exploration=explores,
        uses_settings=any(v.startswith("settings.") for _, v in step.arguments),
    )


def _lines(step: Step, given: tuple[str, ...]) -> int:
    if step.function is None:
        return 1 + (piece_lines(step.piece) if step.piece is not None else 0)
    callee = len(step.function.name) + len(step.function.module) + 1
    passed_values = [a if a == v else f"{a}={v}" for a, v in step.arguments]
    return call_lines(given, callee, passed_values) + (step.kind is StepKind.EXPLORE)
