"""What kind of phrase a title is: whether it can name a function, and by which of its words."""

from __future__ import annotations

import re
from collections.abc import Sequence

# "Day 1: …", "Example 2 - …", "5.7 …", "Step 3) …", "IV. …": the number tells nothing.
_NUMBERING = re.compile(
    r"^(?:(?:step|part|section|chapter|example|exercise|problem|question|task|lesson|day|week|case|stage|phase|unit)"
    r"\s*)?(?:\d+(?:\.\d+)*|[ivx]+(?=[.):]))[a-z]?\s*[:.)\u2013\u2014-]*\s+",
    re.IGNORECASE,
)
# Words that make a sentence of what else could be a title.
_FINITE = frozenset(
    "is are was were am be been isn't aren't has have had will would can could should must may might do does did don't "
    "doesn't i i'm i'll we we'll you they he she let's there because if when while since although but what why how "
    "which who whether not no".split()
)
IMPERATIVES = frozenset(
    "add aggregate align analyse analyze apply assign build calculate center check choose classify clean clip "
    "cluster collect combine compare compute configure connect convert count create cross-validate define "
    "deploy derive detect discretize display divide download draw drop encode engineer estimate evaluate examine "
    "explore export extract fetch fill filter find fit fix format generate get group handle identify impute "
    "initialize inspect install investigate invoke join load make map measure merge monitor normalise normalize "
    "open optimise optimize parse perform plot predict prepare preprocess preview process prune query rank read "
    "rebuild recode reduce register release remove rename replace report resample reshape retrieve review run "
    "sample save scale score select set show simulate solve sort split standardise standardize start stop store "
    "submit summarise summarize test tokenize train transform tune update upload use validate view visualise "
    "visualize write".split()
)
# What a noun at the end of a title asks for: `Data Cleaning`, `Feature selection`.
_NOUNS = {
    "aggregation": "aggregate", "comparison": "compare", "evaluation": "evaluate", "exploration": "explore",
    "extraction": "extract", "imputation": "impute", "initialisation": "initialize", "initialization": "initialize",
    "inspection": "inspect", "normalisation": "normalise", "normalization": "normalize", "optimization": "optimize",
    "preparation": "prepare", "reduction": "reduce", "selection": "select", "standardization": "standardize",
    "transformation": "transform", "validation": "validate", "vectorization": "vectorize",
    "visualisation": "visualise", "visualization": "visualize",
}  # fmt: skip
# A title of more words than these is a sentence, or names more than a function does.
MOST_WORDS = 9
_OF_TOOLS = frozenset(
    "pandas numpy scipy sklearn scikit learn matplotlib pyplot seaborn plotly tensorflow tf keras pytorch torch python "
    "statsmodels library libraries module modules packages code cell".split()
)
_DRAWN = frozenset("draw plot visualise visualize".split())
# More words before a noun that asks for something are a title of another kind.
MOST_OBJECTS = 3


def without_number(title: str) -> str:
    """A title without its place among others: `Example 2 - Digits` is `Digits`."""
    rest = _NUMBERING.sub("", title.lstrip("[*_ "))
    return rest if any(c.isalpha() for c in rest) else title


def numbered_words(title: str) -> list[str]:
    """Words of a title that is but a number in a row: `Problem 48` is `problem`, `48`."""
    found = re.match(r"\W*([A-Za-z]+)\W*(\d+)\b", title)
    return [found[1].lower(), found[2]] if found else []


def is_sentence(text: str) -> bool:
    """Whether a text tells or asks something, where a title only names it."""
    words = re.findall(r"[a-z']+", text.lower())
    if text.rstrip().endswith("?") or len(words) > MOST_WORDS:
        return True
    told = bool(words) and imperative(words[0]) in IMPERATIVES
    return not told and bool(_FINITE.intersection(words))


def asks_to_look(title: str) -> bool:
    """Whether a title asks for a plot, which is the task of no other step under it."""
    words = re.findall(r"[a-z']+", without_number(title).lower())
    return bool(words) and as_task(words)[0] in _DRAWN


def names_something(words: Sequence[str]) -> bool:
    """Whether words of a title can name a function: not where it begins like a text about itself."""
    if not words or words[0] in ("notebook", "here", "now", "note", "this") or set(words) <= _OF_TOOLS:
        return False
    return list(words[:2]) != ["getting", "started"]


def as_task(words: Sequence[str]) -> list[str]:
    """Words of a title with what it asks for first: `data`, `preprocessing` is `preprocess`, `data`."""
    first, *rest = words
    if imperative(first) in IMPERATIVES or not rest:
        return [imperative(first), *rest]
    *objects, last = words
    verb = _NOUNS.get(last, imperative(last) if last.endswith("ing") else "")
    known = verb in IMPERATIVES or last in _NOUNS
    return [verb, *objects] if known and len(objects) <= MOST_OBJECTS else [first, *rest]


def imperative(word: str) -> str:
    """The verb of a gerund: `cleaning` is `clean`, `scaling` is `scale`, `splitting` is `split`; other words stay."""
    if not word.endswith("ing"):
        return word
    stem = word[:-3]
    return next((s for s in (stem, f"{stem}e", stem[:-1]) if s in IMPERATIVES), word)
