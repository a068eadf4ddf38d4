"""Sentences for docstrings, from the author's words and from what is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nb2prod.plan.model import Function
from nb2prod.plan.phrases import without_number

SENTENCES = {
    "load": "Load {things}.",
    "query": "Query {things}.",
    "connect": "Connect to the source of {things}.",
    "configure": "Configure what the steps after this one rely on.",
    "rename": "Rename columns of {things}.",
    "train": "Fit {things}.",
    "tune": "Tune {things}.",
    "predict": "Predict {things}.",
    "evaluate": "Measure {things}.",
    "split": "Split the data into {things}.",
    "save": "Save {things}.",
    "export": "Export {things}.",
    "submit": "Write {things}.",
    "plot": "Plot {things}.",
}
SHORTEST_TITLE = 4
# Names that a sentence may list.
MOST_NAMED = 6


def describe_cells(cells: Sequence[int]) -> str:
    """`cell 5`, `cells 5 and 6`, `cells 5 to 9`."""
    match cells:
        case [only]:
            return f"cell {only}"
        case [first, second]:
            return f"cells {first} and {second}"
    return f"cells {cells[0]} to {cells[-1]}"


def plain_text(markdown: str) -> str:
    """Markdown without its marks, for a line of prose."""
    text = re.sub(r"<[^>]*>", "", markdown)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text)
    return " ".join(text.split())


def summary_of(function: Function) -> str:
    """One sentence that says what a step does: the author's, where there is one."""
    title = without_number(plain_text(function.title))
    if len(title) >= SHORTEST_TITLE:
        return sentence_of(title)
    returned = [f"`{r.name}`" for r in function.returns]
    taken = [f"`{p.name}`" for p in function.parameters if not p.setting and not p.default]
    things = join_words(_first(returned or taken))
    if not things:
        return "Run statements that neither take nor give a value."
    template = SENTENCES.get(function.activity, "Work out {things}." if returned else "Work on {things}.")
    return template.format(things=things)


def _first(names: Sequence[str]) -> Sequence[str]:
    """The first of many names, and how many more there are: the signature has them all."""
    if len(names) <= MOST_NAMED:
        return names
    return [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} more"]


def sentence_of(words: str) -> str:
    """Words of the author as a sentence."""
    sentence = words[0].upper() + words[1:]
    return sentence if sentence[-1] in ".!?" else f"{sentence}."


def join_words(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if not words[1:]:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
