"""Sentences for docstrings, from the author's words and from what is known."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nb2prod.plan.model import Function, ParameterKind, Substep
from nb2prod.plan.phrases import is_sentence, without_number
from nb2prod.render.docstrings import fits

SENTENCES = {
    "load": "Load {things}{place}.",
    "query": "Query {things}{place}.",
    "connect": "Connect to the source of {things}{place}.",
    "configure": "Configure what the steps after this one rely on.",
    "rename": "Rename columns of {things}.",
    "train": "Fit {things}{on}.",
    "tune": "Tune {things}{on}.",
    "build": "Build {things}{data}.",
    "compute": "Work out {things}{data}.",
    "predict": "Predict {things}{data}.",
    "evaluate": "Measure {things}{data}.",
    "make": "Make {things}{data}.",
    "filter": "Select {things}{data}.",
    "replace": "Clean {things}{data}.",
    "delete": "Drop what is not needed from {things}.",
    "encode": "Encode {things}{data}.",
    "scale": "Scale {things}{data}.",
    "impute": "Fill what is missing in {things}.",
    "join": "Join {taken} to {things}.",
    "engineer": "Derive {things}{data}.",
    "split": "Split {taken} into {things}.",
    "save": "Save {things}{place}.",
    "export": "Export {things}{place}.",
    "submit": "Write {things}{place}.",
    "plot": "Plot {things}.",
}
# Where there is nothing to name.
WITHOUT_THINGS = {
    "configure": "Configure what the steps after this one rely on.",
    "plot": "Draw what the notebook shows.",
    "inspect": "Print what the notebook looks at.",
    "load": "Load the data{place}.",
    "save": "Save the results{place}.",
    "export": "Export the results{place}.",
    "submit": "Write the results{place}.",
}
# Where nothing comes out of it but what is printed.
REPORTS = {
    "predict": "Report what is predicted from {things}.",
    "evaluate": "Report measures of {things}.",
    "compute": "Work on {things}.",
    "inspect": "Report on {things}.",
}
PREPOSITIONS = {"load": "from", "query": "from", "connect": "at"}
SHORTEST_TITLE = 4
# Cells farther from each other than that, on average, are told one by one.
FARTHEST = 3
# Names that a sentence may list.
MOST_NAMED = 6
# Values that a step may be said to work with.
MOST_DATA = 2
# How names of settings end that say where something is.
PLACES = ("path", "url", "query")
SAVING = frozenset({"save", "export", "submit"})
PLAIN_TYPES = frozenset({"str", "int", "float", "bool", "None", "bytes"})
DATA_CLASSES = frozenset({"DataFrame", "Series", "Index"})


def describe_cells(cells: Sequence[int]) -> str:
    """`cell 5`, `cells 5 and 6`, `cells 5 to 9`, `cells 5, 9 and 12`."""
    match cells:
        case [only]:
            return f"cell {only}"
        case [first, second]:
            return f"cells {first} and {second}"
    apart = cells[-1] - cells[0] >= FARTHEST * len(cells)
    return f"cells {join_words([str(c) for c in cells])}" if apart else f"cells {cells[0]} to {cells[-1]}"


def plain_text(markdown: str) -> str:
    """Markdown without its marks, for a line of prose."""
    text = re.sub(r"<[^>]*>", "", markdown)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"[*`]|(?<!\w)_|_(?!\w)", "", text)
    return " ".join(text.split())


def summary_of(function: Function) -> tuple[str, tuple[str, ...]]:
    """One sentence that says what a step does, the author's where there is one, and what the author says beyond it."""
    sentence = author_sentence(function.title)
    if sentence and fits(sentence) and not is_sentence(sentence.removesuffix(".")):
        return sentence, ()
    return _from_what_is_known(function), (sentence,) if sentence else ()


def author_sentence(title: str) -> str:
    """A heading or comment as a sentence; empty where it says nothing."""
    words = without_number(plain_text(title))
    told = len(words) >= SHORTEST_TITLE and (" " in words or not words.isascii()) and not words.endswith("?")
    return sentence_of(words) if told else ""


