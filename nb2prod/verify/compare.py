"""Comparing two values that were taken apart, tree with tree."""

from __future__ import annotations

import array
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nb2prod.verify.agent.builtin_values import GENERATOR
from nb2prod.verify.model import Verdict
from nb2prod.verify.stored import Numbers

Reference = Mapping[str, Any]
"""What an event says of a value: label, hash, and where they apply `opaque`, `note`, `summary`, `object`, `shell`."""

OWN_FUNCTION, OWN_CLASS = "function ", "class "
_ADDED = ("keyword ", "closure ")
_ADAPTED = "its code was adapted to the package, and code can't be proved equal"
_PICTURE = "a picture, which is not compared pixel by pixel"
_OF_THE_SHELL = "it belongs to the shell that runs the notebook, and a package has none"
_SINGLE = 1e-5
# Rounding noise of an array's largest number, as a share of the tolerance.
_NOISE = 1e-6


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is known of two values.

    Attributes:
        verdict: Whether they agree.
        why: What differs, why they can't be compared, or what to know.
    """

    verdict: Verdict
    why: str = ""


_EQUAL = Judgement(Verdict.EQUAL)


class Comparer:
    """Compares values by what runs stored of them.

    Attributes:
        store: Folder of trees and numbers.
        rtol: Relative tolerance of floating-point numbers; single precision gets at least 1e-5.
        known: Labels of the notebook's own functions and classes.
        numbers: What runs stored of numbers.
    """

    def __init__(self, store: Path, rtol: float, known: frozenset[str] = frozenset()) -> None:
        self.store = store
        self.rtol = rtol
        self.known = known
        self.numbers = Numbers(store)

    def compare(self, left: Reference, right: Reference) -> Judgement:
        """Compare the notebook's value with the package's.

        Args:
            left: The notebook's.
            right: The package's.

        Returns:
            Equal only if everything in them is.
        """
        if left["hash"] == right["hash"]:
            reason = left.get("opaque") or right.get("opaque")
            if reason:
                return Judgement(Verdict.NOT_COMPARED, str(reason))
            return Judgement(Verdict.EQUAL, str(left.get("note", "")))
        if "shell" in left:
            return Judgement(Verdict.NOT_COMPARED, _OF_THE_SHELL)
        return self._nodes(self._tree(left), self._tree(right), "")

    def _tree(self, reference: Reference) -> Mapping[str, Any]:
        place = self.store / f"{reference['hash']}.json"
        if place.is_file():
            tree: Mapping[str, Any] = json.loads(place.read_bytes())
            return tree
        return reference

    def _nodes(self, left: Mapping[str, Any], right: Mapping[str, Any], path: str) -> Judgement:
        if left["hash"] == right["hash"]:
            return self.compare(left, right)
        left, right = (self._tree(node) if "is_elsewhere" in node else node for node in (left, right))
        if left["label"] == "picture" == right["label"]:
            return Judgement(Verdict.NOT_COMPARED, _PICTURE)
        for kind in (OWN_FUNCTION, OWN_CLASS):
            if left["label"].startswith(kind) and right["label"].startswith(kind):
                return self._definitions(left, right, path)
        if left["label"] != right["label"]:
            return Judgement(Verdict.DIFFERENT, _at(path, f"{_shown(left)}, and {_shown(right)} in the package"))
        if "floats" in left and "floats" in right:
            return self._numbers(left, right, path)
        if "children" in left and "children" in right:
            found = self._children(left, right, path)
            # That what was seen of them agrees does not prove it of the rest.
            reason = left.get("opaque") or right.get("opaque")
            is_proved = found.verdict is not Verdict.EQUAL or not reason
            return found if is_proved else Judgement(Verdict.NOT_COMPARED, _at(path, str(reason)))
        return Judgement(Verdict.DIFFERENT, _at(path, f"{_shown(left)}, and {_shown(right)} in the package"))

    def _definitions(self, left: Mapping[str, Any], right: Mapping[str, Any], path: str) -> Judgement:
        """Compare own code: what the package adds are globals that became keyword parameters or a closure."""
        if left["label"] != right["label"] and right["label"] in self.known:
            return Judgement(Verdict.DIFFERENT, _at(path, f"{_shown(left)}, and {_shown(right)} in the package"))
        ours, others = dict(left.get("children", ())), dict(right.get("children", ()))
        added = [name for name in others if name not in ours and not name.startswith(_ADDED)]
        found = {name: self._nodes(ours[name], others[name], path + name) for name in ours if name in others}
        for name, judgement in found.items():
            # Code is adapted; defaults and what a class holds besides are not.
            if judgement.verdict is Verdict.DIFFERENT and ours[name]["label"] != "code":
                return judgement
        is_same = not added and left["label"] == right["label"] and len(found) == len(ours)
        if is_same and all(judgement.verdict is Verdict.EQUAL for judgement in found.values()):
            return _EQUAL
        return Judgement(Verdict.NOT_COMPARED, _at(path, _ADAPTED))

    def _children(self, left: Mapping[str, Any], right: Mapping[str, Any], path: str) -> Judgement:
        others = dict(right["children"])
        ours = dict(left["children"])
        if len(others) != len(right["children"]) or len(ours) != len(left["children"]):
            return Judgement(Verdict.DIFFERENT, _at(path, "its elements differ"))
        found: list[Judgement] = []
        for name in [*ours, *(n for n in others if n not in ours)]:
            if name in ours and name in others:
                found.append(self._nodes(ours[name], others[name], path + name))
            elif not _may_be_missing(name, left["label"]):
                where = "the package" if name in ours else "the notebook"
                found.append(Judgement(Verdict.DIFFERENT, _at(path + name, f"missing in {where}")))
        shared = [name for name in ours if name in others]
        if shared != [name for name in others if name in ours]:
            found.append(Judgement(Verdict.DIFFERENT, _at(path, "its elements are in another order")))
        elif len(ours) == len(others) and all(ours[name]["hash"] == others[name]["hash"] for name in shared):
            # The parts are the same, so it is what the node itself holds.
            found.append(Judgement(Verdict.DIFFERENT, _at(path, f"{_shown(left)} differs")))
        return _worst(found)

    def _numbers(self, left: Mapping[str, Any], right: Mapping[str, Any], path: str) -> Judgement:
        form = left["floats"]["form"]
        ours, others = self._stored(left["floats"]), self._stored(right["floats"])
        if ours is None or others is None or len(ours) != len(others):
            why = "numbers differ" if ours is None or others is None else "sizes differ"
            return Judgement(Verdict.DIFFERENT, _at(path, why))
        rtol = max(self.rtol, _SINGLE) if form.endswith("f") else self.rtol
        noise = 0.0 if left["floats"].get("is_mixed") else _NOISE
        worst = _largest_difference(ours, others, rtol, noise)
        if worst is None:
            return Judgement(Verdict.EQUAL, "within the tolerance")
        place, one, other = worst
        which = f"number {place + 1} is " if len(ours) > 1 else ""
        return Judgement(Verdict.DIFFERENT, _at(path, f"{which}{one!r}, and {other!r} in the package"))

    def _stored(self, floats: Mapping[str, Any]) -> array.array[float] | None:
        content = self.numbers.get(floats)
        if content is None:
            return None
        numbers = array.array(floats["form"][-1])
        numbers.frombytes(content)
        return numbers


def _largest_difference(
    ours: array.array[float], others: array.array[float], rtol: float, noise: float
) -> tuple[int, float, float] | None:
    """The pair that is farthest apart, if any is farther apart than the tolerance."""
    # What is tiny beside the rest is rounding noise of the rest.
    scale = max((abs(x) for x in ours if math.isfinite(x)), default=0.0)
    floor = rtol * scale * noise
    worst, farthest = None, 0.0
    for place, (one, other) in enumerate(zip(ours, others, strict=True)):
        if one == other or (one != one and other != other):  # noqa: PLR0124 - NaN
            continue
        distance = abs(one - other)
        is_near = math.isfinite(distance) and distance <= max(rtol * max(abs(one), abs(other)), floor)
        if not is_near and (worst is None or distance > farthest):
            worst, farthest = (place, one, other), distance
    return worst


def _may_be_missing(name: str, label: str) -> bool:
    """Whether what only one side has is what a library's object keeps for later, or a parameter of adapted code."""
    return label == GENERATOR or (name.startswith("._") and not label.startswith("notebook."))


def _worst(judgements: list[Judgement]) -> Judgement:
    for verdict in (Verdict.DIFFERENT, Verdict.NOT_COMPARED):
        for judgement in judgements:
            if judgement.verdict is verdict:
                return judgement
    return next((j for j in judgements if j.why), _EQUAL)


def _shown(node: Mapping[str, Any]) -> str:
    return str(node.get("summary") or node["label"])


def _at(path: str, text: str) -> str:
    return f"{path}: {text}" if path else text
