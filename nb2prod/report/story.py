"""What a notebook does in one sentence: loads these files, trains these models, evaluates by these measures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from nb2prod.analysis import Analysis
from nb2prod.facts.model import Facts
from nb2prod.facts.tree import descendants
from nb2prod.report.wording import counted, harmless, listed
from nb2prod.roles.libraries import by_convention
from nb2prod.roles.model import Role, RoleGuess
from nb2prod.types.model import Effects

_CHAPTERS: Mapping[str, tuple[str, ...]] = {
    "loads": ("load", "query"),
    "trains": ("train",),
    "tunes": ("tune",),
    "predicts": ("predict",),
    "evaluates": ("evaluate",),
    "saves": ("save", "export", "submit"),
}
"""Verb of each chapter, with the activities that it tells of."""

_FILE = re.compile(r"(?:^|[/\\])([\w .*+()={}-]*[\w*)}]\.[A-Za-z][A-Za-z0-9]{1,7})(?:\?.*)?$")
_TABLE = re.compile(r"\bfrom\s+[`\"\[]?([\w.-]+)", re.IGNORECASE)
_VAGUE = frozenset({"make", "filter", "engineer", "replace", "delete"})
"""Ways of preparing data that say less than others, which come first."""

_PART = re.compile(r"\.(layers|losses|optimizers|callbacks|regularizers|initializers|optim)\.|\.nn\.|Layer$|\.Input$")

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Chapter:
    """One thing that a notebook does.

    Attributes:
        verb: What it does (`loads`).
        objects: To what, or by what, as far as that is known, each once and in order.
    """

    verb: str
    objects: tuple[str, ...]


def story(analysis: Analysis) -> tuple[Chapter, ...]:
    """Tell what a notebook does, in the order of a pipeline; what it doesn't do is left out.

    Args:
        analysis: The notebook.
    """
    texts: dict[str, str] = {}
    told: dict[str, dict[str, None]] = {verb: {} for verb in ("loads", "prepares", *_CHAPTERS, "plots")}
    for facts, guess in zip(analysis.facts, analysis.roles, strict=True):
        effects = analysis.interpretation.effects.get(facts.id, Effects())
        _remember_text(facts, texts)
        if guess.definition or guess.setting:
            continue
        if guess.role is Role.PREPROCESSING:
            told["prepares"][guess.activity] = None
        for verb, activities in _CHAPTERS.items():
            if guess.activity in activities:
                told[verb].update(dict.fromkeys(_objects(verb, facts, guess, effects, texts) or ("",)))
    told["prepares"] = dict.fromkeys(sorted(told["prepares"], key=_VAGUE.__contains__))
    plots = sum("plot" in cell.activities for cell in analysis.cells)
    if plots:
        told["plots"][f"in {counted(plots, 'cell')}"] = None
    return tuple(Chapter(verb, tuple(filter(None, objects))) for verb, objects in told.items() if objects)


def story_text(chapters: Iterable[Chapter]) -> str:
    """Write a story as one line: `loads a.csv; prepares data (impute, split); trains SVC; plots in 3 cells`."""
    return "; ".join(_sentence(chapter) for chapter in chapters)


def _sentence(chapter: Chapter) -> str:
    if not chapter.objects:
        return chapter.verb
    objects = listed(map(harmless, chapter.objects), _SHOWN)
    match chapter.verb:
        case "prepares":
            return f"prepares data ({objects})"
        case "evaluates":
            return f"evaluates by {objects}"
    return f"{chapter.verb} {objects}"


def _objects(verb: str, facts: Facts, guess: RoleGuess, effects: Effects, texts: Mapping[str, str]) -> Iterable[str]:
    match verb:
        case "loads":
            return list(_files(facts, texts)) or sorted(facts.may_bind - {name.name for name in facts.imports})[:1]
        case "saves":
            return list(_files(facts, texts))
        case "trains" | "tunes":
            return (_called(effects, "tune") if verb == "tunes" else []) or _called(effects, "train")
        case "evaluates":
            return _measures(effects) or _own(guess)
    return ()


def _called(effects: Effects, activity: str) -> list[str]:
    """Estimators that it makes for an activity; parts of networks tell nothing."""
    found = [q for q in effects.callees if by_convention(q) == activity and not _PART.search(q)]
    made = [last for qualified in found if (last := qualified.rpartition(".")[2])[:1].isupper()]
    return made or [qualified for qualified in found if qualified.endswith(".train")]


def _measures(effects: Effects) -> list[str]:
    return [q.rpartition(".")[2] for q in effects.callees if by_convention(q) == "evaluate" and "." in q]


def _own(guess: RoleGuess) -> list[str]:
    """The notebook's own measure, if its function is the reason."""
    name, found, _ = guess.evidence[0].removeprefix("inside: ").partition(", whose body")
    return [name] if found else []


def _remember_text(facts: Facts, texts: dict[str, str]) -> None:
    match facts.statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(text))):
            texts[name] = text


def _files(facts: Facts, texts: Mapping[str, str]) -> Iterator[str]:
    """Files, and tables of queries, that a statement names; nothing of an address but its last part."""
    node = facts.statement.node
    for part in descendants(node) if node is not None else ():
        match part:
            case ast.Constant(value=str(text)):
                pass
            case ast.Name(id=name) if name in texts:
                text = texts[name]
            case _:
                continue
        if (found := _FILE.search(text) or _TABLE.search(text)) is not None:
            yield found[1]