def summary_of_part(part: Substep, step: str) -> str:
    """What a part of a step does: the author's comment, else what it gives back."""
    sentence = sentence_of(part.comment) if part.comment else ""
    if sentence and fits(sentence):
        return sentence
    returned = [f"`{name}`" for name in part.returns]
    told = [f"Work out {join_words(returned)} for `{step}`." if returned else "", f"Do a part of `{step}`."]
    return next(text for text in told if text and fits(text))


def _from_what_is_known(function: Function) -> str:
    """Names what goes in and comes out, as many as have room on a line."""
    for most in range(MOST_NAMED, 0, -1):
        sentence = _with_names(function, most)
        if fits(sentence):
            return sentence
    return WITHOUT_THINGS.get(function.activity, "Run what the notebook runs here.").format(place="")


def _with_names(function: Function, most: int) -> str:
    values = [f"`{p.name}`" for p in function.parameters if p.kind is ParameterKind.VALUE]
    returned = [f"`{r.name}`" for r in function.returns]
    saved = _saved(function) if function.activity in SAVING else []
    things = join_words(_first(saved or _models(function) or returned or ([] if saved else values), most))
    data = join_words(values) if 0 < len(values) <= MOST_DATA and not set(values) & set(returned) else ""
    told = {
        "things": things,
        "place": _place(function),
        "taken": join_words(_first(values, most)) or "the data",
        "data": f" from {data}" if data else "",
        "on": f" on {data}" if data else "",
    }
    changed = [f"`{p.name}`" for p in function.parameters if p.columns.added or p.columns.dropped]
    if changed and not returned and not saved:
        return f"Change {join_words(_first(changed, most))} in place."
    if not things:
        return WITHOUT_THINGS.get(function.activity, "Run what the notebook runs for its effect alone.").format(**told)
    if function.activity in SAVING and not saved:
        return f"Work out {things}{told['data']}." if returned else WITHOUT_THINGS[function.activity].format(**told)
    template = SENTENCES.get(function.activity, "Work out {things}{data}." if returned else "Work on {things}.")
    if not returned:
        template = REPORTS.get(function.activity, template)
    return template.format(**told)


def _saved(function: Function) -> list[str]:
    """Values that a step may save: those that it is given, apart from texts and numbers, which say where and how."""
    given = [p for p in function.parameters if p.kind is ParameterKind.VALUE]
    return [f"`{p.name}`" for p in given if p.guess.type not in PLAIN_TYPES]


def _place(function: Function) -> str:
    """Where something comes from or goes to: the one path, address or query that the step is given."""
    places = [p.name for p in function.parameters if p.kind is ParameterKind.SETTING and p.name.endswith(PLACES)]
    return f" {PREPOSITIONS.get(function.activity, 'to')} `{places[0]}`" if len(places) == 1 else ""


def _models(function: Function) -> list[str]:
    """Classes of the models that a step fits, as far as they tell more than their names."""
    if function.activity not in ("train", "tune", "build"):
        return []
    named = [
        r.guess.type.rpartition(".")[2] for r in function.returns if "." in r.guess.type and "[" not in r.guess.type
    ]
    known = [n for n in named if n[:1].isupper() and n not in DATA_CLASSES]
    return [f"{'an' if n[0] in 'AEIOU' else 'a'} `{n}`" for n in dict.fromkeys(known)]


def _first(names: Sequence[str], most: int) -> Sequence[str]:
    """The first of many names, and how many more there are: the signature has them all."""
    if len(names) <= most:
        return names
    return [*names[: most - 1], f"{len(names) - most + 1} more"] if most > 1 else [f"{len(names)} values"]


def sentence_of(words: str) -> str:
    """Words of the author as a sentence."""
    sentence = words[0].upper() + words[1:]
    return sentence if sentence[-1] in ".!?" else f"{sentence}."


def join_words(words: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if not words[1:]:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
