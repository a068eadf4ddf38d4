"""How values travel between the statements of a notebook."""

from nb2prod.facts.builtin_names import BUILTINS
from nb2prod.flow.build import build_flow
from nb2prod.flow.model import Edge, Flow

__all__ = ["BUILTINS", "Edge", "Flow", "build_flow"]
