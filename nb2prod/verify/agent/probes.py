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
"""Function, last line of a statement, and the probe that follows it."""


class _Inserter(ast.NodeTransformer):
    """Puts probes behind statements."""

    def __init__(self, probes: Probes) -> None:
        self._after: Dict[Tuple[str, int], List[int]] = {}
        for function, line, probe in probes:
            self._after.setdefault((function, line), []).append(probe)
        self._functions = {function for function, _, _ in probes}

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:  # noqa: N802 - ast's naming
        return node

    def visit_FunctionDef(self, node: Any) -> ast.AST:  # noqa: ANN401, N802 - ast's naming
        if node.name in self._functions:
            node.body = self._body(node.name, node.body)
            ends = self._calls((node.name, END), node.body[-1])
            last = isinstance(node.body[-1], ast.Return)
            node.body[len(node.body) - last : len(node.body) - last] = ends
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def _body(self, function: str, body: List[ast.stmt]) -> List[ast.stmt]:
        found: List[ast.stmt] = []
        for statement in body:
            if isinstance(statement, (ast.Try, ast.If)):
                # A cell that is expected to fail stands in a `try`, a setting may stand in an `if`.
                statement.body = self._body(function, statement.body)
            found.append(statement)
            if not isinstance(statement, ast.Return):
                line = getattr(statement, "end_lineno", None) or statement.lineno
                found += self._calls((function, line), statement)
        return found

    def _calls(self, place: Tuple[str, int], near: ast.stmt) -> List[ast.stmt]:
        calls = []
        for probe in self._after.pop(place, ()):
            call = ast.Expr(ast.Call(ast.Name(PROBE, ast.Load()), [ast.Constant(probe)], []))
            calls.append(ast.fix_missing_locations(ast.copy_location(call, near)))
        return calls


class _ProbingLoader(importlib.machinery.SourceFileLoader):
    """Loads a module of the package with its probes, past any compiled file."""

    def __init__(self, name: str, path: str, probes: Probes) -> None:
        super().__init__(name, path)
        self._probes = probes

    def get_code(self, fullname: str) -> types.CodeType:
        with open(self.path, "rb") as file:
            tree = ast.parse(file.read(), self.path)
        return compile(_Inserter(self._probes).visit(tree), self.path, "exec", dont_inherit=True)


class _ProbingFinder(importlib.abc.MetaPathFinder):
    """Finds the modules of the package that have probes."""

    def __init__(self, probes: Dict[str, Probes]) -> None:
        self._probes = probes

    def find_spec(self, name: str, path: Optional[Sequence[str]], target: Any = None) -> Any:  # noqa: ANN401
        if name not in self._probes:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin and os.path.isfile(spec.origin):
            spec.loader = _ProbingLoader(name, spec.origin, self._probes[name])
        return spec


def install(probes: Dict[str, Probes], reached: Callable[[int, types.FrameType], None]) -> None:
    """Put probes into modules that are not loaded yet.

    Args:
        probes: Probes of each module, by its dotted name.
        reached: Called with a probe and the frame that reached it.
    """

    def probe(number: int) -> None:
        reached(number, sys._getframe(1))

    setattr(builtins, PROBE, probe)
    sys.meta_path.insert(0, _ProbingFinder(probes))
