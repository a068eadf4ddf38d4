"""What the modules of a package import altogether."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.plan.imports import Imports
from nb2prod.plan.model import Import
from nb2prod.plan.unit import Unit

# Imports that matter although no code mentions their name: they register something when they are loaded.
REGISTERING = (
    "mpl_toolkits.mplot3d",
    "sklearn.experimental",
    "tensorflow_text",
    "pandas_profiling",
    "swifter",
    "hvplot.pandas",
    "cudf.pandas",
    "intel_extension_for_pytorch",
)


def registering_imports(units: Sequence[Unit]) -> set[Import]:
    """Imports that register something when they are loaded: they stay although no code mentions their name."""
    found = set()
    for unit in units:
        for item in unit.facts.imports:
            dotted = f"{item.module}.{item.member}"
            if item.name != "*" and dotted.startswith(REGISTERING):
                found.add(Import(item.name, item.text, keep=True))
    return found


def imported_modules(units: Sequence[Unit], imports: Imports, written: Sequence[Import]) -> frozenset[str]:
    """Dotted names of what the package imports, late and conditional imports too.

    Args:
        units: All statements of the notebook.
        imports: How the notebook's imports are reached.
        written: What the package's modules import.
    """
    texts = {i.text for i in written}
    found = {i.module for u in units for i in u.facts.imports if i.text in texts or i.name in imports.late}
    found |= {i.module for uses in imports.several.values() for _, i in uses}
    for unit in units:
        stays = unit.facts.imports and unit.position not in imports.hoisted
        if stays or unit.position in imports.conditional:
            found |= {i.module for i in unit.facts.imports}
        if unit.position in imports.conditional:
            found |= _nested_imports(unit)
    if any(i.text.startswith("from IPython") for i in written):
        found.add("IPython")
    return frozenset(f for f in found if f)


def _nested_imports(unit: Unit) -> set[str]:
    found: set[str] = set()
    if unit.statement.node is not None:
        for node in ast.walk(unit.statement.node):
            match node:
                case ast.Import(names=aliases):
                    found |= {a.name for a in aliases}
                case ast.ImportFrom(module=str(module)):
                    found.add(module)
    return found
