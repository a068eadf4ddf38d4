"""Imports that mean more than they say: some act by being imported, some only in the order they stand in."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass

# Importing these changes what other libraries do, so they look unused and are not.
_EFFECTFUL_IMPORTS = (
    "cufflinks",
    "hvplot",
    "mpl_toolkits.mplot3d",
    "pandas_profiling",
    "readline",
    "scienceplots",
    "sklearn.experimental",
    "swifter",
    "tensorflow_text",
    "ydata_profiling",
)


@dataclass(frozen=True, slots=True)
class _Binding:
    name: str
    source: str
    line: int


def keep_effectful(text: str) -> str:
    """Mark imports that act by being imported, so that they aren't removed as unused.

    Args:
        text: Source of a module; it need not parse.

    Returns:
        The same, with `# noqa: F401` on the lines of such imports, unless what they bind is used.
    """
    if not any(name in text for name in _EFFECTFUL_IMPORTS):
        return text
    tree = _parse(text)
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = text.split("\n")
    for binding in _bindings(tree):
        line = lines[binding.line - 1]
        if _is_effectful(binding.source) and binding.name not in used and "# noqa" not in line:
            lines[binding.line - 1] = f"{line}  # noqa: F401"
    return "\n".join(lines)


def order_matters(text: str) -> bool:
    """Whether sorting the imports of a module could change what a name stands for.

    Args:
        text: Source of a module; it need not parse.

    Returns:
        Whether two imports bind one name to different things, or a star import may do so.
    """
    bindings = _bindings(_parse(text))
    sources = {binding.name: binding.source for binding in bindings}
    has_star = "*" in sources and len(bindings) > 1
    return has_star or any(sources[binding.name] != binding.source for binding in bindings)


def _parse(text: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            # An odd escape in an author's string is not news to whoever runs the conversion.
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except (SyntaxError, ValueError):
        return ast.Module(body=[], type_ignores=[])


def _bindings(tree: ast.Module) -> list[_Binding]:
    bindings: list[_Binding] = []
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=aliases):
                bindings += [_import_binding(alias, node.lineno) for alias in aliases]
            case ast.ImportFrom(module=module, names=aliases, level=level):
                prefix = f"{'.' * level}{module or ''}."
                bindings += [
                    _Binding(alias.asname or alias.name, prefix + alias.name, node.lineno) for alias in aliases
                ]
    return bindings


def _import_binding(alias: ast.alias, line: int) -> _Binding:
    if alias.asname:
        return _Binding(alias.asname, alias.name, line)
    # `import a.b` binds `a`, as `import a` does.
    root = alias.name.partition(".")[0]
    return _Binding(root, root, line)


def _is_effectful(source: str) -> bool:
    return any(source == name or source.startswith(f"{name}.") for name in _EFFECTFUL_IMPORTS)
