"""Modules, classes and functions. Those of libraries are known by name, the notebook's own by their code."""

from __future__ import annotations

import types
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Tuple

from . import instructions
from .nodes import Node, same

if TYPE_CHECKING:
    from .digest import Digester

OWN_FUNCTION = "function "
OWN_CLASS = "class "
"""How the labels of the notebook's own functions and classes begin: where two differ, one may have been adapted."""

_NO_MEMBERS = frozenset(
    "__module__ __dict__ __weakref__ __doc__ __qualname__ __annotations__ __annotate__ __annotate_func__ "
    "__annotations_cache__ __firstlineno__ __slotnames__ __static_attributes__ __abstractmethods__ _abc_impl "
    "__parameters__".split()
)


def _module(digester: Digester, value: types.ModuleType) -> Node:
    return Node("module", digester.naming.module(value.__name__).encode("utf-8"), summary=value.__name__)


def _named(digester: Digester, value: Any) -> Node:
    name = digester.naming.qualified(value)
    return Node("name", name.encode("utf-8", "surrogatepass"), summary=name)


def _class(digester: Digester, value: type) -> Node:
    if not digester.naming.is_own(value):
        return _named(digester, value)
    children = [("base", _named(digester, base)) for base in value.__bases__]
    for name, member in sorted(vars(value).items()):
        if name not in _NO_MEMBERS:
            children.append((".%s" % name, digester.node(member)))
    return Node(OWN_CLASS + digester.naming.qualified(value), children=children, summary=value.__name__)


def _function(digester: Digester, value: types.FunctionType) -> Node:
    # What a library makes on the fly has a name, but not one of its own.
    if not digester.naming.is_own(value) and "<" not in value.__qualname__:
        return _named(digester, value)
    code, defaults = value.__code__, value.__kwdefaults__ or {}
    digester.sees_code(code)
    children: List[Tuple[str, Node]] = [("code", Node("code", instructions.described(code)))]
    children.append(("defaults", digester.node(value.__defaults__)))
    keywords = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    children += [("keyword %s" % name, digester.node(defaults.get(name))) for name in keywords]
    cells = zip(code.co_freevars, value.__closure__ or ())  # noqa: B905 - Python 3.8 has no `strict`
    children += [("closure %s" % name, _cell(digester, cell)) for name, cell in cells]
    return Node(OWN_FUNCTION + digester.naming.qualified(value), children=children, summary=value.__name__)


def _cell(digester: Digester, cell: Any) -> Node:
    try:
        content = cell.cell_contents
    except ValueError:
        return same("empty")
    return digester.node(content)


def _method(digester: Digester, value: types.MethodType) -> Node:
    return Node(
        "method", children=[("function", digester.node(value.__func__)), ("self", digester.node(value.__self__))]
    )


def _wrapped(digester: Digester, value: Any) -> Node:
    inner = getattr(value, "__wrapped__", None) or getattr(value, "__func__", None) or getattr(value, "fget", None)
    label = digester.naming.qualified(type(value))
    return Node(label, children=[("function", digester.node(inner))])


def _builtin(digester: Digester, value: Any) -> Node:
    owner = getattr(value, "__self__", None)
    if owner is None or isinstance(owner, (types.ModuleType, type)):
        return _named(digester, value)
    return Node("method", value.__name__.encode("utf-8"), [("self", digester.node(owner))])


HANDLERS: Dict[str, Callable[[Digester, Any], Node]] = {
    "builtins.module": _module,
    "builtins.type": _class,
    "builtins.function": _function,
    "builtins.method": _method,
    "builtins.builtin_function_or_method": _builtin,
    **dict.fromkeys(["builtins.method_descriptor", "builtins.wrapper_descriptor", "builtins.method-wrapper"], _named),
    **dict.fromkeys(["builtins.getset_descriptor", "builtins.member_descriptor"], _named),
    **dict.fromkeys(["builtins.staticmethod", "builtins.classmethod", "builtins.property"], _wrapped),
    "functools._lru_cache_wrapper": _wrapped,
    "numpy.ufunc": _named,
    "numpy._ArrayFunctionDispatcher": _named,
}
