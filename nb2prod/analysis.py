"""All that is known of a notebook without running it."""

from __future__ import annotations

from dataclasses import dataclass

from nb2prod.facts.model import Facts
from nb2prod.flow.model import Flow
from nb2prod.notebook.model import Notebook, ParsedNotebook
from nb2prod.roles.model import CellRole, RoleGuess
from nb2prod.types.model import Interpretation


@dataclass(frozen=True, slots=True)
class Analysis:
    """What the stages found, statement by statement, all tuples in the notebook's order.

    Attributes:
        parsed: The notebook and its statements.
        facts: Facts of each statement.
        interpretation: Types and effects.
        flow: How values travel.
        roles: Role of each statement.
        cells: Role of each code cell.
    """

    parsed: ParsedNotebook
    facts: tuple[Facts, ...]
    interpretation: Interpretation
    flow: Flow
    roles: tuple[RoleGuess, ...]
    cells: tuple[CellRole, ...]

    @property
    def notebook(self) -> Notebook:
        """The notebook itself."""
        return self.parsed.notebook
