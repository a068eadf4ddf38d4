"""From the text of cells to their analysis, their plan, and a package that can be imported without a disk."""

from __future__ import annotations

import importlib
import io
import itertools
import sys
from collections.abc import Mapping
from contextlib import contextmanager, redirect_stdout
from functools import cache
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import TYPE_CHECKING

from nb2prod.analysis import Analysis
from nb2prod.facts import Facts, gather_facts
from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.notebook import Cell, CellKind, Notebook, parse_cells
from nb2prod.pipeline import analyze_notebook
from nb2prod.plan.build import Options, plan
from nb2prod.plan.model import Function, Plan
from nb2prod.render.code import bootstrap_text, module_text, settings_text
from nb2prod.render.pipeline_module import pipeline_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

_NUMBERS = itertools.count()


@cache
def knowledge() -> Knowledge:
    """The shipped tables."""
    return load_knowledge()


def notebook_of(
    *cells: str, tags: Mapping[int, frozenset[str]] | None = None, path: Path = Path("nb.ipynb")
) -> Notebook:
    """A notebook of code cells; a text that begins with `# %% [markdown]` is a Markdown cell.

    Args:
        cells: Their text.
        tags: Tags by the 1-based index of the cell.
        path: Where it is said to stand.
    """
    made = []
    for index, text in enumerate(cells, 1):
        head, _, rest = text.partition("\n")
        markdown = head == "# %% [markdown]"
        kind = CellKind.MARKDOWN if markdown else CellKind.CODE
        made.append(Cell(index, None, kind, rest if markdown else text, (tags or {}).get(index, frozenset())))
    return Notebook(path, "python", tuple(made))


def facts_of(*cells: str) -> tuple[Facts, ...]:
    """Facts of every statement."""
    parsed = parse_cells(notebook_of(*cells))
    assert not parsed.unparsed, parsed.unparsed
    return tuple(map(gather_facts, parsed.statements))


def analysis_of(*cells: str, tags: Mapping[int, frozenset[str]] | None = None) -> Analysis:
    """All that is known of a notebook."""
    return analyze_notebook(notebook_of(*cells, tags=tags), knowledge())


def plan_of(*cells: str, exploration: str = "module", tags: Mapping[int, frozenset[str]] | None = None) -> Plan:
    """The plan of a notebook."""
    return plan(analysis_of(*cells, tags=tags), knowledge(), Options(exploration))


def functions_of(made: Plan) -> list[Function]:
    """All steps of a plan."""
    return [s.function for s in made.steps if s.function is not None]


def package_texts(made: Plan, package: str) -> dict[str, str]:
    """Source of each module of a plan's package, by dotted name, not formatted."""
    texts = {f"{package}.{m.name}": module_text(m, package, knowledge(), frozenset()) for m in made.modules}
    texts[package] = bootstrap_text(made, package)
    texts[f"{package}.settings"] = settings_text(made.settings, package)
    texts[f"{package}.pipeline"] = pipeline_text(made, package, knowledge())
    return texts


class _Sources(MetaPathFinder, InspectLoader):
    """Finds modules in a mapping."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def find_spec(self, fullname: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        del path, target
        return ModuleSpec(fullname, self, is_package=self.is_package(fullname)) if fullname in self.texts else None

    def is_package(self, fullname: str) -> bool:
        return "." not in fullname

    def get_source(self, fullname: str) -> str:
        return self.texts[fullname]


@contextmanager
def imported(texts: Mapping[str, str], package: str) -> Iterator[ModuleType]:
    """The pipeline module of a package that exists in memory alone."""
    finder = _Sources(texts)
    sys.meta_path.insert(0, finder)
    try:
        yield importlib.import_module(f"{package}.pipeline")
    finally:
        sys.meta_path.remove(finder)
        for name in [n for n in sys.modules if n.partition(".")[0] == package]:
            del sys.modules[name]


def package_output(*cells: str) -> str:
    """What the package of a notebook prints."""
    package = f"made_{next(_NUMBERS)}"
    texts = package_texts(plan_of(*cells), package)
    printed = io.StringIO()
    with redirect_stdout(printed), imported(texts, package) as pipeline:
        pipeline.run()
    return printed.getvalue()


def script_output(*cells: str) -> str:
    """What the notebook prints, run from top to bottom as one script."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec("\n".join(cells), {"__name__": "__main__"})
    return printed.getvalue()
