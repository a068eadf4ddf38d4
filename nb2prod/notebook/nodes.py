"""Which fields of each kind of syntax node hold nodes; the standard library's walks look at all fields of each node."""

from __future__ import annotations

import ast

_NO_NODES = frozenset(
    "arg asname attr conversion ctx id is_async kind kwd_attrs level module name names op ops rest simple str tag "
    "type_comment type_ignores".split()
)
_SPECIAL = {
    "Constant": (),
    "MatchSingleton": (),
    "Import": ("names",),
    "ImportFrom": ("names",),
    "TypeAlias": ("name", "type_params", "value"),
}

NODE_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {
    kind: _SPECIAL.get(kind.__name__, tuple(name for name in kind._fields if name not in _NO_NODES))
    for kind in vars(ast).values()
    if isinstance(kind, type) and issubclass(kind, ast.AST)
}
"""For each kind of node the fields that hold nodes, in source order; operators and contexts count for nothing.

A field holds a node, nothing, or a list of nodes; a list has gaps where a dictionary's `**` has no key and a parameter
has no default.
"""
