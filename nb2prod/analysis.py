"""All that is known of a notebook without running it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from nb2prod.facts.model import Facts
from nb2prod.flow.model import Flow
from nb2prod.notebook.model import Notebook, ParsedNotebook
from nb2prod.roles.model import CellRole, RoleGuess
from nb2prod.types.model import Interpretation

if TYPE_CHECKING:
    from nb2prod.knowledge import Knowledge


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


class Stages:
    """The stages of one notebook, each run when it is first asked for: not everybody needs all of them.

    Attributes:
        notebook: The notebook.
        knowledge: What is known of libraries.
    """

    def __init__(self, notebook: Notebook, knowledge: Knowledge) -> None:
        self.notebook = notebook
        self.knowledge = knowledge

    @cached_property
    def parsed(self) -> ParsedNotebook:
        """Its statements as they stand in the cells."""
        from nb2prod.notebook.parse import parse_cells

        return parse_cells(self.notebook)

    @cached_property
    def _settled(self) -> tuple[ParsedNotebook, tuple[Facts, ...]]:
        from nb2prod.facts import gather_facts, settle_scope_lookups
        from nb2prod.notebook.python2 import require_python3
        from nb2prod.notebook.settle import settle_statements

        parsed = settle_statements(require_python3(self.parsed))
        return settle_scope_lookups(parsed, [gather_facts(s) for s in parsed.statements])

    @cached_property
    def analysis(self) -> Analysis:
        """All of it.

        Raises:
            UnreadableInputError: It is code of Python 2.
        """
        from nb2prod.collector import collector_paused

        with collector_paused():
            return self._analyze()

    def _analyze(self) -> Analysis:
        from nb2prod.flow import build_flow
        from nb2prod.roles import classify, summarize_cells
        from nb2prod.types.stored_outputs import hints

        parsed, facts = self._settled
        known = self.interpretation
        interpretation = replace(known, hints=hints(self.notebook.cells, facts, known))
        flow = build_flow(facts, interpretation.effects)
        roles = classify(parsed, facts, interpretation, self.knowledge)
        return Analysis(parsed, facts, interpretation, flow, roles, summarize_cells(parsed, roles))

    @property
    def facts(self) -> tuple[Facts, ...]:
        """What each statement does to names; of the statements as later stages see them."""
        return self._settled[1]

    @cached_property
    def interpretation(self) -> Interpretation:
        """Types and effects."""
        from nb2prod.types.interpret import interpret

        return interpret(self.facts, self.knowledge)
