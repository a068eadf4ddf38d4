"""Results that Jupyter keeps: `_`, `__`, `_3`, `Out[3]`, and the code of its cells: `In[3]`, `_i`, `_i3`."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from nb2prod.notebook.history_code import name_code, rename
from nb2prod.notebook.history_flow import SHORT, Holder, Uses, give_back, holders, live, uses_of
from nb2prod.notebook.history_results import Naming, may_be_none, named
from nb2prod.notebook.history_scopes import names_of_scope
from nb2prod.notebook.model import CellKind, Magic, ParsedNotebook, Statement, StatementId
from nb2prod.notebook.restate import restated

LONG = re.compile(r"^(_\d+|Out|In)$")
SAYS_HISTORY = re.compile(r"\b(_{1,3}|_\d+|Out|In)\b")
# The same with the names of `SAYS_CODE`, but `Out` and `In`: it begins with a character, so that whole texts are
# searched fast.
_SAYS_SHORT = re.compile(r"_(?<!\w_)(?:_{0,2}|\d+|i{1,3}|i\d+|ih|oh)\b")


def name_results(parsed: ParsedNotebook, statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """Bind the results that the notebook reads through `_`, `Out` or `In` to these names.

    Args:
        parsed: The notebook, for the numbers and the source of its cells.
        statements: Its statements.

    Returns:
        The statements, in a run from top to bottom with the values that Jupyter would give these names.
    """
    if not any(_says_history(s.source) for s in statements):
        return tuple(statements)
    numbers = _execution_numbers(parsed)
    statements = name_code([s if s.node is None else _plainly(s) for s in statements], numbers)
    wanted = _long_names(statements)
    plan = _plan_short(statements)
    out = [
        _named_result(s, _targets(wanted, numbers.get(s.id.cell, 0)), holder, plan.naming)
        for s, holder in zip(plan.statements, plan.holders, strict=True)
    ]
    return tuple(_with_start(out, (*plan.start, *_long_start(wanted)), parsed, numbers if "In" in wanted else {}))


def _says_history(source: str) -> bool:
    """Whether a text may read what Jupyter keeps; this is asked of every statement of every notebook."""
    if _SAYS_SHORT.search(source):
        return True
    return ("Out" in source or "In" in source) and bool(SAYS_HISTORY.search(source))


def _plainly(statement: Statement) -> Statement:
    """Write `_oh` and `_ih` as `Out` and `In`, which they are."""
    return rename(statement, lambda name: {"_oh": "Out", "_ih": "In"}.get(name, ""))


def _long_names(statements: Sequence[Statement]) -> frozenset[str]:
    """`_3`, `Out` and `In` that the notebook reads and does not bind at its top level itself."""
    read: set[str] = set()
    bound: set[str] = set()
    for statement in statements:
        if statement.node is not None and SAYS_HISTORY.search(statement.source):
            found = names_of_scope(statement.node, lambda name: bool(LONG.match(name)))
            read |= found.read
            bound |= found.bound
    return frozenset(read - bound)


@dataclass(frozen=True, slots=True)
class _Short:
    """What becomes of `_`, `__` and `___`: for each statement whose value they hold if its result gets these names."""

    statements: tuple[Statement, ...]
    naming: Naming
    holders: tuple[Holder | None, ...]
    start: tuple[str, ...] = ()


def _plan_short(statements: Sequence[Statement]) -> _Short:
    text = "\n".join(s.source for s in statements)
    names = tuple(_free("_last" + str(n or ""), text) for n in range(len(SHORT)))
    before = [uses_of(s) for s in statements]
    given = [give_back(s, names) if u.odd else s for s, u in zip(statements, before, strict=True)]
    uses = [uses_of(s) if u.odd else u for s, u in zip(given, before, strict=True)]
    defined = frozenset(re.findall(r"\bdef\s+(\w+)", text))
    naming = Naming(0, _free("_result", text), (), defined)
    read = frozenset(n for u in uses for n in u.exposed | u.later)
    if not read or any(u.odd for u in uses):
        return _Short(tuple(statements), naming, (None,) * len(uses))
    deep = max(map(len, read)) > 1
    alive = [any(u.exposed | u.later for u in uses[n:]) for n in range(len(uses) + 1)] if deep else live(uses)
    who = holders(uses)
    shown = [_is_shown(s) for s in statements]
    tracked = any(a and h is Holder.EITHER and s for a, h, s in zip(alive[1:], who, shown, strict=True))
    own = frozenset(n for u in uses for n in u.bound | u.writes | u.deletes)
    tracked = tracked or (deep and bool(own)) or any(u.odd for u in before)
    # Jupyter asks all three names whether the notebook has bound one of them.
    depth = len(SHORT) if tracked else max(map(len, read))
    naming = replace(naming, depth=depth, last=names if tracked else ())
    wanted = tuple(h if s and (a or tracked) else None for h, a, s in zip(who, alive[1:], shown, strict=True))
    start = _short_start(statements, uses, wanted, naming) if alive[0] or tracked else ()
    return _Short(tuple(given), naming, wanted, start)


def _free(name: str, text: str) -> str:
    while re.search(rf"\b{name}\b", text):
        name += "_"
    return name


def _short_start(
    statements: Sequence[Statement], uses: Sequence[Uses], wanted: Sequence[Holder | None], naming: Naming
) -> tuple[str, ...]:
    """What the short names hold before the first result, where it can be read."""
    sure = [
        replace(u, surely=u.surely | {"_"}) if h is Holder.JUPYTER and _has_value(s, naming.defined) else u
        for s, u, h in zip(statements, uses, wanted, strict=True)
    ]
    names = [*("_" * n for n in range(1, naming.depth + 1)), *naming.last]
    return tuple(f'{n} = ""' for n in names) if len(names) > 1 or live(sure)[0] else ()


def _is_shown(statement: Statement) -> bool:
    return statement.displayed and isinstance(statement.node, ast.Expr)


def _has_value(statement: Statement, defined: frozenset[str]) -> bool:
    node = statement.node
    return isinstance(node, ast.Expr) and not statement.expects_error and not may_be_none(node.value, defined)


def _execution_numbers(parsed: ParsedNotebook) -> dict[int, int]:
    """The number that each code cell gets in a run from top to bottom."""
    cells = [c for c in parsed.notebook.cells if c.kind is CellKind.CODE and c.source.strip()]
    return {cell.index: number for number, cell in enumerate(cells, start=1)}


def _targets(wanted: frozenset[str], number: int) -> list[str]:
    return [*([f"_{number}"] if f"_{number}" in wanted else []), *([f"Out[{number}]"] if "Out" in wanted else [])]


def _named_result(statement: Statement, long: Sequence[str], holder: Holder | None, naming: Naming) -> Statement:
    if not _is_shown(statement) or _gives_nothing(statement.node):
        return statement
    source = named(statement, long, holder, naming)
    try:
        return statement if source == statement.source else restated(replace(statement, displayed=False), source)
    except SyntaxError:
        return statement


def _gives_nothing(node: ast.stmt | None) -> bool:
    match node:
        case ast.Expr(value=ast.Constant(value=None) | ast.Call(func=ast.Name(id="print"))):
            return True
        case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="plt"), attr="show"))):
            return True
    return False


def _long_start(wanted: frozenset[str]) -> list[str]:
    return [*(["Out = {}"] if "Out" in wanted else []), *(['In = [""]'] if "In" in wanted else [])]


def _with_start(
    statements: Sequence[Statement], lines: Sequence[str], parsed: ParsedNotebook, numbers: dict[int, int]
) -> list[Statement]:
    """Statements that give the history its first values, before all others."""
    if numbers:
        statements = _with_code(statements, parsed, numbers)
    first = next((s for s in statements if s.node is not None), None)
    if first is None or not lines:
        return list(statements)
    made = [_added(first, line) for line in lines]
    own = [s for s in statements if s.id.cell == first.id.cell]
    fresh = [replace(s, id=StatementId(first.id.cell, n)) for n, s in enumerate([*made, *own])]
    return [
        *(s for s in statements if s.id.cell < first.id.cell),
        *fresh,
        *(s for s in statements if s.id.cell > first.id.cell),
    ]


def _added(before: Statement, line: str) -> Statement:
    magic = Magic("", "In/Out", translated=True, reason="Jupyter keeps code and results under this name")
    return restated(replace(before, comments=(), trailing_comment="", displayed=False), line, magic)


def _with_code(statements: Sequence[Statement], parsed: ParsedNotebook, numbers: dict[int, int]) -> Sequence[Statement]:
    """Let each cell begin by adding its code to `In`, together with those before it that have no statement."""
    sources = {c.index: c.source for c in parsed.notebook.cells if c.index in numbers}
    out: list[Statement] = []
    for cell, group in groupby(statements, key=lambda s: s.id.cell):
        own = list(group)
        first = next((s for s in own if s.node is not None), None)
        ready = [index for index in sources if index <= cell]
        if first is not None and ready:
            own = [*(_added(first, f"In.append({sources.pop(index)!r})") for index in ready), *own]
        out += [replace(s, id=StatementId(cell, number)) for number, s in enumerate(own)]
    return out
