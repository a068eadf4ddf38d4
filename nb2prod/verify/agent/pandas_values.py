"""Frames, series and indexes: values, dtypes, index and names."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Callable, Dict, List, Tuple

from . import builtin_values, numpy_values
from .nodes import Node

if TYPE_CHECKING:
    from .digest import Digester

_MOST_COLUMNS = 300


def _frame(digester: Digester, value: Any) -> Node:
    label = "%s of shape %s" % (digester.naming.qualified(type(value)), value.shape)
    children: List[Tuple[str, Node]] = [
        ("columns", digester.node(value.columns)),
        ("index", digester.node(value.index)),
    ]
    dtypes = set(map(str, value.dtypes))
    if value.shape[1] > _MOST_COLUMNS and len(dtypes) == 1:
        children.append(("values", digester.node(value.to_numpy())))
        children.append(("dtype", digester.node(dtypes.pop())))
    else:
        for place, name in enumerate(value.columns):
            children.append(("[%r]" % (name,), _values(digester, value.iloc[:, place].array)))
    return Node(label, children=[*children, *_attributes(digester, value)], summary=label)


def _attributes(digester: Digester, value: Any) -> List[Tuple[str, Node]]:
    attributes = getattr(value, "attrs", None)
    return [("attrs", digester.node(attributes))] if attributes else []


def _series(digester: Digester, value: Any) -> Node:
    label = "%s of %d" % (digester.naming.qualified(type(value)), len(value))
    children = [
        ("name", digester.node(value.name)),
        ("index", digester.node(value.index)),
        ("values", _values(digester, value.array)),
    ]
    return Node(label, children=[*children, *_attributes(digester, value)], summary=label)


def _index(digester: Digester, value: Any) -> Node:
    label = "%s of %d" % (digester.naming.qualified(type(value)), len(value))
    children: List[Tuple[str, Node]] = [("names", digester.node(list(value.names)))]
    if hasattr(value, "levels"):
        levels = [value.get_level_values(place) for place in range(value.nlevels)]
        children += [("level %d" % place, digester.node(level)) for place, level in enumerate(levels)]
    else:
        children.append(("values", _values(digester, value.array)))
    # Asked for the frequency, not for `freqstr`, which fails for some.
    if getattr(value, "freq", None) is not None:
        children.append(("freq", digester.node(str(value.freq))))
    return Node(label, children=children, summary=label)


def _values(digester: Digester, values: Any) -> Node:
    """The array behind a column, an index or a series."""
    label = "%s of %d" % (values.dtype, len(values))
    kind = type(values).__name__
    if hasattr(values, "categories") and hasattr(values, "codes"):
        children = [
            ("categories", digester.node(values.categories)),
            ("codes", digester.node(values.codes)),
            ("ordered", digester.node(bool(values.ordered))),
        ]
        return Node(label, children=children, summary=label)
    if kind in ("PandasArray", "NumpyExtensionArray"):
        plain = values.to_numpy()
        return _objects(digester, plain, label) if plain.dtype.hasobject else digester.node(plain)
    if hasattr(values, "asi8"):
        return Node(label, children=[("", digester.node(values.asi8))], summary=label)
    return _objects(digester, values.to_numpy(dtype=object), label)


def _objects(digester: Digester, plain: Any, label: str) -> Node:
    """Objects, text mostly: its hashes are taken at C speed, and which missing value stands where besides."""
    pandas = sys.modules["pandas"]
    digester.sees_memory(plain)
    if len(plain) < builtin_values.LONGEST_LIST or pandas.api.types.infer_dtype(plain, skipna=True) != "string":
        return numpy_values.objects(digester, plain, label)
    missing = pandas.isna(plain)
    hashed = pandas.util.hash_array(plain, categorize=False)
    gaps = [type(item).__name__ for item in plain[missing].tolist()]
    children = [("", digester.node(part)) for part in (hashed, missing, gaps)]
    return Node(label, children=children, summary=label)


def _extension(digester: Digester, value: Any) -> Node:
    return _values(digester, value)


def _scalar(digester: Digester, value: Any) -> Node:
    text = repr(value)
    return Node(digester.naming.qualified(type(value)), text.encode("utf-8"), summary=text)


def _grouped(digester: Digester, value: Any) -> Node:
    parts = [("object", digester.node(value.obj)), ("groups", digester.node(value.ngroup().array))]
    return Node(digester.naming.qualified(type(value)), children=parts)


_GROUPS = "pandas.core.groupby.generic."
HANDLERS: Dict[str, Callable[[Digester, Any], Node]] = {
    **dict.fromkeys(["pandas.core.frame.DataFrame", "pandas.DataFrame"], _frame),
    **dict.fromkeys(["pandas.core.series.Series", "pandas.Series"], _series),
    **dict.fromkeys(["pandas.core.indexes.base.Index", "pandas.Index"], _index),
    **dict.fromkeys(["pandas.core.arrays.base.ExtensionArray", "pandas.api.extensions.ExtensionArray"], _extension),
    **dict.fromkeys(["pandas._libs.missing.NAType", "pandas._libs.tslibs.nattype.NaTType"], _scalar),
    **dict.fromkeys(["pandas.api.typing.NAType", "pandas.api.typing.NaTType"], _scalar),
    **dict.fromkeys([_GROUPS + "DataFrameGroupBy", _GROUPS + "SeriesGroupBy"], _grouped),
    **dict.fromkeys(["pandas.api.typing.DataFrameGroupBy", "pandas.api.typing.SeriesGroupBy"], _grouped),
}
