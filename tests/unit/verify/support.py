"""Taking values apart and comparing them, without a run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nb2prod.verify.agent.digest import Digester
from nb2prod.verify.agent.naming import Naming
from nb2prod.verify.agent.store import Store
from nb2prod.verify.compare import Comparer, Judgement

PACKAGE = "made"


class Both:
    """A notebook's side and a package's, with a store that they share."""

    def __init__(self, folder: Path, rtol: float = 1e-9, given: dict[str, str] | None = None) -> None:
        self.store = Store(str(folder))
        self.notebook = Digester(Naming("", frozenset(), {}), self.store, given or {})
        self.package = Digester(
            Naming(PACKAGE, frozenset({"steps", "pipeline"}), {"scale_2": "scale"}), self.store, given or {}
        )
        self.comparer = Comparer(folder, rtol)

    def compare(self, left: Any, right: Any) -> Judgement:
        """Compare a value of the notebook with one of the package."""
        return self.comparer.compare(
            self.store.reference(self.notebook.digest(left)), self.store.reference(self.package.digest(right))
        )


def defined(source: str, module: str) -> dict[str, Any]:
    """Run source as a module of some name."""
    names: dict[str, Any] = {"__name__": module}
    exec(compile(source, f"<{module}>", "exec", dont_inherit=True), names)
    return names
