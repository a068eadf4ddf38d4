"""Markdown that explains, as paragraphs for the docstrings of the modules that hold what it explains."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nb2prod.analysis import Analysis
from nb2prod.facts.secrets import SECRET_VALUE
from nb2prod.notebook.model import Cell, CellKind
from nb2prod.plan.model import DispositionKind, Plan
from nb2prod.plan.phrases import without_number
from nb2prod.render.words import plain_text

MOST_PARAGRAPHS = 8
LONGEST_PARAGRAPH = 480
FEWEST_WORDS = 6
# Of what stands around the text on the page, and means nothing away from it.
_OF_THE_PAGE = re.compile(
    r"\b(?:above|below|following|you can see|(?:we|one) can see|(?:next|previous|this) (?:cell|figure|plot|chapter)"
    r"|as expected|let us see|let's see|take a look|all rights reserved|licen[sc]e)\b|:$",
    re.IGNORECASE,
)
_NO_PROSE = ("|", "```", "~~~", "<", "![", "---", "***", "===", "[![")
_CONTENTS = re.compile(r"(?:table of )?contents\b|agenda\b|outline\b|references\b", re.IGNORECASE)
_FORMULA = re.compile(r"\$\$.+?\$\$|\$[^$\n]+\$", re.DOTALL)
_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s+")
_FENCE = re.compile(r"(?ms)^ {0,3}(```|~~~).*?(?:^ {0,3}\1[^\n]*$|\Z)")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9`$\"'])")
# Where a cell's statements are, the best place first.
_PLACES = (DispositionKind.MOVED, DispositionKind.EXPLORATION, DispositionKind.HOISTED, DispositionKind.INLINE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the author's.

    Attributes:
        heading: Heading above it, as plain text.
        text: What it says, as plain text; formulas are as they were written.
    """

    heading: str
    text: str

    def told(self, above: str) -> str:
        """The paragraph with its heading before it, where that is new and none of its words.

        Args:
            above: Heading that a reader knows already.
        """
        known = self.heading in ("", above) or self.heading.lower() in self.text.lower()
        return self.text if known else f"{self.heading}: {self.text}"


def explanations(analysis: Analysis, plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """Find what the notebook's Markdown explains of each module.

    Args:
        analysis: The notebook.
        plan: Where its statements went.

    Returns:
        Paragraphs by module; under an empty name those before the first code, which are about the whole.
    """
    homes = _homes(plan)
    found: defaultdict[str, list[Paragraph]] = defaultdict(list)
    waiting: list[Paragraph] = []
    heading, started = "", False
    for cell in analysis.notebook.cells:
        if cell.kind is CellKind.MARKDOWN:
            told = list(_paragraphs(cell, heading))
            heading = told[-1].heading if told else heading
            waiting += [p for p in told if p.text]
        elif cell.kind is CellKind.CODE and cell.source.strip():
            home = homes.get(cell.index, "") if started else ""
            found[home] += waiting
            waiting, started = [], True
    title = plain_text(plan.title)
    return {module: _under_headings(told[:MOST_PARAGRAPHS], title) for module, told in found.items() if told}


def _under_headings(paragraphs: Sequence[Paragraph], title: str) -> tuple[str, ...]:
    """Paragraphs with each heading once."""
    above = [title, *(p.heading for p in paragraphs)]
    return tuple(dict.fromkeys(p.told(before) for p, before in zip(paragraphs, above, strict=False)))


def _homes(plan: Plan) -> dict[int, str]:
    """For each cell the module that holds most of what it is for."""
    names = {m.name for m in plan.modules}
    homes: dict[int, str] = {}
    for kind in _PLACES:
        for item in plan.dispositions:
            if item.kind is kind and (item.module in names or item.kind is DispositionKind.INLINE):
                homes.setdefault(item.statement.cell, item.module if item.module in names else "")
    return homes


def _paragraphs(cell: Cell, heading: str) -> Iterator[Paragraph]:
    """Each paragraph of a Markdown cell with the heading above it; an empty text where there is only a heading."""
    for block in re.split(r"\n\s*\n", _FENCE.sub("", cell.source)):
        lines = block.strip().split("\n")
        while lines and lines[0].lstrip().startswith("#"):
            heading = without_number(prose_of(lines.pop(0).strip().strip("#")))
            yield Paragraph(heading, "")
        text = "\n".join(lines).strip()
        lists = _CONTENTS.match(heading) or _CONTENTS.match(text.lstrip("*_# "))
        if text and not lists and not text.startswith(_NO_PROSE) and not block.startswith("    "):
            shown = shortened(prose_of(text))
            if _explains(shown):
                yield Paragraph(heading, shown)


def prose_of(markdown: str) -> str:
    """Markdown as plain text in which formulas are as they were written; the items of a list follow one another."""
    items = [_ITEM.sub("", line) for line in markdown.split("\n")]
    listed = [bool(_ITEM.match(line)) for line in markdown.split("\n")]
    joined = items[0] if items else ""
    for item, starts, before in zip(items[1:], listed[1:], items, strict=False):
        joined += ("; " if starts and not before.rstrip().endswith((":", ".", ";", ",")) else " ") + item
    formulas: list[str] = []

    def keep(match: re.Match[str]) -> str:
        formulas.append(" ".join(match[0].split()))
        return f"\x00{len(formulas) - 1}\x00"

    plain = plain_text(_FORMULA.sub(keep, joined))
    return re.sub(r"\x00(\d+)\x00", lambda match: formulas[int(match[1])], plain)


def shortened(text: str) -> str:
    """The first sentences of a long paragraph."""
    if len(text) <= LONGEST_PARAGRAPH:
        return text
    kept = ""
    for sentence in _SENTENCE.split(text):
        if len(kept) + len(sentence) >= LONGEST_PARAGRAPH:
            break
        kept = f"{kept} {sentence}".strip()
    return kept


def _explains(text: str) -> bool:
    """Whether a text is prose that stands for itself, can be shown, and holds nothing that looks like a secret."""
    words = text.split()
    told = len(words) >= FEWEST_WORDS or (text.startswith("$$") and text.endswith("$$"))
    if _OF_THE_PAGE.search(text):
        return False
    return told and text.isprintable() and not any(SECRET_VALUE.match(word.strip("`'\"")) for word in words)
