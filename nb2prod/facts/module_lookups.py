"""Code that looks into the module that a notebook is: `import __main__`, `sys.modules[__name__]`."""

from __future__ import annotations

import ast

from nb2prod.facts.tree import descendants

MODULE = "__main__"
_FINDERS = frozenset({"import_module", "__import__", "get", "find_spec"})


def looks_into_module(node: ast.AST, source: str) -> bool:
    """Whether code gets hold of the notebook's own module, whose attributes are the notebook's names.

    Args:
        node: The code.
        source: Its source.
    """
    if "__main__" not in source and "__name__" not in source:
        return False
    return any(_looks(n) for n in (node, *descendants(node)))


def _looks(node: ast.AST) -> bool:
    match node:
        case ast.Import(names=names):
            return any(a.name == MODULE for a in names)
        case ast.ImportFrom(module=module):
            return module == MODULE
        case ast.Subscript(value=ast.Attribute(attr="modules") | ast.Name(id="modules"), slice=key):
            return _is_module(key)
        case ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name), args=[key, *_]) if name in _FINDERS:
            return _is_module(key)
        case ast.Constant(value=str(text)):  # code in a text, as `timeit` takes it
            return "import __main__" in text or "from __main__" in text
    return False


def _is_module(key: ast.expr) -> bool:
    match key:
        case ast.Constant(value="__main__") | ast.Name(id="__name__"):
            return True
    return False
