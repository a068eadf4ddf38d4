"""Probes in the package's steps: calls put behind chosen statements while the modules are loaded, not into their files.

A probe costs a call, where tracing lines would slow every loop of a step down.
"""

from __future__ import annotations

import ast
import builtins
import importlib.abc
import importlib.machinery
import os
import sys
import types
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

PROBE = "__nb2prod_probe__"
END = -1
"""Line of a probe that stands at the end of a function, however its statements are laid out."""

Probes = List[Tuple[str, int, int]]
"""Function, last line of a statement, and the probe that follows it; below zero what follows its `try`."""


class _Inserter:
    """Puts probes behind statements.

    Attributes:
        after: Probes by function and line; those that are placed are taken out.
        returned: For functions that return one value the name that it has in the notebook.
    """

    def __init__(self, probes: Probes, returned: Dict[str, str]) -> None:
        self.returned = returned
        self.after: Dict[Tuple[str, int], List[int]] = {}
        for function, line, probe in probes:
            self.after.setdefault((function, line), []).append(probe)

    def insert(self, tree: ast.Module) -> None:
        """Put the probes into the functions of a module."""
        functions = {function for function, _ in self.after}
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.name in functions:
                _name_result(node, self.returned.get(node.name, ""))
                node.body = self._body(node.name, node.body)
                ends = self._calls((node.name, END), node.body[-1])
                last = isinstance(node.body[-1], ast.Return)
                node.body[len(node.body) - last : len(node.body) - last] = ends

    def _body(self, function: str, body: List[ast.stmt]) -> List[ast.stmt]:
        found: List[ast.stmt] = []
        for statement in body:
            # Before what is inside: the last line of a block is that of its last statement, too.
            line = getattr(statement, "end_lineno", None) or statement.lineno
            calls = [] if isinstance(statement, ast.Return) else self._calls((function, line), statement)
            if isinstance(statement, (ast.Try, ast.If)):
                # A cell that is expected to fail stands in one, plots of the pipeline in the other.
                statement.body = self._body(function, statement.body)
                for place in range(statement.lineno, line + 1):
                    calls += self._calls((function, -place), statement)
            found += [statement, *calls]
        return found

    def _calls(self, place: Tuple[str, int], near: ast.stmt) -> List[ast.stmt]:
        calls: List[ast.stmt] = []
        for probe in self.after.pop(place, ()):
            call = ast.Expr(ast.Call(ast.Name(PROBE, ast.Load()), [ast.Constant(probe)], []))
            calls.append(ast.fix_missing_locations(ast.copy_location(call, near)))
        return calls


def _name_result(node: Any, name: str) -> None:
    """Give what a function returns the name that it has in the notebook, so that a probe finds it there."""
    last = node.body[-1]
    if not name or not isinstance(last, ast.Return) or last.value is None or isinstance(last.value, ast.Name):
        return
    arguments = node.args
    own = {a.arg for a in [*getattr(arguments, "posonlyargs", ()), *arguments.args, *arguments.kwonlyargs]}
    used = [n for n in ast.walk(node) if isinstance(n, ast.Name) and n.id == name]
    if name not in own and used and all(isinstance(n.ctx, ast.Load) for n in used):
        # It is a name of the module here.
        return
    bound = ast.copy_location(ast.Assign([ast.Name(name, ast.Store())], last.value), last)
    given = ast.copy_location(ast.Return(ast.Name(name, ast.Load())), last)
    node.body[-1:] = [ast.fix_missing_locations(bound), ast.fix_missing_locations(given)]


class _ProbingLoader(importlib.machinery.SourceFileLoader):
    """Loads a module of the package with its probes, past any compiled file."""

    def __init__(self, name: str, path: str, probes: Probes, returned: Dict[str, str]) -> None:
        super().__init__(name, path)
        self._probes = probes
        self._returned = returned

    def get_code(self, fullname: str) -> types.CodeType:  # noqa: ARG002 - the base class has it
        with open(self.path, "rb") as file:
            tree = ast.parse(file.read(), self.path)
        _Inserter(self._probes, self._returned).insert(tree)
        return compile(tree, self.path, "exec", dont_inherit=True)


class _ProbingFinder(importlib.abc.MetaPathFinder):
    """Finds the modules of the package that have probes."""

    def __init__(self, probes: Dict[str, Probes], returned: Dict[str, Dict[str, str]]) -> None:
        self._probes = probes
        self._returned = returned

    def find_spec(self, name: str, path: Optional[Sequence[str]], target: Any = None) -> Any:
        if name not in self._probes:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin and os.path.isfile(spec.origin):
            spec.loader = _ProbingLoader(name, spec.origin, self._probes[name], self._returned.get(name, {}))
        return spec


def install(
    probes: Dict[str, Probes],
    reached: Callable[[int, types.FrameType], None],
    returned: Optional[Dict[str, Dict[str, str]]] = None,
) -> None:
    """Put probes into modules that are not loaded yet.

    Args:
        probes: Probes of each module, by its dotted name.
        reached: Called with a probe and the frame that reached it.
        returned: By module and function the name in the notebook of what is returned, where that is one value.
    """

    def probe(number: int) -> None:
        reached(number, sys._getframe(1))

    setattr(builtins, PROBE, probe)
    sys.meta_path.insert(0, _ProbingFinder(probes, returned or {}))
