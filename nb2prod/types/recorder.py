"""What happens while a statement, or the body of a function, is interpreted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nb2prod.types.heap import Regions
from nb2prod.types.values import Value

if TYPE_CHECKING:
    from nb2prod.types.column_uses import Use
    from nb2prod.types.scope import Scope


class Recorder:
    """Collects effects.

    Attributes:
        reads: Channels, and names of the notebook's scope that called code reads.
        seen: What those names stood for when they were read first; `None` for one that was not bound.
        captured: Names of enclosing functions that were read, with what they stood for.
        touched: Objects that may change, without what they hold.
        deep: Objects that may change with all that they hold.
        certain: Sets of objects that surely change.
        names: Names whose object changes though no object stands for it, and channels.
        certain_names: Those that surely change.
        written: Names of the notebook's scope that called code binds.
        ran: Objects whose delayed code has run; once is enough for its effects.
        columns: Columns of frames that are named.
        unknown: Calls that nothing is known of.
        callees: Qualified names of resolved calls.
        shows: Methods that display a value and may change something.
    """

    __slots__ = (
        "callees",
        "captured",
        "certain",
        "certain_names",
        "columns",
        "deep",
        "names",
        "ran",
        "reads",
        "seen",
        "shows",
        "touched",
        "unknown",
        "written",
    )

    def __init__(self) -> None:
        self.reads: set[str] = set()
        self.seen: dict[str, Value | None] = {}
        self.captured: dict[tuple[Scope, str], Value] = {}
        self.touched: set[int] = set()
        self.deep: set[int] = set()
        self.certain: list[Regions] = []
        self.names: set[str] = set()
        self.certain_names: set[str] = set()
        self.ran: set[int] = set()
        self.columns: set[Use] = set()
        self.written: dict[str, Value] = {}
        self.unknown: list[str] = []
        self.callees: list[str] = []
        self.shows: set[str] = set()

    def add(self, other: Recorder) -> None:
        """Take in what happened meanwhile, apart from this."""
        for name in ("reads", "touched", "deep", "names", "certain_names", "ran", "shows", "columns"):
            getattr(self, name).update(getattr(other, name))
        self.written.update(other.written)
        self.captured.update(other.captured)
        self.seen = {**other.seen, **self.seen}
        self.certain += other.certain
        self.unknown += [text for text in other.unknown if text not in self.unknown]
        self.callees += other.callees

    @property
    def silent(self) -> bool:
        """Whether nothing was changed and nothing is unknown."""
        return not (self.touched or self.deep or self.names or self.written or self.unknown)
