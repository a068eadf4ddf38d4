"""What a step surely draws: lines and points of what it is given, texts, figures of a size, limits of axes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.render.tests_of.properties.endings import ending_claims
from nb2prod.render.tests_of.properties.lines import line_claims, point_claims
from nb2prod.render.tests_of.properties.model import Case, Claim, straight
from nb2prod.render.tests_of.properties.pyplot import DRAWN, Call, calls_of, is_redrawn
from nb2prod.render.tests_of.properties.said import imports_of
from nb2prod.render.tests_of.properties.texts import text_claims

_NUMBERS = 2
_GRID = 3


def drawings(case: Case) -> Iterator[Claim]:
    """Claim what the calls of matplotlib in a step leave behind.

    Args:
        case: The step.

    Yields:
        One claim, if there is something.
    """
    calls = [c for s in straight(case.node.body) for c in calls_of(s, case)]
    lines = [] if is_redrawn(case) else _lines(calls, case)
    if not lines and case.plots and not any(isinstance(n, ast.Lambda) for n in ast.walk(case.node)):
        lines = ["assert any(axes.has_data() for axes in drawn.axes)"]
    elif not lines and case.begins_figure:
        lines = ["assert drawn.figures"]
    if lines:
        lines += ending_claims(calls, case)
        yield Claim("draws what it is given", tuple(lines), fixtures=frozenset({DRAWN}), imports=_imports(lines))


def _imports(lines: list[str]) -> frozenset[str]:
    pyplot = {"import matplotlib.pyplot as plt"} if any("plt." in line for line in lines) else set()
    return imports_of(lines) | {"from drawing_checks import Drawing", *pyplot}


def _lines(calls: list[Call], case: Case) -> list[str]:
    found = [
        *_figures(calls, case),
        *(x for c in calls for x in line_claims(c, case)),
        *(x for c in calls for x in point_claims(c, case)),
        *text_claims(calls),
        *_limits(calls, case),
    ]
    return list(dict.fromkeys(found))


def _figures(calls: list[Call], case: Case) -> Iterator[str]:
    for call in calls:
        size = case.literal(call.named["figsize"]) if "figsize" in call.named else None
        wanted = [f"size={size[0]}"] if size and _is_pair(size[1]) else []
        grid = _grid(call, case)
        wanted += [f"grid={grid!r}"] if grid else []
        if wanted and call.name in ("figure", "subplots", "subplot"):
            yield f"assert drawn.figure({', '.join(wanted)})"


def _is_pair(value: object) -> bool:
    return isinstance(value, tuple) and len(value) == _NUMBERS and all(isinstance(v, int | float) for v in value)


def _grid(call: Call, case: Case) -> tuple[int, int] | None:
    """Rows and columns of the axes of a figure."""
    if any(n in call.named for n in ("subplot_kw", "gridspec_kw", "projection")):
        return None
    values = [v[1] if (v := case.literal(a)) else None for a in call.given]
    match call.name, values:
        case "subplot", [int(code)] if len(str(code)) == _GRID:
            return code // 100, code // 10 % 10
        case "subplot", [int(rows), int(columns), int()]:
            return rows, columns
        case "subplots", [int(rows), int(columns)]:
            return rows, columns
        case "subplots", [] | [int()]:
            first = values[0] if values else _named(call, case, "nrows")
            second = _named(call, case, "ncols")
            return (first, second) if isinstance(first, int) and second is not None else None
    return None


def _named(call: Call, case: Case, name: str) -> int | None:
    if name not in call.named:
        return 1
    known = case.literal(call.named[name])
    return known[1] if known and isinstance(known[1], int) else None


_LIMITS = {"xlim": "xlim", "ylim": "ylim", "set_xlim": "xlim", "set_ylim": "ylim"}


def _limits(calls: list[Call], case: Case) -> Iterator[str]:
    """Limits of axes that nothing sets afterwards."""
    found: dict[tuple[str, int, str], str] = {}
    for call in calls:
        if call.foreign or (call.name == "axis" and not isinstance(call.given[0] if call.given else None, ast.List)):
            found = {}
        key = (call.axes, call.epoch)
        values = [v[1] if (v := case.literal(a)) else None for a in call.given]
        match call.name, values:
            case "axis", [[*four]] if len(four) == 2 * _NUMBERS and all(isinstance(v, int | float) for v in four):
                found[*key, "xlim"] = repr(tuple(four[:2]))
                found[*key, "ylim"] = repr(tuple(four[2:]))
            case "xlim" | "ylim" | "set_xlim" | "set_ylim" as name, [int() | float() as low, int() | float() as high]:
                found[*key, _LIMITS[name]] = repr((low, high))
            case "xlim" | "ylim" | "set_xlim" | "set_ylim" as name, [pair] if _is_pair(
                tuple(pair) if isinstance(pair, list) else pair
            ):
                found[*key, _LIMITS[name]] = repr(tuple(pair))  # type: ignore[arg-type]
            case "xlim" | "ylim" | "set_xlim" | "set_ylim" as name, _ if call.given or call.named:
                found.pop((*key, _LIMITS[name]), None)
    for (_, _, side), text in found.items():
        yield f"assert drawn.limits({side}={text})"
