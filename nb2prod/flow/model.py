"""How values travel between statements. Frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from nb2prod.notebook.model import StatementId


class Edge(NamedTuple):
    """A value that one statement binds or changes and another one reads.

    Attributes:
        name: Name or channel.
        source: Statement that binds or changes it.
        target: Statement that reads it.
    """

    name: str
    source: StatementId
    target: StatementId


@dataclass(frozen=True, slots=True)
class Flow:
    """Reaching definitions and liveness over the notebook, read from top to bottom.

    Attributes:
        order: All statements in order.
        reaching: For each statement and name that it reads: the statements that may have bound it.
        bound_before: For each statement the names that are certainly bound when it starts.
        undefined: For each statement the names that it reads and that nothing bound before it, built-ins left out.
    """

    order: tuple[StatementId, ...]
    reaching: Mapping[StatementId, Mapping[str, tuple[StatementId, ...]]]
    bound_before: Mapping[StatementId, frozenset[str]]
    undefined: Mapping[StatementId, frozenset[str]]

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All value edges, in order of their target; made when they are asked for, since there may be very many."""
        return tuple(
            Edge(name, source, target)
            for target in self.order
            for name, found in self.reaching[target].items()
            for source in found
        )
