"""The modules of a package as they are now: a person may have edited them."""

from __future__ import annotations

import ast

from nb2prod.verify.places import PIPELINE, Places


class Modules:
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


def needed_settings(places: Places) -> list[str]:
    """Fields of the settings that have no default: secrets."""
    tree = Modules(places).settings
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    fields = [node for kind in classes[:1] for node in kind.body if isinstance(node, ast.AnnAssign)]
    return [f.target.id for f in fields if f.value is None and isinstance(f.target, ast.Name)]
