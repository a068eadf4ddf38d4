"""Literals that configure: which become settings, which become options of a step.

A path, an address, a query or a seed belongs to the place where the code runs: it becomes a field of the settings. A
hyperparameter belongs to the step: it becomes a keyword parameter with the notebook's value as its default.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from nb2prod.facts.model import Call
from nb2prod.facts.secrets import is_secret
from nb2prod.knowledge import CallEntry, Knowledge
from nb2prod.plan.unit import Unit

DATA_ENDINGS = (
    ".csv .tsv .json .jsonl .txt .xls .xlsx .parquet .feather .pkl .pickle .joblib .h5 .hdf5 .db .sqlite .sqlite3 .zip "
    ".gz .npy .npz .png .jpg .jpeg .xml .html .yaml .yml .dat .data .arff .mat .model .pt .pth .md .log .sql .ipynb"
).split()
QUERY = re.compile(r"^\s*(--.*\n\s*)*(select|with|insert|update|delete|create|drop)\s", re.IGNORECASE)
ADDRESS = re.compile(r"^[a-z][a-z0-9+.-]*://\S+$", re.IGNORECASE)
SEED_NAME = re.compile(r"(^|_)(seed|random_state|randomstate)($|_)", re.IGNORECASE)
FEWEST_QUERY_WORDS = 3
LONGEST_PATH = 300
SHORTEST_PATH = 3


@dataclass(frozen=True, slots=True)
class Configuring:
    """A literal that configures.

    Attributes:
        kind: `path`, `url`, `query`, `seed`, `secret` or `option`.
        node: The literal.
        value: Its value.
        hint: Word for its name: the variable or the argument.
        call: Path of the call that it is an argument of, if it is one.
    """

    kind: str
    node: ast.Constant
    value: str | int | float | bool | None
    hint: str
    call: str = ""


def text_kind(value: str) -> str:
    """What a text configures: `path`, `url`, `query`, or nothing."""
    if QUERY.match(value) and len(value.split()) >= FEWEST_QUERY_WORDS:
        return "query"
    if "\n" in value or len(value) > LONGEST_PATH or not value.strip():
        return ""
    if ADDRESS.match(value):
        return "url"
    if re.search(r"[\s%{}<>|*?\"]", value) or not re.search(r"\w", value):
        return ""
    lowered = value.lower()
    if any(lowered.endswith(e) and lowered != e for e in DATA_ENDINGS):
        return "path"
    if len(value) < SHORTEST_PATH:
        return ""
    if value.startswith(("./", "../", "~/", "/")) and "//" not in value:
        return "path"
    return "path" if value.endswith("/") and value[0].isalnum() else ""


def assigned_literal(unit: Unit) -> tuple[str, Configuring] | None:
    """A statement that does nothing but give a name to a literal that configures.

    Returns:
        The name and the literal; `None` for any other statement.
    """
    match unit.statement.node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=str(value)) as node):
            kind = "secret" if is_secret(name, value) else text_kind(value)
            return (name, Configuring(kind, node, value, name)) if kind else None
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant(value=value) as node):
            if isinstance(value, int) and not isinstance(value, bool) and SEED_NAME.search(name):
                return name, Configuring("seed", node, value, name)
    return None


def configuring_arguments(unit: Unit, qualified: Callable[[str], str], knowledge: Knowledge) -> Iterator[Configuring]:
    """Literals among the arguments of a statement's calls that the tables know.

    Hyperparameters are those of what the notebook imports; paths and queries those of methods of its values, too.

    Args:
        unit: The statement.
        qualified: From dotted source text to a qualified name; empty if it does not start at an import.
        knowledge: The tables.
    """
    for call in unit.facts.calls:
        imported = qualified(call.path)
        path = imported or _method(call, unit)
        entry = knowledge.call(path) if path else None
        if entry is None:
            continue
        for name, node in _literal_arguments(call.node, entry):
            kind = _argument_kind(name, node, entry)
            if kind and (imported or kind in ("path", "url", "query")):
                yield Configuring(kind, node, node.value, name, path)  # type: ignore[arg-type]


def _method(call: Call, unit: Unit) -> str:
    """The one method that a call of this name in the statement stands for; empty if there is none or are several."""
    found = {c for c in unit.effects.callees if c.rpartition(".")[2] == call.method}
    return next(iter(found)) if len(found) == 1 else ""


def _literal_arguments(node: ast.Call, entry: CallEntry) -> Iterator[tuple[str, ast.Constant]]:
    for position, argument in enumerate(node.args):
        if isinstance(argument, ast.Starred):
            break
        if isinstance(argument, ast.Constant) and position < len(entry.args):
            yield entry.args[position], argument
    for keyword in node.keywords:
        if keyword.arg and isinstance(keyword.value, ast.Constant):
            yield keyword.arg, keyword.value


def _argument_kind(name: str, node: ast.Constant, entry: CallEntry) -> str:
    value = node.value
    whole = isinstance(value, int) and not isinstance(value, bool)
    if isinstance(value, str):
        if name in entry.queries and QUERY.match(value):
            return "query"
        fits = value and "\n" not in value and len(value) < LONGEST_PATH
        if fits and (name in entry.paths or name in entry.urls):
            return "url" if ADDRESS.match(value) else "path"
    if whole and (name in entry.seed or (entry.seeds and name in {"seed", "a", "x", *entry.args[:1]})):
        return "seed"
    if entry.hyperparameters and name not in entry.seed and isinstance(value, int | float | str | bool | None):
        return "option" if isinstance(value, int | float | bool) or (isinstance(value, str) and value) else ""
    return ""
