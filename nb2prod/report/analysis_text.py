"""What is known of a notebook, for people: its story in a sentence and a line a cell, so that one glance tells it."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from nb2prod.analysis import Analysis
from nb2prod.notebook.model import CellKind, Statement, StatementId
from nb2prod.report.analysis_details import details_by_cell
from nb2prod.report.analysis_rows import layout_for, row, titles
from nb2prod.report.cell_names import CellNames, names_by_cell, names_text
from nb2prod.report.excerpt import excerpt, first_line, mask_secrets, statements_by_id
from nb2prod.report.model import Unreadable, View
from nb2prod.report.story import story, story_text
from nb2prod.report.wording import counted, harmless, listed, one_line, percent, tallied
from nb2prod.roles.model import CellRole, Role, RoleGuess

_HEADING = re.compile(r"^ {0,3}(#{1,6}\s+\S.*?)[ #]*$", re.MULTILINE)
_FRAMING = re.compile(r"\b(figure|subplots?|style|title|[xy]label) plots$")
"""What is around a plot tells less than the plot."""

_NARROWEST = 40
_SHOWN_CALLS = 8
_UNSURE = 0.8
_IMPORTS = "imports "
_SHOWN_IMPORTS = 4


def write(values: Iterable[Analysis | Unreadable], view: View) -> Iterator[str]:
    """Write a block for each notebook; those that were passed over are said elsewhere."""
    is_first = True
    for value in values:
        if not isinstance(value, Unreadable):
            yield ("" if is_first else "\n") + analysis_text(value, view)
            is_first = False


def analysis_text(analysis: Analysis, view: View) -> str:
    """Tell the story of a notebook.

    Args:
        analysis: The notebook.
        view: How it is to look; verbose gives names, types and the flow of each statement.

    Returns:
        Lines for a terminal.
    """
    lines = [*_head(analysis, view), *_body(analysis, view), *_foot(analysis, view)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(analysis: Analysis, view: View) -> Iterator[str]:
    notebook = analysis.notebook
    version = f" {notebook.language_version}" if notebook.language_version else ""
    size = f"{counted(len(analysis.cells), 'code cell')}, {counted(len(analysis.facts), 'statement')}"
    yield f"{view.paint('title', harmless(str(notebook.path)))}: {size}, {one_line(notebook.language + version)}"
    told = one_line(story_text(story(analysis)))
    yield from textwrap.wrap(told, max(view.width, _NARROWEST), initial_indent="  ", subsequent_indent="  ")
    yield ""
    yield view.paint("faint", titles(layout_for(view)))


def _body(analysis: Analysis, view: View) -> Iterator[str]:
    summaries = {summary.cell: summary for summary in analysis.cells}
    guesses: dict[int, list[RoleGuess]] = {}
    for guess in analysis.roles:
        guesses.setdefault(guess.statement.cell, []).append(guess)
    sources = statements_by_id(analysis.parsed)
    names = names_by_cell(analysis)
    layout = layout_for(view)
    broken = {cell.cell: cell for cell in analysis.parsed.unparsed}
    details = details_by_cell(analysis, view) if view.verbose else {}
    for cell in analysis.notebook.cells:
        if cell.kind is CellKind.MARKDOWN and (heading := _HEADING.search(cell.source)):
            yield view.paint("faint", f"      {one_line(heading[1], max(view.width, _NARROWEST) - 6)}")
        if (summary := summaries.get(cell.index)) is None:
            continue
        if cell.index in broken:
            where = broken[cell.index].location.line
            why = f"does not parse: {broken[cell.index].message} (line {where})"
            yield row(summary, mask_secrets(first_line(cell.source)), "", view.paint("bad", one_line(why)), view)
        else:
            told = names_text(names.get(cell.index, CellNames()), layout.names)
            yield _cell_row(summary, guesses.get(cell.index, []), sources, told, view)
        yield from details.get(cell.index, [])


def _cell_row(
    summary: CellRole, guesses: Sequence[RoleGuess], sources: Mapping[StatementId, Statement], names: str, view: View
) -> str:
    if not guesses:
        return row(summary, "", "", view.paint("faint", "no code"), view)
    deciding = _deciding(summary, guesses)
    reasons = [_imported(guesses)] if summary.activity == "import" else list(deciding.evidence[:1])
    others = [role.value for role in summary.roles[1:] if role is not Role.NONE]
    if others:
        reasons.append(f"also {', '.join(others)}")
    if summary.definition:
        reasons.append("definitions only")
    return row(summary, excerpt(sources[deciding.statement]), names, "; ".join(reasons), view)


def _imported(guesses: Sequence[RoleGuess]) -> str:
    found = [text.removeprefix(_IMPORTS) for guess in guesses for text in guess.evidence if text.startswith(_IMPORTS)]
    return f"{_IMPORTS}{listed(', '.join(found).split(', '), _SHOWN_IMPORTS)}"


def _deciding(summary: CellRole, guesses: Sequence[RoleGuess]) -> RoleGuess:
    """The statement that gave the cell its role: what a reader has to see to agree."""
    primary = [guess for guess in guesses if (guess.role, guess.activity) == (summary.role, summary.activity)]
    alone = [guess for guess in guesses if guess.alone == summary.activity]
    return max(
        primary or alone or guesses,
        key=lambda guess: (guess.confidence, not _FRAMING.search(guess.evidence[0] if guess.evidence else "")),
    )


def _foot(analysis: Analysis, view: View) -> Iterator[str]:
    counts = Counter(summary.role.value for summary in analysis.cells if summary.role is not Role.NONE)
    counts["without a role"] = sum(summary.role is Role.NONE for summary in analysis.cells)
    yield ""
    yield f"cells: {tallied(counts) or 'none'}"
    if unsure := [summary for summary in analysis.cells if 0 < summary.confidence < _UNSURE]:
        yield f"least sure: {listed((f'{s.cell} ({percent(s.confidence)})' for s in unsure), _SHOWN_CALLS)}"
    if unknown := _unknown_calls(analysis):
        yield f"calls that no table knows: {unknown}"
    for warning in analysis.notebook.warnings:
        yield view.paint("warning", f"warning: {one_line(warning)}")


def _unknown_calls(analysis: Analysis) -> str:
    counts = Counter(call for effects in analysis.interpretation.effects.values() for call in effects.unknown)
    return listed([one_line(call, _NARROWEST) for call, _ in counts.most_common()], _SHOWN_CALLS)
