"""Lines and points in a drawing: their data, where it is what the step is given, and how they look."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.render.tests_of.properties.model import Case
from nb2prod.render.tests_of.properties.pyplot import Call

_STYLE = re.compile(r"(?=.)(?:([bgrcmykw])|(--|-\.|-|:)|([.,ov^<>12348spP*hH+xXDd|_]))*\Z")
_PART = re.compile(r"([bgrcmykw](?![\w]*\d))|(--|-\.|-|:)|([.,ov^<>12348sp*hH+xD|_])")
_NAMES = {
    "c": "color",
    "color": "color",
    "lw": "linewidth",
    "linewidth": "linewidth",
    "ls": "linestyle",
    "linestyle": "linestyle",
    "marker": "marker",
    "ms": "markersize",
    "markersize": "markersize",
    "alpha": "alpha",
    "label": "label",
}
_LINESTYLES = {"solid": "-", "dashed": "--", "dashdot": "-.", "dotted": ":", "": "None", " ": "None"}
_PAIR = 2
LONGEST = 60


def line_claims(call: Call, case: Case) -> Iterator[str]:
    """Assertions on the lines of a `plot`.

    Args:
        call: A call that draws.
        case: The step.
    """
    if call.name != "plot" or call.foreign or "data" in call.named:
        return
    for group, style in _groups(call.given, case):
        looks = (_of_style(style) if style else {}) | _looks(call, case)  # a keyword goes before the style
        data = [_data(node, case) for node in group]
        shown = data if any(data) and len(group) <= _PAIR else []
        shown = ["", *shown] if len(shown) == 1 else shown
        named = [f"{k}={v}" for k, v in looks.items()]
        values = [f"{n}={t}" for n, t in zip("xy", shown, strict=False) if t]
        if values or named:
            yield f"assert drawn.line({', '.join([*values, *named])})"


def _groups(given: tuple[ast.expr, ...], case: Case) -> Iterator[tuple[list[ast.expr], str]]:
    """The values of each line of a `plot`, with its style."""
    group: list[ast.expr] = []
    for node in given:
        known = case.literal(node)
        if known is not None and isinstance(known[1], str):
            yield group, known[1]
            group = []
            continue
        if len(group) == _PAIR:
            yield group, ""
            group = []
        group.append(node)
    if group:
        yield group, ""


def _data(node: ast.expr, case: Case) -> str:
    """What is drawn, said with the variables of the test."""
    found = case.expression(node)
    return found if len(found) <= LONGEST else ""


def _looks(call: Call, case: Case) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, node in call.named.items():
        known = case.literal(node)
        wanted = _NAMES.get(name)
        if known is None or wanted is None or not isinstance(known[1], str | int | float):
            continue
        value = known[1]
        found[wanted] = repr(_LINESTYLES.get(value, value) if wanted == "linestyle" else value)  # type: ignore[arg-type]
    return {k: v for k, v in found.items() if v not in ("''", "None")}


def _of_style(style: str) -> dict[str, str]:
    """What a style such as `r--o` says."""
    if not _STYLE.match(style):
        return {}
    found: dict[str, str] = {}
    for color, line, marker in _PART.findall(style):
        found |= {"color": repr(color)} if color else {}
        found |= {"linestyle": repr(line)} if line else {}
        found |= {"marker": repr(marker)} if marker else {}
    if "marker" in found and "linestyle" not in found:
        found["linestyle"] = repr("None")
    return found


def point_claims(call: Call, case: Case) -> Iterator[str]:
    """Assertions on the points of a `scatter`.

    Args:
        call: A call that draws.
        case: The step.
    """
    if call.name != "scatter" or call.foreign or len(call.given) < _PAIR or "data" in call.named:
        return
    x, y = (_data(node, case) for node in call.given[:_PAIR])
    if x or y:
        values = [f"{n}={t}" for n, t in (("x", x), ("y", y)) if t]
        yield f"assert drawn.points({', '.join(values)})"
