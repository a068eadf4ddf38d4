"""Tests of a generated project."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from nb2prod.knowledge import Knowledge
from nb2prod.render.model import ProjectFile
from nb2prod.render.tests_of.module_tests import module_tests
from nb2prod.render.tests_of.pipeline_tests import pipeline_tests
from nb2prod.render.tests_of.settings_tests import settings_tests
from nb2prod.render.tests_of.supplied import is_closed
from nb2prod.render.tests_of.surroundings import Surroundings
from nb2prod.render.tests_of.world import World
from nb2prod.templates import template_text

if TYPE_CHECKING:
    from nb2prod.render.project import Part, Request

FOLDER = PurePosixPath("tests")
_NOT_REAL = frozenset({"skip", "skipif"})
DRAWING = "drawing_checks"
"""Module of the tests that look at drawings."""


def test_files(request: Request, knowledge: Knowledge) -> list[ProjectFile]:
    """Write the tests that can be written from what is known, and stubs for the rest.

    Args:
        request: What the project is rendered from.
        knowledge: The tables.

    Returns:
        One file for the settings, the pipeline and each module with functions, for each notebook.
    """
    files = [f for part in request.parts for f in _part_files(part, request.package, knowledge)]
    draws = any("drawn: Drawing" in f.text for f in files)
    several = any(p.subpackage for p in request.parts)
    if draws:
        # A module of its own: with recorded tests there are two files called conftest, of which one can be imported.
        files.insert(0, ProjectFile(FOLDER / f"{DRAWING}.py", template_text("tests/drawing.py.tmpl")))
    files.insert(0, ProjectFile(FOLDER / "conftest.py", conftest_text(_home(several=several) if draws else "")))
    if several:
        # Two notebooks have files of the same name, which only packages keep apart.
        files.append(ProjectFile(FOLDER / "__init__.py", f'"""Tests of `{request.package}`."""\n'))
    return files


# pytest takes the name for that of a test, where a test imports it.
test_files.__test__ = False  # type: ignore[attr-defined]


def _part_files(part: Part, root: str, knowledge: Knowledge) -> Iterator[ProjectFile]:
    package = f"{root}.{part.subpackage}" if part.subpackage else root
    folder = FOLDER / part.subpackage if part.subpackage else FOLDER
    around = Surroundings(part.plan, part.analysis, package, World(part.plan.modules), knowledge)
    texts = {
        "settings": settings_tests(part.plan.settings, package),
        "pipeline": pipeline_tests(part.plan, package, is_closed=is_closed(around)),
        **{m.name: module_tests(m, around) for m in part.plan.modules},
    }
    if part.subpackage:
        yield ProjectFile(folder / "__init__.py", f'"""Tests of `{package}`."""\n')
    for name, text in texts.items():
        if text:
            home = _home(several=bool(part.subpackage))
            yield ProjectFile(folder / f"test_{name}.py", text.replace(f"from {DRAWING} import", f"from {home} import"))


def _home(*, several: bool) -> str:
    """The module that looks at drawings; with two notebooks the tests are packages themselves."""
    return f"tests.{DRAWING}" if several else DRAWING


def conftest_text(drawing: str = "") -> str:
    """What all tests share.

    Args:
        drawing: The module with the fixture for drawings; empty where no test looks at any.
    """
    if not drawing:
        return template_text("tests/conftest.py.tmpl")
    return f'"""What all tests share."""\n\nfrom {drawing} import drawn\n\n__all__ = ["drawn"]\n'


def count_tests(files: Iterable[ProjectFile]) -> tuple[int, int]:
    """Count the tests of a project.

    Args:
        files: Its files; only those in `tests` count.

    Returns:
        Number of test functions that run, and of stubs: those that are skipped until a person supplies something.
    """
    real = stubs = 0
    for file in files:
        if file.path.parts[0] != str(FOLDER) or file.path.suffix != ".py":
            continue
        for node in ast.parse(file.text).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                is_stub = any(_mark(d) in _NOT_REAL for d in node.decorator_list)
                stubs += is_stub
                real += not is_stub
    return real, stubs


def _mark(decorator: ast.expr) -> str:
    match decorator:
        case ast.Call(func=ast.Attribute(attr=name)) | ast.Attribute(attr=name):
            return name
    return ""
