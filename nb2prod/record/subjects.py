"""What is recorded: the steps that the pipeline calls, and the functions that the notebook defines."""

from __future__ import annotations

import ast
import builtins
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.notebook.model import Statement
from nb2prod.verify.places import PIPELINE, Places

Place = tuple[int, int]
"""Cell and ordinal of a statement."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What a test passes for a parameter.

    Attributes:
        parameter: Its name.
        setting: Field of the settings; empty where a recorded input is passed.
        named: Whether it is passed by name.
    """

    parameter: str
    setting: str
    named: bool


@dataclass(frozen=True, slots=True)
class Closure:
    """A function of the notebook that is an input, kept as its text.

    Attributes:
        name: Its name.
        place: Its statement.
        reads: Names of the notebook that it reads, imports left out.
        imports: Statements that import the others.
    """

    name: str
    place: Place
    reads: tuple[str, ...]
    imports: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A function of the package to record.

    Attributes:
        name: `module.function`.
        module: Its module.
        function: Its name.
        cells: Cells that it comes from.
        places: Its statements, in the notebook's order.
        arguments: What is passed to it.
        returns: What it returns, by the notebook's names.
        starts: For each input the statement before which it is kept.
        defined: Its name in the notebook, for a function that the notebook defines; empty for a step.
        awaited: Whether it is a coroutine.
        closures: Definitions of the notebook that stand in the pipeline itself and are handed to the step.
    """

    name: str
    module: str
    function: str
    cells: tuple[int, ...]
    places: tuple[Place, ...]
    arguments: tuple[Argument, ...]
    returns: tuple[str, ...]
    starts: Mapping[str, Place] = field(default_factory=dict)
    defined: str = ""
    awaited: bool = False
    closures: tuple[Closure, ...] = ()


def find_subjects(analysis: Analysis, places: Places, project: Path) -> list[Subject]:
    """Find what can be recorded.

    Args:
        analysis: The notebook.
        places: Where its statements are in the project.
        project: The project.

    Returns:
        Steps in the order of the pipeline, then functions of the notebook.
    """
    modules = _Modules(places)
    part = _part(project, analysis, places)
    steps = [s for f in part["functions"] if (s := _step(f, analysis, places, modules)) is not None]
    return [*steps, *_functions(analysis, places, modules)]


def _part(project: Path, analysis: Analysis, places: Places) -> dict[str, Any]:
    record = json.loads((project / "conversion.json").read_text(encoding="utf-8"))
    below = places.package.removeprefix(places.root).removeprefix(".")
    parts: list[dict[str, Any]] = record["notebooks"]
    named = [part for part in parts if part["path"] == analysis.notebook.path.name]
    return next((part for part in named or parts if part["subpackage"] == below), parts[0])


class _Modules:
    """The package's modules as they are now."""

    def __init__(self, places: Places) -> None:
        self._folder = places.source.joinpath(*places.package.split("."))
        self.pipeline = self._tree(PIPELINE)
        self.settings = self._tree("settings")

    def _tree(self, name: str) -> ast.Module:
        try:
            return ast.parse((self._folder / f"{name}.py").read_text(encoding="utf-8"))
        except (OSError, ValueError, SyntaxError):
            return ast.Module([], [])

    def function(self, module: str, name: str) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
        """A function at the top of a module."""
        found = [n for n in self._tree(module).body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
        return next((node for node in found if node.name == name), None)

    def call(self, function: str) -> ast.Call | None:
        """The call of a step in the pipeline."""
        calls = (n for n in ast.walk(self.pipeline) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute))
        return next((call for call in calls if isinstance(f := call.func, ast.Attribute) and f.attr == function), None)


def _step(record: Mapping[str, Any], analysis: Analysis, places: Places, modules: _Modules) -> Subject | None:
    module, function = record["module"], record["name"]
    node, call = modules.function(module, function), modules.call(function)
    held = sorted(
        (s.cell, s.ordinal)
        for s in places.statements
        if (s.module, s.function) == (module, function) and s.order is not None
    )
    if node is None or call is None or not held:
        return None
    arguments = tuple(_arguments(node, call))
    returns = tuple(entry["name"] for entry in record["returns"])
    inputs = [a.parameter for a in arguments if not a.setting]
    starts = {name: _start(name, held, analysis) for name in inputs}
    cells = tuple(sorted({cell for cell, _ in held}))
    awaited = isinstance(node, ast.AsyncFunctionDef)
    closures = tuple(c for name in inputs if (c := _closure(name, held[0], analysis, places)) is not None)
    return Subject(
        name=f"{module}.{function}",
        module=module,
        function=function,
        cells=cells,
        places=tuple(held),
        arguments=arguments,
        returns=returns,
        starts=starts,
        awaited=awaited,
        closures=closures,
    )


