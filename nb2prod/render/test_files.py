"""Tests of a generated project."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from nb2prod.render.model import ProjectFile
from nb2prod.render.tests_of.module_tests import module_tests
from nb2prod.render.tests_of.pipeline_tests import pipeline_tests
from nb2prod.render.tests_of.settings_tests import settings_tests
from nb2prod.templates import template_text

if TYPE_CHECKING:
    from nb2prod.render.project import Part, Request

FOLDER = PurePosixPath("tests")
_NOT_REAL = frozenset({"skip", "skipif"})


def test_files(request: Request) -> list[ProjectFile]:
    """Write the tests that can be written from what is known, and stubs for the rest.

    Args:
        request: What the project is rendered from.

    Returns:
        One file for the settings, the pipeline and each module with functions, for each notebook.
    """
    files = [ProjectFile(FOLDER / "conftest.py", template_text("tests/conftest.py.tmpl"))]
    for part in request.parts:
        files += _part_files(part, request.package)
    if any(p.subpackage for p in request.parts):
        # Two notebooks have files of the same name, which only packages keep apart.
        files.append(ProjectFile(FOLDER / "__init__.py", f'"""Tests of `{request.package}`."""\n'))
    return files


# pytest takes the name for that of a test, where a test imports it.
test_files.__test__ = False  # type: ignore[attr-defined]


def _part_files(part: Part, root: str) -> Iterator[ProjectFile]:
    package = f"{root}.{part.subpackage}" if part.subpackage else root
    folder = FOLDER / part.subpackage if part.subpackage else FOLDER
    texts = {
        "settings": settings_tests(part.plan.settings, package),
        "pipeline": pipeline_tests(part.plan, package),
        **{m.name: module_tests(m, part.plan, part.analysis, package) for m in part.plan.modules},
    }
    if part.subpackage:
        yield ProjectFile(folder / "__init__.py", f'"""Tests of `{package}`."""\n')
    for name, text in texts.items():
        if text:
            yield ProjectFile(folder / f"test_{name}.py", text)


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
