"""Running a notebook once, and keeping what its steps start from."""

from __future__ import annotations

import ast
import asyncio
import builtins
import inspect
import os
import pickle
import sys
from contextlib import suppress
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from nb2prod.record.agent.encoding import Encoder, own_in
from nb2prod.record.agent.watching import FileWatch
from nb2prod.verify.agent import shell, statements
from nb2prod.verify.agent.events import Reporter
from nb2prod.verify.agent.notebook import close_figures

PROBE = "__nb2prod_statement__"
CALLED = "__nb2prod_called__"
MOST_CALLS = 3
# A kernel waits for the next cell in its event loop, where tasks that a cell began go on.
_TURNS_BETWEEN_CELLS = 10

Place = Tuple[int, int]


class Capture:
    """Runs the cells of a notebook.

    Attributes:
        task: `cells` with statements, `steps` with inputs, `functions` of the notebook, each with its name, its cell
            and the globals that are parameters in the package, and a folder, `captured`.
        reporter: Takes the events.
        encoder: Describes inputs.
        names: The notebook's globals.
    """

    def __init__(self, task: Dict[str, Any], reporter: Reporter) -> None:
        self.task = task
        self.reporter = reporter
        self.encoder = Encoder()
        self.names: Dict[str, Any] = {}
        self.files = FileWatch(task["root"], task["captured"])
        self._starts: Dict[Place, List[Tuple[str, str]]] = {}
        self._steps: Dict[Place, str] = {}
        self._closures: Dict[str, Any] = {step["name"]: step["closures"] for step in task["steps"]}
        self._classes: Dict[str, Any] = {step["name"]: step["classes"] for step in task["steps"]}
        for step in task["steps"]:
            for name, cell, ordinal in step["inputs"]:
                self._starts.setdefault((cell, ordinal), []).append((step["name"], name))
            for cell, ordinal in step["statements"]:
                self._steps[cell, ordinal] = step["name"]
        self._inputs: Dict[str, Dict[str, Any]] = {}
        self._calls: Dict[str, List[Any]] = {}
        self._seen: Set[Any] = set()
        self._functions: Dict[Tuple[int, str], str] = {
            (one["cell"], one["name"]): key for key, one in task["functions"].items()
        }
        self._due: List[Tuple[int, int]] = []
        self._cell = 0
        self._place: Place = (0, 0)
        self._busy = False

    def run(self) -> bool:
        """Run all cells, until one fails that is not expected to."""
        setattr(builtins, PROBE, self._reach)
        setattr(builtins, CALLED, self._called)
        sys.addaudithook(self.files.hear)
        done = asyncio.run(self._run(shell.make_shell(self.task["cells"])))
        with open(os.path.join(self.task["captured"], "inputs.pickle"), "wb") as file:
            pickle.dump({"steps": self._inputs, "calls": self._calls, "files": self.files.found}, file, protocol=4)
        return done

    async def _run(self, kernel: Any) -> bool:
        self.names = kernel.user_ns if kernel is not None else statements.main_module().__dict__
        if kernel is not None:
            kernel.ast_transformers.append(_Inserter(self._key_of))
        self.reporter.emit("began", ipython=shell.version() if kernel is not None else "")
        for cell in self.task["cells"]:
            self.reporter.emit("running", cell=cell["index"])
            self._cell = cell["index"]
            self._due = [(line, ordinal) for ordinal, line, _ in cell["statements"]]
            whole = kernel is not None and not cell["source"].lstrip().startswith("%%")
            failed = await (shell.run_in_shell(kernel, cell) if whole else self._by_statements(cell))
            for _ in range(_TURNS_BETWEEN_CELLS):
                await asyncio.sleep(0)
            close_figures()
            self.files.step = ""
            if failed and not cell["expects_error"]:
                error, line = failed
                self.reporter.emit(
                    "failed", cell=cell["index"], line=line, error=type(error).__name__, message=str(error)[:2000]
                )
                return False
        return True

    async def _by_statements(self, cell: Dict[str, Any]) -> Optional[Tuple[BaseException, int]]:
        for _, line, source in cell["statements"]:
            self._reach(line)
            one = {**cell, "statements": [[line, self._watched(source)]]}
            failed = await statements.run_statements(self.names, one)
            if failed:
                return failed
        return None

    def _watched(self, source: str) -> str:
        tree = ast.parse(source)
        if any(isinstance(node, ast.FunctionDef) and self._key_of(node.name) for node in tree.body):
            return ast.unparse(_Inserter(self._key_of, probing=False).visit(tree))
        return source

    def _key_of(self, name: str) -> str:
        """By what a function is known that the cell in work defines; empty for others."""
        return self._functions.get((self._cell, name), "")

    def _reach(self, line: int) -> None:
        """Before a line of the cell: keep what the steps whose statements begin there start from."""
        while self._due and self._due[0][0] <= line:
            place = self._place = (self._cell, self._due.pop(0)[1])
            self.files.step = ""
            step = self._steps.get(place, "")
            if step and step not in self._inputs:
                self._inputs[step] = self._fresh(step)
            for name, variable in self._starts.get(place, ()):
                self._keep(name, variable)
            self.files.step = step

    def _folder(self) -> str:
        """The folder that the notebook is in, from the one that is copied."""
        folder = os.path.relpath(os.path.realpath(os.getcwd()), os.path.realpath(self.task["root"]))
        return folder.replace(os.sep, "/")

    def _keep(self, step: str, variable: str) -> None:
        inputs_of = self._inputs.setdefault(step, self._fresh(step))
        kept = inputs_of["values"]
        if variable not in self.names:
            kept[variable] = {"reason": "`%s` is not bound where it starts" % variable}
            return
        closure = self._closures.get(step, {}).get(variable)
        if closure is not None:
            kept[variable] = self.encoder.closure(variable, closure, self.names)
            return
        inputs = [name for started in self._starts.values() for owner, name in started if owner == step]
        rows = [self.names[name] for name in inputs if name in self.names]
        kept[variable] = self.encoder.attempts(self.names[variable], self.encoder.lengths(rows))
        for name in own_in(kept[variable].get("nodes", ())):
            closure = self._classes.get(step, {}).get(name)
            if closure is not None and name not in inputs_of["classes"]:
                inputs_of["classes"][name] = self.encoder.closure(name, closure, self.names)

    def _fresh(self, step: str) -> Dict[str, Any]:
        return {"folder": self._folder(), "step": step, "values": {}, "classes": {}}

    def _called(self, key: str, arguments: Dict[str, Any]) -> None:
        """At the start of a call of a function of the notebook: keep its arguments, of the first different ones."""
        calls, known = self._calls.setdefault(key, []), self.task["functions"][key]
        step = self.files.step
        if self._busy or len(calls) >= MOST_CALLS:
            return
        self._busy, self.files.step = True, ""
        try:
            function = self.names.get(known["name"])
            given = {n: v for n, v in arguments.items() if not _is_default(function, n, v)}
            # What a parameter stands for in the package is a global here.
            given.update({name: self.names[name] for name in known["added"] if name in self.names})
            lengths = self.encoder.lengths(list(given.values()))
            values = {name: self.encoder.attempts(value, lengths) for name, value in given.items()}
            calls.append({**self._fresh(step), "values": values, "place": self._place})
        finally:
            self._busy, self.files.step = False, step


