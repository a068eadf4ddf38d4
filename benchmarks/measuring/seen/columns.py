"""Which columns of frames a notebook's own code names: pandas is watched where that code calls it, and only there."""

from __future__ import annotations

import functools
import inspect
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any

READ, ADDED, DROPPED = "read", "added", "dropped"
_WORD = re.compile(r"[^\W\d]\w*|`([^`]*)`")

FRAME_METHODS = {
    "groupby": "by",
    "sort_values": "by",
    "dropna": "subset",
    "drop_duplicates": "subset",
    "duplicated": "subset",
    "value_counts": "subset",
    "set_index": "keys",
    "join": "on",
    "pivot": "index columns values",
    "pivot_table": "values index columns",
    "melt": "id_vars value_vars",
    "explode": "column",
    "nlargest": "columns",
    "nsmallest": "columns",
    "agg": "func",
    "aggregate": "func",
    "fillna": "value",
    "astype": "dtype",
    "get": "key",
    "filter": "items",
    "reindex": "columns",
    "rename": "columns",
    "resample": "on",
    "rolling": "on",
    "hist": "column by",
    "boxplot": "column by",
    "to_csv": "columns",
}
"""Arguments of methods that name columns; of a dictionary the keys do."""

NO_LISTS = frozenset({"agg", "aggregate", "fillna", "astype", "rename", "join"})
"""Methods whose argument names columns only as a dictionary, `join` apart."""

DRAWN = frozenset(
    "x y hue style size row col units weights color symbol text names values path facet_row facet_col hover_name "
    "hover_data animation_frame line_group line_dash locations lat lon z parents ids dimensions vars x_vars "
    "y_vars".split()
)
"""Arguments of seaborn and plotly that name columns of `data`."""


PLOTTED = frozenset({"x", "y", "c", "s", "by", "column"})
"""Arguments of `plot` that name columns."""


