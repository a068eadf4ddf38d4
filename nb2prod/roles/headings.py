"""The heading above a cell, and the comment above a statement: weak evidence, used where code says little."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nb2prod.facts.model import Facts
from nb2prod.notebook.model import CellKind, Notebook
from nb2prod.roles.draft import FAINT, HINTED, Draft

WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(hyper-?parameters?|tuning|grid ?search)\b", re.I), "tune"),
    (
        re.compile(r"\b(evaluat\w+|metrics?|accuracy|confusion matrix|performance|cross[- ]validation)\b", re.I),
        "evaluate",
    ),
    (
        re.compile(r"\b(train(ing)?( the)? model\w*|model(l?ing)?|fit(ting)?|build(ing)? (the|a) model)\b", re.I),
        "train",
    ),
    (re.compile(r"\b(predict\w*|inference|forecast\w*)\b", re.I), "predict"),
    (re.compile(r"\b(submission|submit|export\w*|sav(e|ing))\b", re.I), "save"),
    (re.compile(r"\b(load\w*|read(ing)?|import\w*|get(ting)? the data|data (source|collection))\b", re.I), "load"),
    (re.compile(r"\b(visuali\w+|plot\w*|chart|eda|explor\w+|distribution|overview|look at)\b", re.I), "inspect"),
    (
        re.compile(
            r"\b(clean\w*|preprocess\w*|feature\w*|missing|encod\w+|scal(e|ing)|transform\w*|wrangl\w+)\b", re.I
        ),
        "engineer",
    ),
)
"""What the words of a heading suggest, first match wins."""


def lean_on_headings(notebook: Notebook, facts: Sequence[Facts], drafts: Sequence[Draft]) -> None:
    """Fill what code leaves open with what the heading above or the comment says.

    Args:
        notebook: The notebook.
        facts: Facts of each statement.
        drafts: Drafts of each statement; changed in place.
    """
    headings: dict[int, str] | None = None
    for fact, draft in zip(facts, drafts, strict=True):
        silent = bool(draft.evidence) and (not draft.activity or draft.confidence <= FAINT)
        if fact.statement.node is None or not silent:
            continue
        if headings is None:
            headings = headings_of(notebook)
        text = " ".join(fact.statement.comments) or headings.get(fact.id.cell, "")
        suggested = suggestion(text)
        if suggested and not draft.activity:
            draft.activity = suggested
            draft.confidence = HINTED
            draft.evidence.append("the heading or comment above says so")


def headings_of(notebook: Notebook) -> dict[int, str]:
    """Heading above each code cell, by the cell's index."""
    found: dict[int, str] = {}
    current = ""
    for cell in notebook.cells:
        if cell.kind is CellKind.MARKDOWN:
            lines = [line.lstrip("# ") for line in cell.source.splitlines() if line.startswith("#")]
            current = lines[-1] if lines else current
        elif cell.kind is CellKind.CODE:
            found[cell.index] = current
    return found


def suggestion(text: str) -> str:
    """Activity that words suggest; empty if none."""
    return next((activity for pattern, activity in WORDS if text and pattern.search(text)), "")
