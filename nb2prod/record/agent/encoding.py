"""Inputs as plain data: whole where they are small, else with some of their rows."""

from __future__ import annotations

import pickle
import pickletools
import sys
from typing import Any, Dict, FrozenSet, List, Optional, Set, Tuple

from nb2prod.record.shipped.kinds import kind_of
from nb2prod.record.shipped.naming import CannotRebuildError
from nb2prod.record.shipped.rebuilding import rebuild
from nb2prod.record.shipped.values import describe
from nb2prod.verify.agent.digest import Digester
from nb2prod.verify.agent.naming import Naming

ATTEMPTS: Tuple[Tuple[str, int], ...] = (
    ("all", 0),
    ("spread", 1000),
    ("spread", 300),
    ("first", 300),
    ("spread", 80),
    ("first", 80),
    ("spread", 20),
)
"""Which rows are tried, the most telling first: all; some of everywhere; the first ones."""
MOST_ROWS = 20_000
LARGEST_PICKLE = 256 * 1024
_ROWS = ("pandas:DataFrame", "pandas:Series", "numpy:ndarray")
_SPARSE = ("scipy:csr_matrix", "scipy:csr_array", "scipy:csc_matrix", "scipy:csc_array")


class _NoStore:
    """Stands for a store where numbers need not be kept."""

    folder = ""

    def numbers(self, content: Any, form: str) -> Dict[str, Any]:  # noqa: ARG002 - the store's own shape
        return {}


class Encoder:
    """Describes inputs so that they can be made again."""

    def __init__(self) -> None:
        self.naming = Naming("", frozenset(), {})

    def lengths(self, values: List[Any]) -> FrozenSet[int]:
        """Numbers of rows of the tables among some values: lists of these lengths belong to them."""
        return frozenset(len(v) for v in values if kind_of(type(v)) in _ROWS and getattr(v, "ndim", None))

    def attempts(self, value: Any, lengths: FrozenSet[int]) -> Dict[str, Any]:
        """Describe a value in each way that its rows may be chosen.

        Args:
            value: The value.
            lengths: Numbers of rows of the tables beside it.

        Returns:
            `nodes`, one for each attempt, `None` where it is too large; or `reason`, why it can't be kept.
        """
        nodes: List[Optional[Any]] = []
        reason, before = "", None
        for way, rows in ATTEMPTS:
            part = sampled(value, way, rows, lengths)
            if rows and part is value and nodes[0] is not None:
                nodes.append(nodes[0])
                continue
            if not rows and (row_count(value) or 0) > MOST_ROWS:
                nodes.append(None)
                continue
            try:
                nodes.append(self._node(part) if before is not part else nodes[-1])
            except Exception as error:
                reason = str(error)
                nodes.append(None)
            before = part
        if not any(node is not None or value is None for node in nodes):
            return {"reason": reason or "it is too large", "kind": type(value).__name__}
        return {"nodes": nodes, "rows": row_count(value), "none": value is None}

    def closure(self, name: str, closure: Dict[str, Any], names: Dict[str, Any]) -> Dict[str, Any]:
        """Describe a function of the notebook by its text and what it reads."""
        reads: List[Any] = []
        for read in filter(names.__contains__, closure["reads"]):
            inner = closure["inner"].get(read)
            kept = self.closure(read, inner, names) if inner else self.attempts(names[read], frozenset())
            if "reason" in kept or (kept["nodes"][0] is None and not kept["none"]):
                return {"reason": "it reads `%s`, which is too large or can't be kept" % read, "kind": "function"}
            reads.append([read, kept["nodes"][0]])
        node = {"is": "text of a function", "name": name, "texts": closure["texts"], "reads": reads}
        return {"nodes": [node] * len(ATTEMPTS), "rows": None, "none": False}

    def _node(self, value: Any) -> Any:
        try:
            node = describe(value)
            again = rebuild(node, _resolved)
            if self._same(value, again):
                return node
        except CannotRebuildError:
            pass
        return {"is": "pickled", "class": type(value).__name__, "of": self._pickled(value)}

    def _same(self, value: Any, again: Any) -> bool:
        digester = Digester(self.naming, _NoStore(), {})  # type: ignore[arg-type]
        return type(value) is type(again) and digester.digest(value).hash == digester.digest(again).hash

    def _pickled(self, value: Any) -> bytes:
        kind = type(value).__name__
        try:
            content = pickle.dumps(value, protocol=4)
        except Exception:
            raise ValueError("a %s can't be kept in a file" % kind) from None
        if len(content) > LARGEST_PICKLE:
            raise ValueError("a %s of %d kB is too large to be kept" % (kind, len(content) // 1024))
        if any(argument == "__main__" for _, argument, _ in pickletools.genops(content)):
            raise ValueError("a %s holds classes of the notebook" % kind)
        return content


def own_in(node: Any) -> Set[str]:
    """Names of the notebook's own functions and classes in a description."""
    if isinstance(node, dict):
        named = [node.get("class"), node.get("of") if node.get("is") == "name" else None]
        own = {text[4:].partition(".")[0] for text in named if isinstance(text, str) and text.startswith("own:")}
        return own.union(*map(own_in, node.values()))
    return set().union(*map(own_in, node)) if isinstance(node, (list, tuple)) else set()


def _resolved(name: str) -> Any:
    """A class or function of the notebook, which runs as `__main__`."""
    found: Any = sys.modules["__main__"]
    for part in name.split("."):
        try:
            found = getattr(found, part)
        except AttributeError:
            raise CannotRebuildError(name) from None
    return found


def row_count(value: Any) -> Optional[int]:
    """Number of rows of a table, an array, or a matrix; `None` for anything else."""
    kind = kind_of(type(value))
    if kind in _SPARSE:
        return int(value.shape[0])
    return len(value) if kind in _ROWS and getattr(value, "ndim", None) else None


def sampled(value: Any, way: str, rows: int, lengths: FrozenSet[int]) -> Any:
    """Choose rows of a value.

    Args:
        value: Any value.
        way: `all`, `spread` or `first`.
        rows: How many.
        lengths: Numbers of rows of the tables beside it.

    Returns:
        The value itself where it has not more rows, or none.
    """
    count = row_count(value)
    if type(value) is list and len(value) in lengths and len(value) > rows > 0:
        return [value[place] for place in places(len(value), way, rows)]
    if not rows or count is None or count <= rows:
        return value
    chosen = places(count, way, rows)
    return value.iloc[chosen] if hasattr(value, "iloc") else value[chosen].copy()


def places(count: int, way: str, rows: int) -> List[int]:
    """Choose positions, always the same for the same number: tables of one length stay aligned."""
    if way == "first":
        return list(range(rows))
    return [place * (count - 1) // (rows - 1) for place in range(rows)]
