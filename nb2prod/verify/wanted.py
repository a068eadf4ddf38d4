"""Which values of a notebook are compared: all that it has, listed from the notebook alone."""

from __future__ import annotations

from nb2prod.analysis import Analysis
from nb2prod.notebook.model import StatementId
from nb2prod.verify.agent.reading import is_name_of_the_shell
from nb2prod.verify.moments import Key
from nb2prod.verify.observed import NotebookSeen
from nb2prod.verify.schedule import file_name


def wanted_values(analysis: Analysis, seen: NotebookSeen) -> list[Key]:
    """List the globals that each cell bound or changed, the files that it wrote, the random sources that it drew from.

    A global that a cell leaves alone was compared at the cell that changed it last. Imports are no values.

    Args:
        analysis: The notebook.
        seen: A run of it.

    Returns:
        Cells and names, in the notebook's order.
    """
    imported = _imported(analysis)
    bound = {(f.id.cell, name) for f in analysis.facts for name in f.may_bind}
    changed = dict.fromkeys(seen.changed())
    changed |= dict.fromkeys(key for key in sorted(bound) if key[1] in seen.cells.get(key[0], {}))
    # A shell binds its names at every cell, and a package those alone that something reads.
    touched = bound | {(i.cell, n) for i, effect in analysis.interpretation.effects.items() for n in effect.mutates}
    variables = [key for key in changed if key not in imported and (key in touched or not is_name_of_the_shell(key[1]))]
    files = [(cell, file_name(name)) for cell, names in seen.written.items() for name in names]
    return sorted(variables, key=lambda key: key[0]) + files + list(seen.drawn())


def writing_statements(analysis: Analysis) -> frozenset[StatementId]:
    """Statements that may write files, as far as analysis knows."""
    effects = analysis.interpretation.effects
    return frozenset(i for i, effect in effects.items() if any(c.startswith("<files") for c in effect.mutates))


def _imported(analysis: Analysis) -> set[Key]:
    """Names that a cell binds by imports alone."""
    by_import = {(f.id.cell, name) for f in analysis.facts if f.imports for name in f.may_bind}
    otherwise = {(f.id.cell, name) for f in analysis.facts if not f.imports for name in f.may_bind}
    return by_import - otherwise


def failing_cells(analysis: Analysis) -> frozenset[int]:
    """Cells that are expected to fail."""
    return frozenset(cell.index for cell in analysis.notebook.cells if "raises-exception" in cell.tags)
