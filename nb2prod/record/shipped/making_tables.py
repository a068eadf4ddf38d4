"""How arrays, tables, matrices and tensors are made again from their description."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nb2prod.record.shipped.naming import CannotRebuildError, Resolve, named


def _array(node: Any, *_: Any) -> Any:
    import numpy as np

    values = np.asarray(node["values"])
    if np.dtype(node["dtype"]).kind in "mM" and values.dtype.kind == "i":
        values = values.view(node["dtype"])
    shaped = values.astype(node["dtype"], copy=True).reshape(node["shape"])
    return np.asfortranarray(shaped) if node.get("order") == "F" else shaped


def _objects(node: Any, make: Resolve, _: Resolve) -> Any:
    import numpy as np

    found = np.empty(len(node["of"]), dtype=object)
    for place, part in enumerate(node["of"]):
        found[place] = make(part)
    return found.reshape(node["shape"])


def _scalar(node: Any, make: Resolve, _: Resolve) -> Any:
    return make(node["of"])[()]


def _categorical(node: Any, make: Resolve, _: Resolve) -> Any:
    import pandas as pd

    codes, categories = make(node["codes"]), make(node["categories"])
    return pd.Categorical.from_codes(codes, categories=categories, ordered=node["ordered"])


def _moments(node: Any, make: Resolve, _: Resolve) -> Any:
    import pandas as pd

    return pd.DatetimeIndex(make(node["values"])).tz_localize("UTC").tz_convert(node["tz"]).array


def _column(node: Any, make: Resolve, _: Resolve) -> Any:
    import pandas as pd

    if node["dtype"].startswith(("period", "interval", "Sparse")):
        raise CannotRebuildError(node["dtype"])
    return pd.array([make(part) for part in node["of"]], dtype=node["dtype"])


def _index(node: Any, make: Resolve, _: Resolve) -> Any:
    import pandas as pd

    if node["class"] == "MultiIndex":
        levels = [make(level) for level in node["levels"]]
        return pd.MultiIndex.from_arrays(levels, names=[level.name for level in levels])
    name = make(node["name"])
    if node["class"] == "RangeIndex":
        start, stop, step = node["values"]
        return pd.RangeIndex(start, stop, step, name=name)
    values = make(node["values"])
    if node["class"] == "DatetimeIndex":
        return pd.DatetimeIndex(values, name=name, freq=node.get("freq"))
    dtype = object if node["values"]["is"] == "objects" else None
    return pd.Index(values, name=name, dtype=dtype)


def _series(node: Any, make: Resolve, _: Resolve) -> Any:
    import pandas as pd

    dtype = object if node["values"]["is"] == "objects" else None
    return pd.Series(make(node["values"]), index=make(node["index"]), name=make(node["name"]), dtype=dtype)


def _frame(node: Any, make: Resolve, _: Resolve) -> Any:
    import pandas as pd

    index, columns = make(node["index"]), {}
    for place, part in enumerate(node["values"]):
        columns[place] = pd.Series(make(part), index=index, dtype=object if part["is"] == "objects" else None)
    found = pd.DataFrame(columns, index=index)
    found.columns = make(node["columns"])
    return found


def _sparse(node: Any, make: Resolve, resolve: Resolve) -> Any:
    from scipy import sparse  # type: ignore[import-untyped]

    places = tuple(make(place) for place in node["places"])
    parts = sparse.coo_matrix((make(node["values"]), places), shape=node["shape"])
    return named(node["class"], resolve)(parts)


def _tensor(node: Any, make: Resolve, _: Resolve) -> Any:
    import torch  # type: ignore[import-not-found]

    return torch.from_numpy(make(node["values"]).copy())


def _pandas_moment(kind: str) -> Callable[..., Any]:
    def maker(node: Any, *_: Any) -> Any:
        import pandas as pd

        return getattr(pd, kind)(node["of"])

    return maker


def _missing(*_: Any) -> Any:
    import pandas as pd

    return pd.NaT


def _not_available(*_: Any) -> Any:
    import pandas as pd

    return pd.NA


TABLES: dict[str, Callable[..., Any]] = {
    "array": _array,
    "objects": _objects,
    "scalar": _scalar,
    "pandas:Timestamp": _pandas_moment("Timestamp"),
    "pandas:Timedelta": _pandas_moment("Timedelta"),
    "pandas:NaTType": _missing,
    "NAType": _not_available,
    "categorical": _categorical,
    "moments": _moments,
    "column": _column,
    "index": _index,
    "series": _series,
    "frame": _frame,
    "sparse": _sparse,
    "tensor": _tensor,
}
"""How values are made again, by what their description says they are."""