def _is_default(function: Any, name: str, value: Any) -> bool:
    """Whether a parameter has its default, which the test leaves to the function then."""
    # What a decorator has made of it has defaults of its own.
    with suppress(ValueError):
        function = inspect.unwrap(function)
    code, defaults = getattr(function, "__code__", None), getattr(function, "__defaults__", None) or ()
    if code is None:
        return False
    positional = code.co_varnames[: code.co_argcount]
    known = dict(function.__kwdefaults__ or {})
    known.update(zip(positional[len(positional) - len(defaults) :], defaults))  # noqa: B905 - Python 3.8
    return name in known and known[name] is value


class _Inserter(ast.NodeTransformer):
    """Puts a call before each statement of a cell, and at the start of the notebook's functions."""

    def __init__(self, key_of: Callable[[str], str], *, probing: bool = True) -> None:
        self.key_of = key_of
        self.probing = probing

    def visit(self, tree: Any) -> Any:
        if not isinstance(tree, ast.Module):
            return tree
        body: List[ast.stmt] = []
        for node in tree.body:
            first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
            future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            if self.probing and not future:
                body.append(_call(node, PROBE, ast.Constant(first)))
            if isinstance(node, ast.FunctionDef) and self.key_of(node.name):
                _watch(node, self.key_of(node.name))
            body.append(node)
        tree.body = body
        return tree


def _watch(node: ast.FunctionDef, key: str) -> None:
    known = ast.Call(ast.Name("locals", ast.Load()), [], [])
    first = node.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and len(node.body) > 1
    node.body.insert(int(documented), _call(first, CALLED, ast.Constant(key), known))


def _call(near: ast.stmt, name: str, *arguments: ast.expr) -> ast.stmt:
    call = ast.Expr(ast.Call(ast.Name(name, ast.Load()), list(arguments), []))
    return ast.fix_missing_locations(ast.copy_location(call, near))
