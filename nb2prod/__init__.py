"""Take Jupyter notebooks to production."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from nb2prod.pipeline import Conversion, analyze, convert, plan_notebook, verify

__all__ = ["Conversion", "__version__", "analyze", "convert", "plan_notebook", "verify"]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    """Load the API when it is first used, so that importing the package costs nothing."""
    if name in __all__:
        from nb2prod import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module 'nb2prod' has no attribute {name!r}")
