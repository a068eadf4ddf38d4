"""Names for modules and steps, from the author's words: headings, variables, and what the statements do."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Sequence

from nb2prod.roles.model import Role

MODULES = {
    "load": "preparation", "query": "preparation", "connect": "preparation", "configure": "preparation",
    "rename": "preparation", "import": "preparation",
    "train": "training", "tune": "training", "compute": "training", "evaluate": "evaluation", "predict": "prediction",
    "save": "output", "export": "output", "submit": "output",
}  # fmt: skip
BY_ROLE = {
    Role.PREPARATION: "preparation",
    Role.PREPROCESSING: "preprocessing",
    Role.ML: "training",
    Role.OUTPUT: "output",
}
STOP = frozenset(
    "a an the of for to in on with and or by from our my your this that these those is are be it its as at into we us "
    "let lets some all using via part step section chapter example exercise question problem task solution "
    "answer".split()
)
OF_SETTINGS = frozenset({"bool", "classmethod", "float", "from_environment", "int", "str"})
"""Names that the class of the settings reads in its body, or has itself: a field would hide them."""


_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_GAPS = re.compile(r"\W+")


def words_of(text: str) -> list[str]:
    """Words of a text that can stand in a name: lower case, ASCII, no Markdown, no filler."""
    if not text:
        return []
    plain = re.sub(r"<[^>]+>|\$[^$]*\$|https?://\S+|`|\*|\[|\]\([^)]*\)", " ", text)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    plain = re.sub(r"'s\b|'", "", plain)
    found = [w.lower() for w in re.findall(r"[A-Za-z][A-Za-z0-9]*", plain)]
    return [w for w in found if w not in STOP and len(w) > 1]


def identifier(words: Sequence[str], *, most: int = 4) -> str:
    """Join words to a name in snake case; empty if nothing is left."""
    text = "_".join(words[:most])
    text = re.sub(r"\W", "_", text).strip("_").lower()
    return f"{text}_" if keyword.iskeyword(text) else text


def snake(name: str) -> str:
    """A variable's name in snake case: `XTrain` is `x_train`."""
    spaced = _HUMPS.sub("_", name)
    plain = spaced if spaced.isascii() else unicodedata.normalize("NFKD", spaced).encode("ascii", "ignore").decode()
    return _GAPS.sub("_", plain).strip("_").lower()


def field_name(text: str) -> str:
    """A name for a field of the settings, from any text: always an identifier, and none that their class needs."""
    name = snake(text) or "value"
    if name[0].isdigit():
        name = f"value_{name}"
    return f"{name}_" if keyword.iskeyword(name) or name in OF_SETTINGS else name


def module_of(role: Role, activity: str) -> str:
    """Module that a role and activity belong to; empty for what fits everywhere."""
    if role is Role.ML:
        return MODULES.get(activity, "training")
    return BY_ROLE.get(role, "")


def is_name(text: str) -> bool:
    """Whether a text can be the name of something."""
    return text.isidentifier() and not keyword.iskeyword(text)


def unique(candidates: Sequence[str], taken: set[str]) -> str:
    """The first candidate that is free, else the first one with a number; it is taken from now on."""
    for name in candidates:
        if name not in taken:
            taken.add(name)
            return name
    number = 2
    while f"{candidates[0]}_{number}" in taken:
        number += 1
    taken.add(f"{candidates[0]}_{number}")
    return f"{candidates[0]}_{number}"
