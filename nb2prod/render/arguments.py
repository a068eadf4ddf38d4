"""What a step's docstring says of its arguments and results: columns, settings, options, where values come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nb2prod.plan.model import Function, Parameter, ParameterKind, Returned
from nb2prod.render.words import join_words
from nb2prod.types.frame_columns import EVERY

FRAME = "pandas.DataFrame"
MOST_COLUMNS = 6
LONGEST_COLUMN = 40


def argument_facts(function: Function) -> dict[str, str]:
    """A sentence for each parameter; none at all where nothing is known beyond the signature and the data flow.

    Args:
        function: The step.
    """
    facts = {
        p.name: _columns_fact(p) or (p.fact if p.kind is not ParameterKind.VALUE else "") for p in function.parameters
    }
    if not any(facts.values()):
        return {}
    return {p.name: facts[p.name] or p.fact or f"The notebook's `{p.name}`." for p in function.parameters}


def result_facts(returned: Sequence[Returned]) -> dict[str, str]:
    """A sentence for each result whose columns are known."""
    frames = [r for r in returned if r.guess.type == FRAME]
    return {r.name: fact for r in frames if (fact := _frame_fact(_named(r.guess.columns)))}


def _columns_fact(parameter: Parameter) -> str:
    use = parameter.columns
    needed = _named(use.read)
    parts = [_frame_fact(needed).rstrip(".")] if needed else ["Frame"]
    parts += [part for part in _changes(use.added, "added") if part]
    parts += [part for part in _changes(use.dropped, "dropped") if part]
    return f"{'; '.join(parts)}." if needed or parts[1:] else ""


def _frame_fact(columns: Sequence[str]) -> str:
    return f"Frame with the column{'s' if columns[1:] else ''} {_listed(columns)}." if columns else ""


def _changes(columns: Sequence[str], word: str) -> Iterator[str]:
    named = _named(columns)
    if named:
        yield f"{_listed(named)} {'are' if named[1:] else 'is'} {word}"


def _named(columns: Sequence[str]) -> list[str]:
    """Columns whose names can stand in a line of prose."""
    return [f"`{c}`" for c in columns if _is_plain(c)]


def _is_plain(column: str) -> bool:
    if column == EVERY or not 0 < len(column) <= LONGEST_COLUMN:
        return False
    return column.isprintable() and not set(column) & set('`"\\') and column == column.strip()


def _listed(names: Sequence[str]) -> str:
    if len(names) <= MOST_COLUMNS:
        return join_words(names)
    return join_words([*names[:MOST_COLUMNS], f"{len(names) - MOST_COLUMNS} more"])
