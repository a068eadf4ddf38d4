"""Calls of libraries, and of what nobody knows."""

from __future__ import annotations

import ast
import re

from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.columns import Columns
from nb2prod.rules.leakage.walk.data import NO_DATA, Data, touched
from nb2prod.rules.leakage.walk.functions import FUNCTIONS
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.making import made_kind, make_estimator
from nb2prod.rules.leakage.walk.metrics import is_metric, measure
from nb2prod.rules.leakage.walk.objects import Box, Thing, data_of

LOADS = re.compile(
    r"^(read|load|fetch|get|open|download|import|make|generate|create|prepare|scan|parse)|Folder|Dataset"
)
"""How names of functions that bring data start, or end."""

ONE_RECORD = re.compile(r"Image\.open$|imread$|load_img$|librosa\.load$|wavfile\.read$")
"""Functions that load an image or a sound: statistics of it are features of one record."""

LOADING = frozenset({"load", "query", "make"})
"""Activities of calls that bring data."""

SIZES = frozenset({"len", "range", "type", "print", "isinstance", "display", "id", "format", "hasattr", "shape"})
"""Functions that tell nothing of values."""


def call_library(machine: Machine, node: ast.Call, path: str, arguments: Arguments) -> Thing:
    """What a call of a library gives, or of a name that nothing binds."""
    name = path.rpartition(".")[2]
    if name in SIZES:
        return Box()
    kind = made_kind(machine, path, name)
    if kind is not None:
        return make_estimator(machine, path, kind, arguments)
    if is_metric(machine, path, name):
        return measure(machine, node, name, arguments)
    handler = FUNCTIONS.get(name)
    if handler is not None:
        return handler(machine, node, arguments)
    return unknown_call(machine, node, arguments, path)


def unknown_call(machine: Machine, node: ast.Call, arguments: Arguments, path: str = "") -> Thing:
    """A call that changes each row by itself, as far as anybody knows, or brings data."""
    base = next((data for data in arguments.data if data.rows), None)
    if base is not None:
        return Box(touched(base, *(data for data in arguments.data if data is not base)))
    if path and brings_data(machine, path):
        return Box(_loaded(machine, node, arguments, path))
    fits = NO_DATA.fits.union(*[data.all_fits for data in arguments.data])
    predicted = NO_DATA.predicted.union(*[data.predicted for data in arguments.data])
    return Box(Data(fits=fits, predicted=predicted) if fits or predicted else NO_DATA)


def brings_data(machine: Machine, path: str) -> bool:
    """Whether a call gives data that wasn't there before."""
    entry = machine.knowledge.call(path) if "." in path else None
    if entry is not None and entry.activity is not None:
        return entry.activity in LOADING and not path.startswith("numpy.")
    return bool(LOADS.search(path.rpartition(".")[2]))


def _loaded(machine: Machine, node: ast.Call, arguments: Arguments, path: str) -> Data:
    """Data that is loaded; the same file read again holds the same rows."""
    literal = data_of(arguments.get(0)).literal if arguments.positional else None
    key = (path, literal) if isinstance(literal, str) else None
    made = machine.source(node, key, loaded=True)
    if ONE_RECORD.search(path):
        return made._replace(element=True)
    return made._replace(table=Columns()) if machine.knowledge.canonical(path).startswith("pandas.read_") else made
