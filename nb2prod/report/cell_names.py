"""Names of a cell as a whole: what it takes, what it makes, what it changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from nb2prod.analysis import Analysis
from nb2prod.report.wording import harmless, width_of
from nb2prod.types.model import Effects

_ARROW = "\N{RIGHTWARDS ARROW}"
_CHANGED = "~"
_SHOWN = 3


@dataclass(slots=True)
class CellNames:
    """Names of one cell, each once, in order.

    Attributes:
        reads: Names that other cells have bound and that it reads; imported ones are no data and are left out.
        binds: Names that it binds.
        mutates: Names that other cells have bound and whose object it surely changes.
    """

    reads: list[str] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)
    mutates: list[str] = field(default_factory=list)


def names_by_cell(analysis: Analysis) -> Mapping[int, CellNames]:
    """Gather the names of each cell that has statements.

    Args:
        analysis: The notebook.

    Returns:
        Names by the cell's index.
    """
    cells: dict[int, CellNames] = {}
    imported: set[str] = set()
    known: set[str] = set()
    for facts in analysis.facts:
        names = cells.setdefault(facts.id.cell, CellNames())
        effects = analysis.interpretation.effects.get(facts.id, Effects())
        new = {name.name for name in facts.imports}
        _add(names.reads, (facts.reads & known) - imported - set(names.binds))
        _add(names.mutates, ((effects.certain | facts.changes) & known) - imported - facts.may_bind - set(names.binds))
        _add(names.binds, facts.may_bind - new)
        imported = (imported - facts.may_bind) | new
        known |= facts.may_bind
    return cells


def _add(names: list[str], new: Iterable[str]) -> None:
    names.extend(sorted(set(new) - set(names)))


def names_text(names: CellNames, width: int) -> str:
    """Write names in short: `~df, y → X` for changing `df`, reading `y` and binding `X`.

    Args:
        names: The names.
        width: Columns that they may take: `X_train +2 → model +1` where not all fit.
    """
    changed = [f"{_CHANGED}{name}" for name in names.mutates]
    left = [*changed, *(name for name in names.reads if name not in names.mutates)]
    text = ""
    for shown in (_SHOWN, 2, 1):
        text = _short(left, names.binds, shown)
        if width_of(text) <= width:
            break
    return text


def _short(left: Sequence[str], right: Sequence[str], shown: int) -> str:
    text = _few(left, shown)
    return harmless(f"{text} {_ARROW} {_few(right, shown)}".strip() if right else text)


def _few(names: Sequence[str], shown: int) -> str:
    rest = len(names) - shown
    return ", ".join(names) if rest <= 0 else f"{', '.join(names[:shown])} +{rest}"
