"""Methods of tables, columns and arrays: which look at one row, and which at all of them."""

from __future__ import annotations

import ast

from nb2prod.rules.leakage.model import Strength
from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.containers import CHANGING, change_texts
from nb2prod.rules.leakage.walk.data import Data, touched
from nb2prod.rules.leakage.walk.estimators import METHODS as OF_ESTIMATORS
from nb2prod.rules.leakage.walk.estimators import method_of_estimator
from nb2prod.rules.leakage.walk.frame_methods import METHODS
from nb2prod.rules.leakage.walk.grouping import method_of_groups
from nb2prod.rules.leakage.walk.learning import learned
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Box, Thing, data_of
from nb2prod.rules.leakage.walk.targets import assign
from nb2prod.rules.leakage.walk.vocabulary import Kind

ROWWISE = frozenset({1, -1, "columns", "1"})
"""Values of `axis` that make a statistic one of each row."""

STATISTICS = frozenset(
    """mean median mode std var min max quantile sum prod describe corr corrwith cov skew kurt kurtosis sem mad agg
    aggregate idxmax idxmin nlargest nsmallest argsort rank ptp percentile""".split()
)
"""Methods that compute numbers from all rows."""

OCCURRENCES = frozenset(
    "value_counts unique nunique count factorize ffill bfill pad backfill interpolate any all".split()
)
"""Methods that tell which values occur, or take them from neighbours."""

KEEPING = frozenset(
    """copy reset_index dropna fillna astype round sort_values sort_index drop_duplicates replace infer_objects
    convert_dtypes to_numpy reindex""".split()
)
"""Methods that leave the columns as they are."""

MODEL_METHODS = frozenset({"fit", "fit_transform", "fit_generator", "partial_fit", "train_on_batch"})


def method_of_data(machine: Machine, node: ast.Call, receiver: Thing, method: str, arguments: Arguments) -> Thing:
    """What a method of data gives."""
    data = data_of(receiver)
    if method in MODEL_METHODS and not data.rows:
        return _unknown_model(machine, node, method, arguments)
    if isinstance(receiver, Box) and isinstance(data.literal, tuple) and method in CHANGING:
        change_texts(receiver, method, arguments)
        return Box()
    if _is_accessor(node):
        return Box(touched(data, *arguments.data))
    if data.grouped:
        return Box(method_of_groups(machine, node, data, method, arguments))
    if method in STATISTICS or method in OCCURRENCES:
        return Box(statistic(machine, node, data, method, arguments))
    return _changed(machine, node, receiver, method, arguments)


def _changed(machine: Machine, node: ast.Call, receiver: Thing, method: str, arguments: Arguments) -> Thing:
    """What a method gives that looks at each row by itself, or has a meaning of its own."""
    data = data_of(receiver)
    handler = METHODS.get(method)
    result = handler(machine, node, data, arguments) if handler else touched(data, *arguments.data)
    if not data.rows and not handler:
        result = next((touched(d, data) for d in arguments.data if d.rows), result)
    if method in KEEPING and isinstance(result, Data):
        result = result._replace(table=data.table, name=data.name)
    if arguments.literal(-1, "inplace") is True and isinstance(node.func, ast.Attribute):
        change_in_place(machine, node.func.value, receiver, result if isinstance(result, Data) else data_of(result))
        return Box()
    return Box(result) if isinstance(result, Data) else result


def _is_accessor(node: ast.Call) -> bool:
    """Whether a method is one of texts or of times, value by value: `column.str.count("a")`."""
    match node.func:
        case ast.Attribute(value=ast.Attribute(attr="str" | "dt")):
            return True
    return False


def _unknown_model(machine: Machine, node: ast.Call, method: str, arguments: Arguments) -> Thing:
    """Something is fitted that came from who knows where: its name stands for a model from now on."""
    assert isinstance(node.func, ast.Attribute), "a method is an attribute"
    owner = node.func.value
    kind = Kind.UNKNOWN if method != "fit_transform" else Kind.TRANSFORMER
    estimator = machine.estimator(ast.unparse(owner)[:40], kind)
    if isinstance(owner, ast.Name | ast.Attribute):
        assign(machine, owner, estimator)
    assert method in OF_ESTIMATORS, "models are known by these methods"
    return method_of_estimator(machine, node, estimator, method, arguments)


def change_in_place(machine: Machine, written: ast.expr, receiver: Thing, result: Data) -> None:
    """Let the object that a method was called on, and the frame that it is a column of, hold the result."""
    if isinstance(receiver, Box):
        receiver.data = result
    match written:
        case ast.Subscript() | ast.Attribute():
            assign(machine, written, Box(result))


def statistic(machine: Machine, node: ast.Call, data: Data, method: str, arguments: Arguments) -> Data:
    """A number for each column, or for each row if the axis says so."""
    if data.compared:
        machine.judged(data)
    strength = Strength.CATEGORIES if method in OCCURRENCES else Strength.STATISTICS
    axis = arguments.literal(-1, "axis")
    if (axis is not None and axis in ROWWISE) or method in {"any", "all"}:
        return touched(data, *arguments.data)._replace(faint=data.faint)
    fits = data.all_fits.union(*[d.all_fits for d in arguments.data]) | learned(machine, node, data, method, strength)
    keeps_rows = method in {"rank", "factorize", "ffill", "bfill", "pad", "backfill", "interpolate"}
    result = data._replace(fits=fits) if keeps_rows else Data(fits=fits, element=data.element)
    if keeps_rows and arguments.literal(-1, "inplace") is True and isinstance(node.func, ast.Attribute):
        change_in_place(machine, node.func.value, machine.evaluate(node.func.value), result)
    return result
