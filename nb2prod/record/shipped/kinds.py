"""How values are described, by kind. No library is imported for it: what no value needs is not loaded."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nb2prod.record.shipped.values import Describer


def kind_of(kind: type) -> str:
    """Root package and name of a class: where in the package it is defined differs from version to version."""
    return f"{kind.__module__.partition('.')[0]}:{kind.__qualname__}"


def loaded(name: str) -> Any:
    """A module that is loaded already; what no value needs is not imported."""
    return sys.modules[name]


def _module(_: Describer, value: Any) -> Any:
    return {"is": "module", "of": value.__name__}


def _list(describer: Describer, value: Any) -> Any:
    return describer.nodes(value)


def _sequence(describer: Describer, value: Any) -> Any:
    return {"is": type(value).__name__, "of": describer.nodes(value)}


def _set(describer: Describer, value: Any) -> Any:
    return {"is": type(value).__name__, "of": sorted(describer.nodes(value), key=repr)}


def _dict(describer: Describer, value: Any) -> Any:
    return {"is": "dict", "of": [[describer.node(key), describer.node(item)] for key, item in value.items()]}


def _plain(*parts: str) -> Callable[[Describer, Any], Any]:
    """Values that are known by some attributes, which are plain."""

    def handler(_: Describer, value: Any) -> Any:
        return {"is": type(value).__name__, "of": [getattr(value, part) for part in parts]}

    return handler


def _text(_: Describer, value: Any) -> Any:
    return {"is": type(value).__name__, "of": str(value)}


def _path(_: Describer, value: Any) -> Any:
    return {"is": "Path", "of": str(value)}


def _iso(_: Describer, value: Any) -> Any:
    return {"is": kind_of(type(value)), "of": value.isoformat()}


def _bytes(_: Describer, value: Any) -> Any:
    return {"is": type(value).__name__, "of": bytes(value).hex()}


def _array(describer: Describer, value: Any) -> Any:
    shape, kind = list(value.shape), value.dtype.kind
    if kind == "O":
        return {"is": "objects", "shape": shape, "of": describer.nodes(value.ravel().tolist())}
    if kind == "V":
        fields = [[name, describer.node(value[name])] for name in value.dtype.names or ()]
        return {"is": "fields", "shape": shape, "of": {"is": "dict", "of": fields}}
    found = {"is": "array", "dtype": value.dtype.str, "shape": shape, "values": value.ravel()}
    return {**found, "order": "F"} if value.flags.f_contiguous and not value.flags.c_contiguous else found


def _dtype(_: Describer, value: Any) -> Any:
    return {"is": "dtype", "of": str(value)}


def _scalar(describer: Describer, value: Any) -> Any:
    numpy = loaded("numpy")
    if not isinstance(value, numpy.generic):
        return describer.other(value)
    return {"is": "scalar", "of": describer.node(numpy.asarray(value))}


def _column(describer: Describer, values: Any) -> Any:
    """The values of a column or an index."""
    dtype = values.dtype
    if isinstance(dtype, loaded("numpy").dtype) or type(dtype).__name__ in ("NumpyEADtype", "PandasDtype"):
        return describer.node(loaded("numpy").asarray(values))
    if type(dtype).__name__ == "CategoricalDtype":
        codes, categories = describer.node(loaded("numpy").asarray(values.codes)), describer.node(values.categories)
        return {"is": "categorical", "codes": codes, "categories": categories, "ordered": bool(values.ordered)}
    if type(dtype).__name__ == "DatetimeTZDtype":
        moments = loaded("numpy").asarray(values.tz_convert("UTC").tz_localize(None))
        return {"is": "moments", "tz": str(dtype.tz), "values": describer.node(moments)}
    missing = loaded("pandas").isna(values)
    of = [None if none else describer.node(one) for one, none in zip(values, missing)]  # noqa: B905 - Python 3.8
    return {"is": "column", "dtype": str(dtype), "of": of}


def _index(describer: Describer, value: Any) -> Any:
    kind = type(value).__name__
    if kind == "RangeIndex":
        values: Any = [value.start, value.stop, value.step]
    elif kind == "MultiIndex":
        levels = [describer.node(value.get_level_values(place)) for place in range(value.nlevels)]
        return {"is": "index", "class": kind, "levels": levels}
    else:
        values = _column(describer, value.array if hasattr(value, "array") else value)
    found = {"is": "index", "class": kind, "values": values, "name": describer.node(value.name)}
    freq = getattr(value, "freqstr", None)
    return {**found, "freq": freq} if freq else found


def _series(describer: Describer, value: Any) -> Any:
    index, name = describer.node(value.index), describer.node(value.name)
    return {"is": "series", "name": name, "index": index, "values": _column(describer, value.array)}


def _frame(describer: Describer, value: Any) -> Any:
    values = [_column(describer, value.iloc[:, place].array) for place in range(value.shape[1])]
    columns, index = describer.node(value.columns), describer.node(value.index)
    return {"is": "frame", "columns": columns, "index": index, "values": values}


def _sparse(describer: Describer, value: Any) -> Any:
    parts = value.tocoo()
    places = [describer.node(parts.row), describer.node(parts.col)]
    found = {"is": "sparse", "class": describer.name(type(value)), "shape": list(value.shape)}
    return {**found, "places": places, "values": describer.node(parts.data)}


def _tensor(describer: Describer, value: Any) -> Any:
    return {"is": "tensor", "dtype": str(value.dtype), "values": describer.node(value.detach().cpu().numpy())}


_INDEXES = "Index RangeIndex MultiIndex DatetimeIndex TimedeltaIndex CategoricalIndex IntervalIndex PeriodIndex".split()
_SCALARS = (
    "bool_ bool int8 int16 int32 int64 uint8 uint16 uint32 uint64 float16 float32 float64 longdouble complex64 "
    "complex128 str_ datetime64 timedelta64"
).split()

TABLE: dict[str, Callable[[Describer, Any], Any]] = {
    "builtins:module": _module,
    "builtins:list": _list,
    "builtins:dict": _dict,
    **dict.fromkeys(["builtins:tuple", "collections:deque"], _sequence),
    **dict.fromkeys(["builtins:set", "builtins:frozenset"], _set),
    **dict.fromkeys(["builtins:bytes", "builtins:bytearray"], _bytes),
    **dict.fromkeys(["builtins:range", "builtins:slice"], _plain("start", "stop", "step")),
    "builtins:complex": _plain("real", "imag"),
    "decimal:Decimal": _text,
    "uuid:UUID": _text,
    **dict.fromkeys(["pathlib:Path", "pathlib:PosixPath", "pathlib:WindowsPath"], _path),
    **dict.fromkeys(["datetime:datetime", "datetime:date", "datetime:time"], _iso),
    "datetime:timedelta": _plain("days", "seconds", "microseconds"),
    "numpy:ndarray": _array,
    **dict.fromkeys([f"numpy:{name}" for name in _SCALARS], _scalar),
    "pandas:DataFrame": _frame,
    "pandas:Series": _series,
    **dict.fromkeys([f"pandas:{name}" for name in _INDEXES], _index),
    **dict.fromkeys(["pandas:Timestamp", "pandas:Timedelta", "pandas:NaTType"], _iso),
    "pandas:NAType": _text,
    **dict.fromkeys(
        [f"scipy:{form}_{what}" for form in ("csr", "csc", "coo") for what in ("matrix", "array")], _sparse
    ),
    **dict.fromkeys(["torch:Tensor", "torch:Parameter"], _tensor),
}
"""How values are described, by kind."""