class Columns:
    """What was seen in one statement.

    Attributes:
        seen: Kind of use and column, each once.
        names: The notebook's names.
    """

    def __init__(self, names: dict[str, Any]) -> None:
        self.seen: dict[tuple[str, str, str], None] = {}
        self.names = names
        self._done: set[str] = set()

    def take(self) -> list[tuple[str, str, str]]:
        """What was seen since this was last asked: kind, column, and the name of the frame or nothing."""
        found, self.seen = list(self.seen), {}
        return found

    def all(self) -> dict[str, list[str]]:
        """All columns of the frames that names stand for."""
        pandas = sys.modules.get("pandas")
        if not hasattr(pandas, "DataFrame"):
            return {}
        frames = [(n, v) for n, v in self.names.items() if isinstance(v, pandas.DataFrame)]  # type: ignore[union-attr]
        return {name: _texts(frame.columns.get_level_values(0)) for name, frame in frames if not name.startswith("_")}

    def watch(self) -> None:
        """Watch the libraries that are loaded by now."""
        for name, install in (
            ("pandas", self._pandas),
            ("pandas.plotting._core", self._plots),
            ("seaborn", self._drawing),
            ("plotly.express", self._drawing),
            ("statsmodels.formula.api", self._formulas),
            ("patsy", self._formulas),
        ):
            module = sys.modules.get(name)
            if module is not None and name not in self._done and not _is_loading(module):
                self._done.add(name)
                install(module)
        if "statsmodels.base.model" in sys.modules:
            self._models(sys.modules["statsmodels.base.model"].Model)  # type: ignore[attr-defined]

    # --- what is put between -------------------------------------------------------------------------------------

    def _pandas(self, pandas: Any) -> None:
        frame = pandas.DataFrame
        groups = sys.modules["pandas.core.groupby.generic"].DataFrameGroupBy  # type: ignore[attr-defined]
        indexing = sys.modules["pandas.core.indexing"]
        self._wrap(frame, "__getitem__", lambda f, key: self._note(READ, f, key))
        self._wrap(frame, "__setitem__", lambda f, key, _: self._note(ADDED, f, key, new=True))
        self._wrap(frame, "__delitem__", lambda f, key: self._note(DROPPED, f, key))
        self._wrap(frame, "__getattr__", lambda f, name: self._note(READ, f, name))
        self._wrap(frame, "__setattr__", self._attribute_stored)
        self._wrap(groups, "__getitem__", lambda g, key: self._note(READ, g.obj, key))
        self._wrap(groups, "__getattr__", lambda g, name: self._note(READ, g.obj, name))
        for name in ("_LocIndexer", "_AtIndexer"):
            self._wrap(getattr(indexing, name), "__getitem__", lambda i, key: self._located(READ, i, key))
            self._wrap(getattr(indexing, name), "__setitem__", lambda i, key, _: self._located(ADDED, i, key))
        for name, arguments in FRAME_METHODS.items():
            self._wrap(frame, name, self._method(getattr(frame, name), name, arguments.split()))
        for name in ("agg", "aggregate"):
            self._wrap(groups, name, self._aggregated)
        for name in ("query", "eval"):
            self._wrap(frame, name, lambda f, text, **_: self._text(f, text))
        self._wrap(frame, "drop", self._dropped)
        self._wrap(frame, "pop", self._popped)
        self._wrap(frame, "insert", self._inserted)
        self._wrap(frame, "assign", lambda f, **named: self._note(ADDED, f, list(named), new=True))
        self._wrap(frame, "merge", self._merged(frame.merge))
        self._wrap(pandas, "merge", self._merged(pandas.merge))
        for name, given in (
            ("get_dummies", ["columns"]),
            ("melt", ["id_vars", "value_vars"]),
            ("pivot_table", ["values", "index", "columns"]),
            ("pivot", ["index", "columns", "values"]),
        ):
            self._wrap(pandas, name, self._method(getattr(pandas, name), name, given))

    def _plots(self, module: Any) -> None:
        accessor = module.PlotAccessor
        for name in ("__call__", "scatter", "bar", "barh", "line", "hexbin", "pie", "area", "box", "hist"):
            self._wrap(accessor, name, lambda a, *given, **named: self._plotted(a, given, named))

    def _plotted(self, accessor: Any, given: Any, named: Any) -> None:
        for name, value in (*enumerate(given), *named.items()):
            if name in (0, 1, *PLOTTED):
                self._note(READ, accessor._parent, value)

    def _drawing(self, module: Any) -> None:
        for name, function in list(vars(module).items()):
            if not {"data", "data_frame"} & set(_parameters(function)):
                continue
            if inspect.isfunction(function):
                self._wrap(module, name, functools.partial(self._drawn, function))
            elif inspect.isclass(function):
                self._wrap(function, "__init__", functools.partial(self._drawn, function.__init__))

    def _drawn(self, function: Any, *given: Any, **named: Any) -> None:
        bound = _bound(function, given, named)
        frame = bound.get("data", bound.get("data_frame"))
        for name, value in bound.items():
            if name in DRAWN:
                self._note(READ, frame, value)

    def _formulas(self, module: Any) -> None:
        for name, function in list(vars(module).items()):
            if callable(function) and ("formula" in _parameters(function) or name in ("dmatrix", "dmatrices")):
                self._wrap(module, name, self._formula)

    def _models(self, owner: Any) -> None:
        """Watch `from_formula` of all models, of which more may be loaded later."""
        own = vars(owner).get("from_formula")
        if isinstance(own, classmethod) and not hasattr(own.__func__, "__wrapped__"):
            function = self._between(own.__func__, lambda _, *given, **named: self._formula(*given, **named))
            owner.from_formula = classmethod(function)
        for kind in owner.__subclasses__():
            self._models(kind)

    def _formula(self, *given: Any, **named: Any) -> None:
        text = named.get("formula", named.get("formula_like", given[0] if given else None))
        self._text(named.get("data", given[1] if len(given) > 1 else None), text)

    # --- what is noted ---------------------------------------------------------------------------------------------

    def _wrap(self, owner: Any, name: str, note: Callable[..., Any]) -> None:
        original = getattr(owner, name, None)
        if original is not None:
            setattr(owner, name, self._between(original, note))

    def _between(self, original: Any, note: Callable[..., Any]) -> Any:
        @functools.wraps(original)
        def between(*given: Any, **named: Any) -> Any:
            if _is_cell(sys._getframe(1).f_code.co_filename):
                try:
                    note(*given, **named)
                except Exception as error:  # what is wrong with the arguments, pandas says better
                    del error
            return original(*given, **named)

        return between

    def _note(self, kind: str, frame: Any, key: Any, *, new: bool = False) -> None:
        pandas = sys.modules["pandas"]
        if not isinstance(frame, pandas.DataFrame):  # type: ignore[attr-defined]
            return
        known = set(_texts(frame.columns.get_level_values(0)))
        names = [n for n, v in self.names.items() if v is frame and not n.startswith("_")] or [""]
        for column in _texts(key):
            if new or column in known:
                self.seen.update({(kind, column, name): None for name in names})

    def _attribute_stored(self, frame: Any, name: str, value: Any) -> None:
        del value
        if not name.startswith("_") and name not in ("columns", "index"):
            self._note(ADDED, frame, name)

    def _located(self, kind: str, indexer: Any, key: Any) -> None:
        if not isinstance(key, tuple) or not key[1:]:
            return
        picked = [key[1].start, key[1].stop] if isinstance(key[1], slice) else key[1]
        self._note(kind, indexer.obj, picked, new=kind == ADDED and not isinstance(key[1], slice))

    def _method(self, function: Any, name: str, arguments: list[str]) -> Callable[..., None]:
        def note(*given: Any, **named: Any) -> None:
            bound = _bound(function, given, named)
            for argument in arguments:
                value = bound.get(argument)
                if isinstance(value, dict) or name not in NO_LISTS or (name == "join" and value is not None):
                    self._note(READ, given[0] if given else bound.get("data", bound.get("frame")), value)

        return note

    def _aggregated(self, groups: Any, func: Any = None, *_: Any, **named: Any) -> None:
        if isinstance(func, dict):
            self._note(READ, groups.obj, func)
        for value in named.values():
            if isinstance(value, tuple) and value:
                self._note(READ, groups.obj, value[0])

    def _dropped(self, frame: Any, *given: Any, **named: Any) -> None:
        labels, axis = named.get("labels", given[0] if given else None), named.get("axis", [*given, 0, 0][1])
        self._note(DROPPED, frame, named.get("columns"))
        if axis in (1, "columns"):
            self._note(DROPPED, frame, labels)

    def _inserted(self, frame: Any, loc: int, column: Any, *_: Any, **__: Any) -> None:
        del loc
        self._note(ADDED, frame, column, new=True)

    def _popped(self, frame: Any, item: Any) -> None:
        self._note(READ, frame, item)
        self._note(DROPPED, frame, item)

    def _merged(self, function: Any) -> Callable[..., None]:
        def note(*given: Any, **named: Any) -> None:
            bound = _bound(function, given, named)
            left, right = bound.get("self", bound.get("left")), bound.get("right")
            for frame, key in ((left, "on"), (left, "left_on"), (right, "on"), (right, "right_on")):
                self._note(READ, frame, bound.get(key))

        return note

    def _text(self, frame: Any, text: Any) -> None:
        if isinstance(text, str):
            self._note(READ, frame, [found.group(1) or found.group() for found in _WORD.finditer(text)])


def _is_cell(name: str) -> bool:
    return name.startswith(("<ipython-input", "<cell")) or "ipykernel" in name


def _is_loading(module: Any) -> bool:
    return bool(getattr(getattr(module, "__spec__", None), "_initializing", False))


def _texts(key: Any) -> list[str]:
    """The texts in what stands for columns: one, several, or keys of a dictionary. Data is none."""
    if isinstance(key, str):
        return [key]
    if isinstance(key, tuple):
        return [part for part in key[:1] if isinstance(part, str)] if key else []
    kind = type(key).__name__
    if kind in {"Series", "DataFrame"} or not isinstance(key, Iterable):
        return []
    if kind == "ndarray" and key.dtype.kind not in "OU":
        return []
    return [part for part in key if isinstance(part, str)]


def _parameters(function: Any) -> list[str]:
    try:
        return list(inspect.signature(function).parameters)
    except (TypeError, ValueError):
        return []


def _bound(function: Any, given: Any, named: Any) -> dict[str, Any]:
    found = inspect.signature(function).bind(*given, **named).arguments
    for value in [v for k, v in found.items() if k in ("kwargs", "kwds")]:
        found.update(value)
    return dict(found)
