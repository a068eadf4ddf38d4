"""What a step is about: the file that it loads, the model that it fits, the column that it adds, the title of its plot.

Variables are named for typing (`df2`, `clf`, `X_t`); what the calls around them are given says more.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from nb2prod.facts.tree import descendants
from nb2prod.knowledge import Knowledge
from nb2prod.plan.data_names import LOADS, SAVES, DataNames, literal_text, short_name
from nb2prod.plan.naming import snake, words_of
from nb2prod.plan.unit import Unit

_FITTED = frozenset({"estimator", "model"})
_SUFFIX = re.compile(r"(?<=.)(Classifier|Regressor|Estimator|Model|CV)$")
_TITLES = frozenset({"title", "set_title", "suptitle"})
_SHOWS = frozenset({"show", "close", "figure", "tight_layout", "savefig"})
_FEATURES = frozenset("X features predictors".split())
_TARGETS = frozenset("y Y target targets labels".split())
# Names of more things than these do not fit into one.
_MOST_THINGS = 2


@dataclass(frozen=True, slots=True)
class Subject:
    """What a step is about.

    Attributes:
        verb: What it does, where its calls say it better than its activity does; else empty.
        nouns: What it does it to, in snake case, the most telling first.
    """

    verb: str = ""
    nouns: tuple[str, ...] = ()


class Subjects:
    """Tells for each step what it is about."""

    def __init__(self, units: Sequence[Unit], knowledge: Knowledge) -> None:
        """Begin.

        Args:
            units: All statements.
            knowledge: Tables that say what calls are for.
        """
        self.knowledge = knowledge
        self.data = DataNames(units, knowledge)

    def of(self, units: Sequence[Unit], activity: str) -> Subject:
        """Find what a step is about.

        Args:
            units: Its statements.
            activity: Its main activity.
        """
        finder = _FINDERS.get(activity)
        found = finder(self, units) if finder is not None else Subject()
        return found if found.nouns or found.verb else self._otherwise(units, activity)

    # --- by activity -------------------------------------------------------------------------------------------------

    def _loaded(self, units: Sequence[Unit]) -> Subject:
        return Subject("", _together(list(self.data.loaded(units)), others="data"))

    def _saved(self, units: Sequence[Unit]) -> Subject:
        found = (self.data.stem(node) for activity, node in self.data.calls(units) if activity in SAVES)
        return Subject("", tuple(dict.fromkeys(filter(None, found)))[:1])

    def _fitted(self, units: Sequence[Unit]) -> Subject:
        return Subject("", _together(self._models(units), others="models"))

    def _measured(self, units: Sequence[Unit]) -> Subject:
        callees = [c for u in units for c in u.effects.callees]
        metrics = [_metric(c) for c in callees if ".metrics." in c or c.endswith("cross_val_score")]
        models = self._models(units)
        if len(set(models)) == 1:
            return Subject("score" if not metrics and any(c.endswith(".score") for c in callees) else "", (models[0],))
        return Subject("", _together(metrics, others="predictions"))

    def _split(self, units: Sequence[Unit]) -> Subject:
        halves = any(c.endswith("train_test_split") for u in units for c in u.effects.callees)
        return Subject("", ("train_test",) if halves else ())

    def _drawn(self, units: Sequence[Unit]) -> Subject:
        calls = [c for u in units for c in u.facts.calls]
        if calls and all(c.method in _SHOWS for c in calls):
            return Subject("show", ())
        given = [_first_text(c.node) for c in calls if c.method in _TITLES]
        given += [literal_text(k.value) for c in calls for k in c.node.keywords if k.arg == "title"]
        return Subject("", next(((n,) for t in given if (n := short_name(words_of(t)))), ()))

    def _otherwise(self, units: Sequence[Unit], activity: str) -> Subject:
        """Features and target that are told apart; columns that are stored: new ones are added, others worked on."""
        if activity in LOADS | SAVES:
            return Subject()
        bound = {n for u in units if isinstance(u.statement.node, ast.Assign) for n in u.facts.may_bind}
        if _FEATURES & bound and _TARGETS & bound and activity != "train":
            return Subject("split", ("features_and_target",))
        stored = dict(c for u in units for c in _stored_columns(u.statement.node))
        names = [n for n in map(_column_name, stored) if n]
        fresh = bool(names) and not any(stored.values())
        if fresh and activity in ("engineer", "make", ""):
            return Subject("add", _together(names, others="features"))
        return Subject("", _together(names, others="columns"))

    def _models(self, units: Sequence[Unit]) -> list[str]:
        return [n for u in units for c in u.effects.callees if (n := self._model(c))]

    def _model(self, callee: str) -> str:
        """The model that a constructor makes or that a method is one of, by its class."""
        for owner in (callee, callee.rpartition(".")[0]):
            entry = self.knowledge.type(owner) if owner else None
            if entry is not None and entry.kind in _FITTED and not owner.startswith("sklearn.base."):
                return snake(_SUFFIX.sub("", owner.rpartition(".")[2]))
        return ""


_Finder = Callable[[Subjects, Sequence[Unit]], Subject]
_FINDERS: Mapping[str, _Finder] = {
    **dict.fromkeys(LOADS, Subjects._loaded),
    **dict.fromkeys(SAVES, Subjects._saved),
    **dict.fromkeys(("train", "tune", "build"), Subjects._fitted),
    "evaluate": Subjects._measured,
    "split": Subjects._split,
    "plot": Subjects._drawn,
}


def _together(names: Sequence[str], *, others: str) -> tuple[str, ...]:
    """One name for all, and then the first by itself; another word where they are too many."""
    each = list(dict.fromkeys(names))
    if len(each) > _MOST_THINGS:
        return (others,)
    return tuple(dict.fromkeys(("_and_".join(each), each[0]))) if each else ()


def _metric(callee: str) -> str:
    name = callee.rpartition(".")[2]
    return "cross_validation" if name == "cross_val_score" else snake(name).removesuffix("_score")


def _first_text(node: ast.Call) -> str:
    return literal_text(node.args[0]) if node.args else ""


def _column_name(column: str) -> str:
    return short_name(words_of(re.sub(r"[_\-]", " ", snake(column))))


def _stored_columns(node: ast.stmt | None) -> Iterator[tuple[str, bool]]:
    """Columns that an assignment stores, each with whether it reads it, too."""
    if not isinstance(node, ast.Assign | ast.AugAssign):
        return
    read = {n.value for n in descendants(node.value) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    read |= {n.attr for n in descendants(node.value) if isinstance(n, ast.Attribute)}
    for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
        key = target.slice if isinstance(target, ast.Subscript) else None
        match key.elts[-1] if isinstance(key, ast.Tuple) and key.elts else key:
            case ast.Constant(value=str(column)):
                yield column, column in read or isinstance(node, ast.AugAssign)
