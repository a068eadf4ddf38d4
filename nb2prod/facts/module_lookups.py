"""Code that looks into the module that a notebook is: `import __main__`, `sys.modules[__name__]`, `f.__globals__`."""

from __future__ import annotations

import ast

from nb2prod.facts.tree import descendants

MODULE = "__main__"
GLOBALS = "__globals__"
_FINDERS = frozenset({"import_module", "__import__", "get", "find_spec"})


def looks_into_module(node: ast.AST, source: str) -> bool:
    """Whether code gets hold of the notebook's own module, whose attributes are the notebook's names.

    Args:
        node: The code.
        source: Its source.
    """
    if "__main__" not in source and "__name__" not in source and GLOBALS not in source:
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
        case ast.Attribute(attr=attribute):
            return attribute == GLOBALS
        case ast.Call():
            return bool(patched_name(node))
        case ast.Constant(value=str(text)):  # code in a text, as `timeit` takes it
            return "import __main__" in text or "from __main__" in text
    return False


def patched_name(node: ast.Call) -> str:
    """Name of the notebook that `mock.patch("__main__.load")` or `patch(f"{__name__}.load")` binds for a while."""
    function = node.func
    named = [function.attr] if isinstance(function, ast.Attribute) else []
    while isinstance(function, ast.Attribute):
        function = function.value
        named += [function.attr] if isinstance(function, ast.Attribute) else []
    named += [function.id] if isinstance(function, ast.Name) else []
    if not node.args or "patch" not in named:
        return ""
    match node.args[0]:
        case ast.Constant(value=str(text)) if text.startswith(f"{MODULE}."):
            return text.removeprefix(f"{MODULE}.").partition(".")[0]
        case ast.JoinedStr(values=[ast.FormattedValue(value=ast.Name(id="__name__")), ast.Constant(value=str(text))]):
            return text.removeprefix(".").partition(".")[0]
        case ast.BinOp(left=ast.Name(id="__name__"), op=ast.Add(), right=ast.Constant(value=str(text))):
            return text.removeprefix(".").partition(".")[0]
    return ""


def _is_module(key: ast.expr) -> bool:
    match key:
        case ast.Constant(value="__main__") | ast.Name(id="__name__"):
            return True
    return False
