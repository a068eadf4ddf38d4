"""Calls of matplotlib in a step, and the axes that each draws into."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from nb2prod.render.tests_of.properties.model import Case

DRAWN = "drawn: Drawing"
PYPLOT = "matplotlib.pyplot."
_STARTS = frozenset({"figure", "subplots", "subplot", "subplot2grid", "axes", "show", "close", "sca", "twinx", "twiny"})
_AXES_MAKERS = frozenset({"subplots", "subplot", "axes", "gca", "add_subplot", "subplot2grid"})
_REDRAWN = frozenset(
    "clear cla clf remove pop delaxes setp set_color set_linewidth set_linestyle set_alpha set_marker set_data "
    "set_ydata set_xdata set_visible set_label cycler update set_position xkcd style".split()
)
AXES = "matplotlib.axes."


@dataclass(frozen=True, slots=True)
class Call:
    """A call that draws.

    Attributes:
        name: What is called: a function of `matplotlib.pyplot`, or a method of axes.
        axes: What stands for the axes; empty for the current ones.
        epoch: Number of the figure or axes that are current.
        given: Arguments by position.
        named: Arguments by name.
        foreign: Whether it is another library that draws, which may change all that the axes have.
    """

    name: str
    axes: str
    epoch: int
    given: tuple[ast.expr, ...]
    named: Mapping[str, ast.expr]
    foreign: bool = False


def calls_of(statement: ast.stmt, case: Case) -> Iterator[Call]:
    """Calls that a statement surely makes to draw.

    Args:
        statement: A statement that surely runs, once.
        case: The step.
    """
    if isinstance(statement, ast.Expr | ast.Assign) and isinstance(statement.value, ast.Call):
        node = statement.value
        if any(k.arg is None for k in node.keywords) or any(isinstance(a, ast.Starred) for a in node.args):
            return
        found = _target(node, case)
        if found is not None:
            name, axes, foreign = found
            named = {str(k.arg): k.value for k in node.keywords}
            yield Call(name, axes, statement.lineno and _epoch(statement, case), tuple(node.args), named, foreign)


def _target(node: ast.Call, case: Case) -> tuple[str, str, bool] | None:
    name = case.qualified(node.func)
    if name.startswith(PYPLOT):
        return name.removeprefix(PYPLOT), "", False
    match node.func:
        case ast.Attribute(value=ast.Name(id=axes), attr=method) if axes in axes_of(case):
            return method, axes, False
        case ast.Attribute(attr="plot" | "hist" | "boxplot" | "scatter"):
            return "", "", True
    return (
        ("", "", True) if name.startswith(("seaborn.", "pandas.", "scikitplot", "yellowbrick", "statsmodels")) else None
    )


def axes_of(case: Case) -> frozenset[str]:
    """Names that surely stand for one Axes each: the step makes them, or is given them."""
    found = {p.name for p in case.function.parameters if p.guess.type.startswith(AXES) and not case.stores(p.name)}
    for node in ast.walk(case.node):
        match node:
            case ast.Assign(targets=[target], value=ast.Call() as call):
                found |= {n for n in _made(target, call, case) if case.stores(n) == 1}
    return frozenset(found)


def _made(target: ast.expr, call: ast.Call, case: Case) -> set[str]:
    name = case.qualified(call.func)
    short = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    is_one = not call.args and not any(k.arg in ("nrows", "ncols") for k in call.keywords)
    match target:
        case ast.Tuple(elts=[ast.Name(), ast.Name(id=axes)]) if name == f"{PYPLOT}subplots" and is_one:
            return {axes}
        case ast.Tuple(elts=[ast.Name(), ast.Tuple(elts=parts)]) if name == f"{PYPLOT}subplots":
            return {p.id for p in parts if isinstance(p, ast.Name)}
        case ast.Name(id=axes) if (
            name in {f"{PYPLOT}{n}" for n in ("axes", "subplot", "gca")} or short == "add_subplot"
        ):
            return {axes} if not any(k.arg == "projection" for k in call.keywords) else set()
    return set()


def _epoch(statement: ast.stmt, case: Case) -> int:
    """How many figures or axes were begun before a statement."""
    return sum(
        isinstance(n, ast.Call) and n.lineno <= statement.lineno and _short(n) in _STARTS for n in ast.walk(case.node)
    )


def _short(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def is_redrawn(case: Case) -> bool:
    """Whether the step may change or take away what was drawn, or draws where it can't be followed."""
    for node in ast.walk(case.node):
        match node:
            case ast.Call() if _short(node) in _REDRAWN:
                return True
            case ast.Attribute(attr="animation" | "FuncAnimation" | "widgets"):
                return True
    return not any(
        isinstance(n, ast.Call) and (case.qualified(n.func).startswith(PYPLOT) or _target(n, case))
        for n in ast.walk(case.node)
    )
