"""From what a rule says to a finding with the places that readers need."""

from __future__ import annotations

from nb2prod.finding import Location
from nb2prod.notebook.model import Notebook
from nb2prod.rules.model import Finding, Hit, Rule, Span


def finding_of(rule: Rule, hit: Hit, notebook: Notebook) -> Finding:
    """Make a finding of a hit.

    Args:
        rule: The rule that says it.
        hit: What it says.
        notebook: The notebook that it is about.

    Returns:
        The finding.
    """
    span = hit.span
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=rule.severity,
        location=location_of(span, notebook),
        end_line=span.end_line,
        end_column=span.end_column,
        message=hit.message,
        fix=hit.fix,
        way=hit.way,
        symbol=hit.symbol,
        covers=rule.covers,
    )


def location_of(span: Span, notebook: Notebook) -> Location:
    """Give a span's beginning in all coordinates; a plain module has no cells."""
    if span.cell is None or notebook.format == (0, 0):
        return Location(notebook.path, None, None, span.line, span.column, span.line)
    cell = notebook.cells[span.cell - 1]
    physical = None if cell.physical_line is None else cell.physical_line + span.line - 1
    return Location(notebook.path, cell.index, cell.id, span.line, span.column, physical)


def sort_key(finding: Finding) -> tuple[int, int, int, str, str]:
    """The order in which a reader comes upon findings of one file."""
    where = finding.location
    return (where.cell or 0, where.line, where.column, finding.code, finding.message)
