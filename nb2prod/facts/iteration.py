"""Which loops certainly run."""

from __future__ import annotations

import ast


def definitely_iterates(node: ast.expr) -> bool:
    """Whether a loop over this expression runs at least once, as far as its text shows."""
    match node:
        case ast.List(elts=elts) | ast.Tuple(elts=elts) | ast.Set(elts=elts):
            return any(not isinstance(e, ast.Starred) for e in elts)
        case ast.Constant(value=str(text)):
            return bool(text)
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(stop))]):
            return stop > 0
        case ast.Call(func=ast.Name(id="range"), args=[ast.Constant(value=int(start)), ast.Constant(value=int(stop))]):
            return start < stop
        case ast.Call(
            func=ast.Name(id="enumerate" | "list" | "tuple" | "sorted" | "tqdm" | "reversed"), args=[first, *_]
        ):
            return definitely_iterates(first)
        case ast.Call(func=ast.Name(id="zip"), args=[_, *_] as args):
            return all(definitely_iterates(a) for a in args)
    return False