def _closure(name: str, before: Place, analysis: Analysis, places: Places) -> Closure | None:
    """The definition of an input that is a function of the pipeline, the last before a statement."""
    inline = {(s.cell, s.ordinal) for s in places.statements if s.module == PIPELINE and name in s.binds}
    facts = {(f.id.cell, f.id.ordinal): f for f in analysis.facts}
    found = [place for place in sorted(inline) if place < before and place in facts]
    definition = facts[found[-1]].definition if found else None
    if definition is None or definition.kind != "function":
        return None
    imports = {n.name: place for place, f in sorted(facts.items()) if place < before for n in f.imports}
    wanted = definition.free | definition.eager
    reads = tuple(sorted(n for n in wanted - {name} if n not in imports and not hasattr(builtins, n)))
    return Closure(name, found[-1], reads, tuple(sorted({imports[n] for n in wanted & imports.keys()})))


def _arguments(node: ast.FunctionDef | ast.AsyncFunctionDef, call: ast.Call) -> Iterator[Argument]:
    positional = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
    for name, value in zip(positional, call.args, strict=False):
        yield Argument(name, _setting(value), named=False)
    for keyword in call.keywords:
        if keyword.arg:
            yield Argument(keyword.arg, _setting(keyword.value), named=True)


def _setting(value: ast.expr) -> str:
    """Field of the settings that an expression reads; the pipeline calls nothing else but them by attribute."""
    return value.attr if isinstance(value, ast.Attribute) else ""


def _start(name: str, held: Sequence[Place], analysis: Analysis) -> Place:
    """The first statement that reads or changes an input: before it the input is as the step gets it."""
    facts = {(f.id.cell, f.id.ordinal): f for f in analysis.facts}
    using = [p for p in held if p in facts and name in facts[p].reads | facts[p].changes]
    return using[0] if using else held[0]


def _functions(analysis: Analysis, places: Places, modules: _Modules) -> Iterator[Subject]:
    """Functions that the notebook defines, where the package has them with the same parameters."""
    facts = {(f.id.cell, f.id.ordinal): f for f in analysis.facts}
    defined = [s for s in places.statements if s.disposition == "hoisted" and s.module and s.module != "shared"]
    names = [name for s in defined for name in s.binds]
    for placed in defined:
        known = facts.get((placed.cell, placed.ordinal))
        source = known.statement.node if known else None
        node = modules.function(placed.module, placed.function)
        # What is defined twice would be taken for the other; decorators and generators are called otherwise.
        if not isinstance(source, ast.FunctionDef) or source.decorator_list or names.count(source.name) > 1:
            continue
        if (
            node is None
            or ast.dump(node.args) != ast.dump(source.args)
            or _yields(source)
            or not _is_simple(source.args)
        ):
            continue
        arguments = tuple(Argument(a.arg, "", named=True) for a in (*source.args.args, *source.args.kwonlyargs))
        place = (placed.cell, placed.ordinal)
        name = f"{placed.module}.{placed.function}"
        yield Subject(
            name, placed.module, placed.function, (placed.cell,), (place,), arguments, ("result",), {}, source.name
        )


def _is_simple(arguments: ast.arguments) -> bool:
    return not (arguments.vararg or arguments.kwarg or arguments.posonlyargs)


def _yields(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in ast.walk(function))


def setup_of(analysis: Analysis, places: Places) -> list[Statement]:
    """Imports, definitions and constants: what the package has at the top of its modules."""
    wanted = {
        (s.cell, s.ordinal)
        for s in places.statements
        if s.disposition in {"hoisted", "merged"} or s.module == "settings"
    }
    return [s for s in analysis.parsed.statements if (s.id.cell, s.id.ordinal) in wanted and s.node is not None]


def own_names(places: Places) -> dict[str, str]:
    """For the functions and classes of the notebook `module:name` in the package."""
    found: dict[str, str] = {}
    for statement in places.statements:
        if statement.disposition == "hoisted" and statement.module and len(statement.binds) == 1:
            (name,) = statement.binds
            package = places.root if statement.module == "shared" else places.package
            found[name] = f"{package}.{statement.module}:{statement.function or name}"
    return found


def needed_settings(places: Places) -> list[str]:
    """Fields of the settings that have no default: secrets."""
    tree = _Modules(places).settings
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    fields = [node for kind in classes[:1] for node in kind.body if isinstance(node, ast.AnnAssign)]
    return [f.target.id for f in fields if f.value is None and isinstance(f.target, ast.Name)]


def statements_by_place(analysis: Analysis) -> dict[Place, Statement]:
    """All statements that are Python."""
    return {(s.id.cell, s.id.ordinal): s for s in analysis.parsed.statements if s.node is not None}
