"""What did not simply move into a function, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nb2prod.analysis import Analysis
from nb2prod.plan.model import DispositionKind, Plan
from nb2prod.report.excerpt import excerpt, first_line, mask_secrets, statements_by_id
from nb2prod.report.model import View
from nb2prod.report.wording import cells_of, counted, harmless, one_line

ORDER = (DispositionKind.LEFTOVER, DispositionKind.INLINE, DispositionKind.OMITTED)
"""What a person should know of, most important first."""

IN_WORDS: Mapping[DispositionKind, str] = {
    DispositionKind.MOVED: "moved into functions",
    DispositionKind.HOISTED: "imports and definitions at the top of modules",
    DispositionKind.INLINE: "inline in the pipeline",
    DispositionKind.EXPLORATION: "in exploration, off the main path",
    DispositionKind.TRANSLATED: "translated from magics",
    DispositionKind.MERGED: "merged with an equal one",
    DispositionKind.OMITTED: "left out",
    DispositionKind.LEFTOVER: "no Python, kept in leftovers/",
}

_SHOWN_PLACES = 3
_SHOWN_CELLS = 8
_SHOWN_REASONS = 8
_UNSAID = "no reason is given"


@dataclass(frozen=True, slots=True)
class Place:
    """A statement that is spoken of.

    Attributes:
        cell: Its cell.
        line: Its line in the cell.
        source: Its first line.
    """

    cell: int
    line: int
    source: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Statements that fared alike.

    Attributes:
        kind: What became of them.
        reason: Why.
        places: Where they stand.
    """

    kind: DispositionKind
    reason: str
    places: tuple[Place, ...]


def find_remarks(analysis: Analysis, plan: Plan) -> tuple[Remark, ...]:
    """Group what was left out, runs inline or is no Python by its reason.

    Args:
        analysis: The notebook.
        plan: Its plan.

    Returns:
        By kind, most important first; of one kind the rare reasons first, as the common ones are routine.
    """
    sources = statements_by_id(analysis.parsed)
    broken = {cell.cell: cell for cell in analysis.parsed.unparsed}
    groups: dict[tuple[DispositionKind, str], list[Place]] = {}
    for item in plan.dispositions:
        if item.kind not in ORDER:
            continue
        cell, reason = item.statement.cell, item.reason
        if statement := sources.get(item.statement):
            place = Place(cell, statement.location.line, excerpt(statement))
        else:
            unparsed = broken[cell]
            place = Place(cell, unparsed.location.line, mask_secrets(first_line(unparsed.source)))
            reason = reason or unparsed.message
        groups.setdefault((item.kind, reason or _UNSAID), []).append(place)
    remarks = [Remark(kind, reason, tuple(places)) for (kind, reason), places in groups.items()]
    return tuple(sorted(remarks, key=lambda remark: (ORDER.index(remark.kind), len(remark.places))))


def remark_lines(remarks: Sequence[Remark], view: View) -> Iterator[str]:
    """Write remarks down, shortened unless the view is verbose."""
    shown = remarks if view.verbose else remarks[:_SHOWN_REASONS]
    for remark in shown:
        colour = "faint" if remark.kind is DispositionKind.OMITTED else "warning"
        head = view.paint(colour, f"{len(remark.places)} {IN_WORDS[remark.kind]}:")
        if view.verbose or len(remark.places) <= _SHOWN_PLACES:
            yield f"  {head} {harmless(remark.reason)}"
            yield from (_place_line(place, view) for place in remark.places)
        else:
            yield f"  {head} {harmless(remark.reason)} ({cells_of((p.cell for p in remark.places), _SHOWN_CELLS)})"
    if hidden := len(remarks) - len(shown):
        yield f"  {counted(hidden, 'more reason')}; -v shows them"


def _place_line(place: Place, view: View) -> str:
    label = f"      cell {place.cell}:{place.line}  "
    return f"{label}{one_line(place.source, max(view.width - len(label), 40))}"
