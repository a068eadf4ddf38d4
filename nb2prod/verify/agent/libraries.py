"""Values of other libraries that their state alone does not describe well, and those that can't be compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable, Dict

from . import objects
from .naming import HANDLE
from .nodes import Node, opaque, same

if TYPE_CHECKING:
    from .digest import Digester

PICTURE = "a picture or a part of one"
_HANDLE = "a handle of something outside the program"
_OPAQUE_ROOTS = {
    **dict.fromkeys(["matplotlib", "mpl_toolkits", "seaborn", "plotly", "bokeh", "altair", "holoviews"], PICTURE),
    **dict.fromkeys(["IPython", "ipywidgets", "graphviz", "pydotplus", "pydot", "folium"], PICTURE),
    **dict.fromkeys(["_io", "io", "_thread", "threading", "socket", "_socket", "ssl", "subprocess"], _HANDLE),
    **dict.fromkeys(["multiprocessing", "concurrent", "asyncio", "_asyncio", "sqlite3", "sqlalchemy"], _HANDLE),
    **dict.fromkeys(["psycopg2", "pymysql", "requests", "urllib3", "selenium", "tempfile", "zipfile"], _HANDLE),
    **dict.fromkeys(["_weakref", "weakref", "itertools", "mmap", "select"], _HANDLE),
}
_DATASET = "a dataset that gives its elements only when it is gone through"
_OPAQUE_PACKAGES = {"tensorflow.python.data": _DATASET}
_COMPARABLE = frozenset(["matplotlib.colors", "IPython.utils.text", "IPython.utils.capture"])
_IN_MEMORY = ("StringIO", "BytesIO")
_FILES = ("TextIOWrapper", "BufferedWriter", "BufferedReader", "FileIO")

_CAPTURED = {"stdout", "stderr", "outputs", "show"}
_HANDLING = {"display_id", "shown", "update"}


def opaque_reason(kind: type) -> str:
    """Why instances of a class can't be compared; empty where they can."""
    for base in kind.__mro__[:-1]:
        module = base.__module__ if isinstance(base.__module__, str) else ""
        if module in _COMPARABLE or base.__name__ in _IN_MEMORY or (module == "_io" and base.__name__ in _FILES):
            return ""
        reason = _OPAQUE_ROOTS.get(module.partition(".")[0])
        if reason:
            return reason
        for package, why in _OPAQUE_PACKAGES.items():
            if module.startswith(package + "."):
                return why
    return ""


def _wrapped_results(digester: Digester, value: Any) -> Node:
    return Node(digester.naming.qualified(type(value)), children=[("results", digester.node(value._results))])


def _sparse(digester: Digester, value: Any) -> Node:
    label = "%s of shape %s" % (digester.naming.qualified(type(value)), value.shape)
    plain = value if value.format in ("csr", "csc", "bsr", "coo", "dia") else value.tocoo()
    names = [name for name in ("data", "indices", "indptr", "row", "col", "coords", "offsets") if hasattr(plain, name)]
    return Node(label, children=[(name, digester.node(getattr(plain, name))) for name in names], summary=label)


def _booster(digester: Digester, value: Any) -> Node:
    return Node(
        digester.naming.qualified(type(value)), children=[("model", digester.node(bytes(value.save_raw("json"))))]
    )


def _neighbours(digester: Digester, value: Any) -> Node:
    """A tree of neighbours without its statistics: every question that is asked of it changes them."""
    arrays = [("array %d" % place, digester.node(part)) for place, part in enumerate(value.get_arrays())]
    return Node(digester.naming.qualified(type(value)), children=arrays)


def _captured(digester: Digester, value: Any) -> Node:
    """What a magic captured; the package keeps the same in an object of its own."""
    texts = [(name, digester.node(getattr(value, name))) for name in ("stdout", "stderr")]
    return Node("captured output", children=texts, summary="captured output")


def _namespace(digester: Digester, value: Any) -> Node:
    names = set(vars(value))
    if names == _CAPTURED:
        return _captured(digester, value)
    if names == _HANDLING:
        return opaque(HANDLE, PICTURE)
    return objects.instance(digester, value)


def _closed(digester: Digester, value: Any) -> Node:
    """A file: one that is closed is no more than its name and how it was opened."""
    label = digester.naming.qualified(type(value))
    if not value.closed:
        return opaque(label, _HANDLE)
    names = ("name", "mode", "encoding", "errors", "newlines")
    return Node(label, children=[(".%s" % name, digester.node(getattr(value, name, None))) for name in names])


def _warning(digester: Digester, value: Any) -> Node:
    """A warning that was kept; where in the notebook's own code it was given says nothing, that has moved."""
    names = ["message", "category"]
    if not digester.naming.is_own_file(str(value.filename)):
        names += ["filename", "lineno"]
    children = [(".%s" % name, digester.node(getattr(value, name))) for name in names]
    return Node(digester.naming.qualified(type(value)), children=children, summary=str(value.message))


def _left_out(digester: Digester, value: Any) -> Node:
    return same(digester.naming.qualified(type(value)))


HANDLERS: Dict[str, Callable[[Digester, Any], Node]] = {
    "statsmodels.base.wrapper.ResultsWrapper": _wrapped_results,
    **dict.fromkeys(
        ["scipy.sparse._base._spbase", "scipy.sparse._base.spmatrix", "scipy.sparse.base.spmatrix"], _sparse
    ),
    **dict.fromkeys(["_io.%s" % name for name in _FILES], _closed),
    "xgboost.core.Booster": _booster,
    **{
        "sklearn.neighbors.%s.BinaryTree%s" % (module, width): _neighbours
        for module in ("_kd_tree", "_ball_tree")
        for width in ("", "64", "32")
    },
    "IPython.utils.capture.CapturedIO": _captured,
    "types.SimpleNamespace": _namespace,
    "warnings.WarningMessage": _warning,
    # Formula libraries keep the scope of the caller, which is no part of the result.
    **dict.fromkeys(["patsy.eval.EvalEnvironment", "formulaic.utils.context.LayeredMapping"], _left_out),
}
"""Classes by qualified name; the order of inheritance decides where several fit."""
