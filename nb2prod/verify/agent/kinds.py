"""How values of a class are taken apart: one table of types, asked once for each class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict, Optional

from . import builtin_values, code_values, libraries, numpy_values, pandas_values, tensors

if TYPE_CHECKING:
    from .digest import Digester
    from .naming import Naming
    from .nodes import Node

Handler = Callable[["Digester", Any], "Node"]

TABLE: Dict[str, Handler] = {
    **builtin_values.HANDLERS,
    **code_values.HANDLERS,
    **numpy_values.HANDLERS,
    **pandas_values.HANDLERS,
    **libraries.HANDLERS,
    **tensors.HANDLERS,
}
"""How values are taken apart, by qualified type; the nearest class in the order of inheritance counts."""

_HIDING = frozenset([*tensors.HANDLERS.values(), builtin_values.generator])
"""They say what a value computes with, but don't go through all that it refers to."""
_NAMED = frozenset([code_values.HANDLERS["functools._lru_cache_wrapper"]])
"""They take apart what pickling keeps as a name."""
_WHOLLY = frozenset(["builtins", "collections", "pandas", "statsmodels"])
"""Instances of classes that are derived from theirs are pickled with all attributes that are compared."""
_WITH_SCRATCH = ("statsmodels.tsa.statespace.representation.Representation",)
_PARTLY_PICKLED = frozenset(["torch", "tensorflow", "keras", "jax", "jaxlib"])


class Kind:
    """What is known of a class.

    Attributes:
        label: Its qualified name.
        given: The user's own function that takes its instances apart, as `module:function`; empty where there is none.
        opaque: Why its instances can't be compared; empty where they can.
        handler: Takes its instances apart; `None` where nothing but their state is known.
        base: The class that the table has.
        is_own: Whether the notebook defines it.
        is_hiding: Whether what is said of its instances leaves out some of what they refer to.
        is_partly_pickled: Whether pickling an instance may leave out something that is compared.
        has_scratch: Whether instances keep large arrays to work in.
    """

    __slots__ = (
        "base",
        "given",
        "handler",
        "has_scratch",
        "is_hiding",
        "is_own",
        "is_partly_pickled",
        "label",
        "opaque",
    )

    def __init__(self, kind: type, naming: Naming, given: Dict[str, str]) -> None:
        self.label = naming.qualified(kind)
        self.is_own = naming.is_own(kind)
        self.opaque = libraries.opaque_reason(kind)
        self.given = ""
        self.handler: Optional[Handler] = None
        self.base: type = kind
        bases = kind.__mro__[:-1]
        for base in bases if given else ():
            self.given = self.given or given.get(naming.qualified(base), "")
        for base in bases:
            handler = TABLE.get("%s.%s" % (base.__module__, base.__qualname__))
            if handler is not None:
                self.handler, self.base = handler, base
                break
        self.is_hiding = self.handler in _HIDING
        self.is_partly_pickled = self._is_partly_pickled(kind)
        names = {"%s.%s" % (base.__module__, base.__qualname__) for base in bases}
        self.has_scratch = not names.isdisjoint(_WITH_SCRATCH) and _is_pickled_by_default(kind)

    def _is_partly_pickled(self, kind: type) -> bool:
        roots = {str(base.__module__).partition(".")[0] for base in kind.__mro__[:-1]}
        if self.opaque or self.handler in _NAMED or not roots.isdisjoint(_PARTLY_PICKLED):
            return True
        # What the table says of a base class is compared with all attributes besides.
        adds = self.handler is not None and self.base is not kind and getattr(kind, "__dictoffset__", 0) != 0
        return adds and self.base.__module__.partition(".")[0] not in _WHOLLY and not _is_pickled_by_default(kind)


def _is_pickled_by_default(kind: type) -> bool:
    names = ("__reduce__", "__reduce_ex__", "__getstate__")
    return all(getattr(kind, name, None) is getattr(object, name, None) for name in names)


class Kinds:
    """The classes that were asked for."""

    def __init__(self, naming: Naming, given: Dict[str, str]) -> None:
        self._naming = naming
        self._given = given
        self._libraries: Dict[type, Kind] = {}
        self._own: Dict[type, Kind] = {}

    def of(self, kind: type) -> Kind:
        """What is known of a class."""
        found = self._libraries.get(kind) or self._own.get(kind)
        if found is None:
            found = Kind(kind, self._naming, self._given)
            (self._own if found.is_own else self._libraries)[kind] = found
        return found

    def forget_own(self) -> None:
        """Forget the notebook's own classes, which its cells may change."""
        self._own.clear()
