"""Imports of modules that came along with a notebook, written so that they find them in the package."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Mapping

from nb2prod.notebook.offsets import Offsets


def rewrite_imports(text: str, names: Mapping[str, str], package: str) -> str:
    """Let imports of some modules find them in a package; what strings say stays.

    Args:
        text: Source of a module.
        names: Root of an import to its name in the package.
        package: The package.
    """
    if not any(root in text for root in names):
        return text
    try:
        with warnings.catch_warnings():
            # An odd escape in an author's string is not news to whoever runs the conversion.
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError):
        return text
    offsets = Offsets(text)
    out = text
    nodes = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
    for node in sorted(nodes, key=lambda n: (n.lineno, n.col_offset), reverse=True):
        start, end = offsets.span(node)
        if isinstance(node, ast.ImportFrom):
            made = _from(node, text[start:end], names, package)
        else:
            made = _plain(node, text, (start, end), names, package)
        out = out[:start] + made + out[end:]
    return out


def _from(node: ast.ImportFrom, source: str, names: Mapping[str, str], package: str) -> str:
    root = (node.module or "").partition(".")[0]
    if node.level or root not in names:
        return source
    return re.sub(rf"^from(\s+){root}\b", lambda m: f"from{m[1]}{package}.{names[root]}", source)


def _plain(node: ast.Import, text: str, span: tuple[int, int], names: Mapping[str, str], package: str) -> str:
    if not any(a.name.partition(".")[0] in names for a in node.names):
        return text[slice(*span)]
    before = text[text.rfind("\n", 0, span[0]) + 1 : span[0]]
    after = text[span[1] :].partition("\n")[0].strip()
    alone = not before.strip() and (not after or after.startswith("#"))
    lines = [line for a in node.names for line in _alias(a, text, names, package, loader=_LOADS[alone])]
    return ("\n" + before if alone else "; ").join(lines)


# A linter would take an import of a submodule for its effect as unused; beside others on a line it cannot be marked.
_LOADS = {True: "import {module} as {hidden}  # noqa: F401", False: '__import__("{module}")'}


def _alias(alias: ast.alias, text: str, names: Mapping[str, str], package: str, loader: str) -> list[str]:
    root, _, rest = alias.name.partition(".")
    if root not in names:
        return [f"import {ast.unparse(alias)}"]
    name = names[root]
    if rest and alias.asname:
        return [f"import {package}.{name}.{rest} as {alias.asname}"]
    bound = alias.asname or root
    lines = [f"from {package} import {name}" + ("" if bound == name else f" as {bound}")]
    if rest:
        # Python binds the root and loads the submodule; the root of the package's own name must not be bound.
        hidden = "_" + alias.name.replace(".", "_")
        while re.search(rf"\b{hidden}\b", text):
            hidden += "_"
        lines.insert(0, loader.format(module=f"{package}.{name}.{rest}", hidden=hidden))
    return lines
