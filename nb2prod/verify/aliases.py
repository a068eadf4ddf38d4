"""Which names share an object: a change of one is a change of the other, so a package has to share alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from nb2prod.verify.compare import Reference
from nb2prod.verify.judge_files import Runs
from nb2prod.verify.model import Value, Verdict
from nb2prod.verify.moments import Key
from nb2prod.verify.observed import Answer


def with_aliases(values: Sequence[Value], runs: Runs) -> list[Value]:
    """Turn equal values into different ones where they share their object with another name on one side only.

    Args:
        values: Values with their verdicts.
        runs: What was seen.

    Returns:
        The same values.
    """
    at_probe: dict[tuple[int, int], dict[str, Answer]] = {}
    for (cell, name), answers in runs.package.answers.items():
        for answer in answers:
            at_probe.setdefault((cell, answer.probe), {})[name] = answer
    wrong: dict[Key, str] = {}
    for (cell, _), found in at_probe.items():
        for one, other in _pairs(sorted(found)):
            shared = [_shares(seen.cells.get(cell, {}), one, other) for seen in (runs.first, runs.second)]
            in_package = _same_object(found[one].value, found[other].value)
            if shared[0] is not None and shared[0] == shared[1] and in_package is not None and shared[0] != in_package:
                word = "no longer" if shared[0] else "now"
                wrong[cell, other] = f"{word} the same object as `{one}`"
    return [
        (
            replace(v, verdict=Verdict.DIFFERENT, why=wrong[v.cell or 0, v.name])
            if v.verdict is Verdict.EQUAL and (v.cell or 0, v.name) in wrong
            else v
        )
        for v in values
    ]


def _pairs(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for place, one in enumerate(names) for other in names[place + 1 :])


def _shares(values: Mapping[str, Reference], one: str, other: str) -> bool | None:
    return _same_object(values[one], values[other]) if one in values and other in values else None


def _same_object(one: Reference, other: Reference) -> bool | None:
    """Whether two values are one object; `None` where that means nothing."""
    return one["object"] == other["object"] if "object" in one and "object" in other else None
