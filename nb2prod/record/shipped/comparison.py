"""Where two descriptions of values differ."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

RTOL = 1e-6
SINGLE_RTOL = 1e-4
ATOL = 1e-12
SHOWN = 10
LONGEST_TEXT = 60
NOW = "(now)"
DAYS = (
    "%Y-%m-%d",
    "%a, %d %b %Y",
    "%d %b %Y",
    "%d %B %Y",
    "%B %d, %Y",
    "%b %d, %Y",
    "%a %b %d",
    "%m/%d/%Y",
    "%d.%m.%Y",
)
CLOCK = re.compile(r"(?<![\d:])(\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?![\d:])")
LAST_HOUR, LAST_MINUTE, HOUR, DAY = 23, 59, 3600, 86400
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


def differences(expected: Any, actual: Any) -> list[str]:
    """Say where a value differs from the recorded one.

    Args:
        expected: Description of the recorded value.
        actual: Description of the value in question.

    Returns:
        A line for each of the first differences; nothing where the values agree, numbers within a tolerance.
    """
    return list(islice(_differences(expected, actual, ""), SHOWN))


def _differences(expected: Any, actual: Any, place: str) -> Iterator[str]:
    if isinstance(expected, dict) and "is" in expected:
        yield from _described(expected, actual, place)
    elif isinstance(expected, dict) and isinstance(actual, dict):
        yield from _by_name(expected, actual, place)
    elif isinstance(expected, list) and isinstance(actual, list):
        if len(expected) != len(actual):
            yield f"{place}: {len(actual)} elements, recorded were {len(expected)}"
        for number, (one, other) in enumerate(zip(expected, actual)):  # noqa: B905 - Python 3.8
            yield from _differences(one, other, f"{place}[{number}]")
    elif not _same(expected, actual):
        yield f"{place}: {_shown(actual)}, recorded was {_shown(expected)}"


def _described(expected: Any, actual: Any, place: str) -> Iterator[str]:
    kind = expected["is"]
    if kind == "not compared":
        return
    if kind == "thinned array" and isinstance(actual, dict) and actual.get("is") == "array":
        actual = thin_array(actual, len(expected["values"]))
    if kind == "thinned list" and isinstance(actual, list):
        actual = thin_list(actual, len(expected["of"]))
    if not isinstance(actual, dict) or actual.get("is") != kind:
        yield f"{place}: {_shown(actual)}, recorded was {_shown(expected)}"
    elif kind in ("array", "thinned array"):
        yield from _arrays(expected, actual, place)
    elif kind == "text":
        if not _same_text(expected["of"], actual["of"]):
            yield f"{place}: {actual['of']!r}, recorded was {expected['of']!r}"
    elif kind == "dict":
        yield from _pairs(expected["of"], actual["of"], place)
    else:
        yield from _by_name({**expected, "order": ""}, {**actual, "order": ""}, place)


def _by_name(expected: Any, actual: Any, place: str) -> Iterator[str]:
    for name in [*expected, *(name for name in actual if name not in expected)]:
        where = f"{place}.{name}" if place else str(name)
        if name not in actual:
            yield f"{where}: it is missing"
        elif name not in expected:
            yield f"{where}: it was not recorded"
        else:
            yield from _differences(expected[name], actual[name], where)


def _pairs(expected: Any, actual: Any, place: str) -> Iterator[str]:
    """Dictionaries, whatever the order of their keys."""
    if not all(isinstance(key, str) for key, _ in [*expected, *actual]):
        yield from _differences(sorted(expected, key=_shown), sorted(actual, key=_shown), place)
        return
    yield from _by_name(dict(expected), dict(actual), place)


def _arrays(expected: Any, actual: Any, place: str) -> Iterator[str]:
    import numpy as np

    for part in ("dtype", "shape"):
        if expected[part] != actual[part]:
            yield f"{place}: {part} {actual[part]}, recorded was {expected[part]}"
            return
    ours, others = np.asarray(expected["values"]), np.asarray(actual["values"])
    if others.dtype.kind in "mM":
        others = others.view("i8")
    if ours.dtype.kind in "mM":
        ours = ours.view("i8")
    if np.dtype(expected["dtype"]).kind in "fc":
        rtol = SINGLE_RTOL if expected["dtype"][1:] in ("f2", "f4", "c8") else RTOL
        finite = np.abs(ours[np.isfinite(ours)])
        # What is tiny beside the rest, or in itself, is rounding noise.
        floor = max(ATOL, 1e-9 * float(finite.max())) if finite.size else ATOL
        equal = np.isclose(ours.astype(others.dtype), others, rtol=rtol, atol=floor, equal_nan=True)
    else:
        equal = ours == others
    for number in np.flatnonzero(~np.asarray(equal))[:1]:
        count = int((~np.asarray(equal)).sum())
        yield f"{place}: {count} of {len(ours)} differ; [{number}] is {others[number]}, recorded was {ours[number]}"


def thin_array(node: Any, size: int) -> Any:
    """Keep some elements of an array, and the sum of all: what is too large is compared by these."""
    import numpy as np

    values = np.asarray(node["values"])
    places = np.linspace(0, len(values) - 1, size - 1).astype(int)
    total = values.astype("f8")[np.isfinite(values)].sum() if values.dtype.kind in "biuf" else len(values)
    kept = np.append(values[places].astype("f8"), total) if values.dtype.kind in "biuf" else values[places]
    dtype = "<f8" if values.dtype.kind in "biuf" else node["dtype"]
    return {"is": "thinned array", "dtype": dtype, "shape": node["shape"], "values": kept}


def thin_list(node: Any, size: int) -> Any:
    """Keep some elements of a list."""
    places = [round(number * (len(node) - 1) / max(1, size - 1)) for number in range(size)]
    return {"is": "thinned list", "length": len(node), "of": [node[place] for place in places]}


def _same(one: Any, other: Any) -> bool:
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return (
            one == other
            or (math.isnan(one) and math.isnan(other))
            or math.isclose(one, other, rel_tol=RTOL, abs_tol=ATOL)
        )
    if isinstance(one, str) and NOW in one:
        return one == timeless(other)
    return bool(one == other)


def _same_text(one: str, other: str) -> bool:
    """Whether two texts are the same, numbers in them within the tolerance, whatever room they take."""
    one, other = timeless(one), timeless(other)
    if one == other:
        return True
    if NUMBER.sub("#", one).split() != NUMBER.sub("#", other).split():
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other))  # noqa: B905 - Python 3.8
    return all(a == b or ("." in a + b and _same(float(a), float(b))) for a, b in pairs)


def timeless(text: str) -> str:
    """A text without the day and time of now, which it may tell."""
    for moment in (datetime.datetime.now(), datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)):
        for form in DAYS:
            text = text.replace(moment.strftime(form), NOW)
        for match in CLOCK.finditer(text):
            text = text.replace(match.group(), NOW) if _is_now(match, moment) else text
    return text


def _is_now(match: re.Match[str], moment: datetime.datetime) -> bool:
    hour, minute, second = (int(part or 0) for part in match.groups())
    if hour > LAST_HOUR or max(minute, second) > LAST_MINUTE:
        return False
    away = abs((hour - moment.hour) * 3600 + (minute - moment.minute) * 60 + second - moment.second)
    return min(away, DAY - away) <= HOUR


def _shown(node: Any) -> str:
    if isinstance(node, dict) and "is" in node:
        return str(node.get("class") or node["is"])
    text = repr(node)
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}..."
