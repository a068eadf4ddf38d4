"""Take Jupyter notebooks to production."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from nb2prod.execution import record, verify
    from nb2prod.pipeline import Conversion, analyze, convert, plan_notebook, score

__all__ = ["Conversion", "__version__", "analyze", "convert", "plan_notebook", "record", "score", "verify"]
# Those that run a notebook's code.
_EXECUTING = frozenset({"record", "verify"})


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Load the API when it is first used, so that importing the package costs nothing."""
    if name in __all__:
        from nb2prod import execution, pipeline

        return getattr(execution if name in _EXECUTING else pipeline, name)
    raise AttributeError(f"module 'nb2prod' has no attribute {name!r}")


class _Api(ModuleType):
    """The package itself, whose functions stay what their names mean when packages of the same names are loaded."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name in __all__ and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Api
