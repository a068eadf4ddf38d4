"""The author's words above a piece of code: headings, and the comments that read like one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from nb2prod.notebook.model import CellKind, Notebook
from nb2prod.plan.items import Item
from nb2prod.plan.phrases import asks_to_look, is_sentence
from nb2prod.plan.segments import Segment
from nb2prod.plan.unit import Unit

# A comment of so many characters reads like a title; a shorter one says too little, a longer one tells a story.
SHORTEST_TITLE = 4
LONGEST_TITLE = 59
# What stands in code and not in a title.
_CODE = frozenset("=()[]{}<>/\\|*+;@#$%^&~")


@dataclass(frozen=True, slots=True)
class Headings:
    """Headings above cells.

    Attributes:
        title: Title of the notebook; empty if it has none.
        above: For each cell the last heading before it.
        starts: Code cells that come first after a heading.
    """

    title: str
    above: dict[int, str]
    starts: frozenset[int]


def headings_of(notebook: Notebook) -> Headings:
    """Read the headings off the Markdown cells."""
    title, current, fresh = "", "", False
    above: dict[int, str] = {}
    starts: set[int] = set()
    for cell in notebook.cells:
        if cell.kind is CellKind.MARKDOWN:
            for line in cell.source.splitlines():
                text = line.strip()
                if text.startswith("#") and text.lstrip("#").strip():
                    current, fresh = text.lstrip("#").strip().rstrip("#").strip(), True
                    title = title or current
        elif cell.kind is CellKind.CODE and cell.source.strip():
            above[cell.index] = current
            if fresh:
                starts.add(cell.index)
            fresh = False
    return Headings(title, above, frozenset(starts))


class Titles:
    """Gives each heading to the first function under it, and to others the comment that begins them."""

    def __init__(self, headings: Headings, units: Sequence[Unit]) -> None:
        self.headings = headings
        self.units = units
        self._used: Counter[str] = Counter()

    def of(self, segment: Segment, *, explore: bool, minor: bool = False) -> str:
        """The title of a segment; empty if the author gave none.

        Args:
            segment: The segment.
            explore: Whether it is exploration.
            minor: Whether it only prepares for what stands in its cell behind it, which the heading is about then.
        """
        first = segment.items[0].unit
        heading = self.headings.above.get(first.cell, "")
        if minor and not explore and self._goes_on(segment):
            return _comment(segment.items[0])
        key = f"{heading}/{'explore' if explore else 'main'}"
        fresh = self._used[key] == 0 and heading != self.headings.title
        self._used[key] += 1
        if fresh and heading and (explore or not asks_to_look(heading)):
            return heading
        return _comment(segment.items[0])

    def _goes_on(self, segment: Segment) -> bool:
        """Whether more of a segment's last cell follows it."""
        last = segment.items[-1].unit
        return last.position + 1 < len(self.units) and self.units[last.position + 1].cell == last.cell


def _comment(item: Item) -> str:
    for line in item.unit.statement.comments:
        text = line.lstrip("#! ").strip()
        fits = SHORTEST_TITLE <= len(text) <= LONGEST_TITLE
        named = "_" in text.partition(":")[0] and ":" in text
        if fits and " " in text and not named and not _CODE.intersection(text) and not is_sentence(text):
            return text
    return ""
