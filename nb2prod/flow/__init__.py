"""How values travel between the statements of a notebook."""

from nb2prod.flow.build import BUILTINS, build_flow
from nb2prod.flow.model import Edge, Flow

__all__ = ["BUILTINS", "Edge", "Flow", "build_flow"]
