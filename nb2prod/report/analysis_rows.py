"""One line a cell: what it is for, how sure that is, its code, its names, and the first reason."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nb2prod.report.model import View
from nb2prod.report.wording import one_line, padded, percent
from nb2prod.roles.model import CellRole, Role

_BEFORE_SOURCE = len("   1  preprocessing  configure  100%  ")
_NARROWEST = 40
_SOURCE_SHARE = 0.5
_SHARES_WITH_NAMES = (0.38, 0.26)
_ROOM_FOR_NAMES = 78
_NO_ROLE = "\N{EN DASH}"
_MODULES = re.compile(r"\b(?:[a-zA-Z_]\w*\.){2,}(?=\w+ )")


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns of each part that follows the role.

    Attributes:
        source: Of the code.
        names: Of the names; 0 where the terminal is too narrow for them.
        why: Of the reason.
    """

    source: int
    names: int
    why: int


def layout_for(view: View) -> Layout:
    """Divide a line: half for the code and half for the reason; where there is more room, names come between them."""
    room = max(view.width - _BEFORE_SOURCE, _NARROWEST)
    if room < _ROOM_FOR_NAMES:
        source = int(room * _SOURCE_SHARE)
        return Layout(source, 0, room - source - 2)
    source, names = (int(room * share) for share in _SHARES_WITH_NAMES)
    return Layout(source, names, room - source - names - 4)


def titles(layout: Layout) -> str:
    """The line above all rows."""
    names = f"{padded('names', layout.names)}  " if layout.names else ""
    code = padded("code", layout.source)
    return f"cell  {padded('role', 13)}  {padded('activity', 9)}  sure  {code}  {names}why"


def row(summary: CellRole, source: str, names: str, why: str, view: View) -> str:
    """Write a cell's line.

    Args:
        summary: What the cell is for.
        source: Its code that decides.
        names: Its names in short.
        why: The reason; text that is painted already is taken as it is.
        view: How it is to look.
    """
    layout = layout_for(view)
    role = _NO_ROLE if summary.role is Role.NONE else summary.role.value
    sure = "" if summary.role is Role.NONE else percent(summary.confidence)
    painted = view.paint(summary.role.value, padded(role, 13))
    shown = padded(one_line(source, layout.source), layout.source)
    between = f"{view.paint('faint', padded(one_line(names, layout.names), layout.names))}  " if layout.names else ""
    reason = why if "\x1b" in why else one_line(_MODULES.sub("", why), layout.why)
    return f"{summary.cell:>4}  {painted}  {padded(summary.activity, 9)}  {sure:>4}  {shown}  {between}{reason}"
