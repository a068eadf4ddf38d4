"""The test file of one module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nb2prod.analysis import Analysis
from nb2prod.plan.model import Module, Plan
from nb2prod.render.tests_of.case import real_test
from nb2prod.render.tests_of.model import TestText
from nb2prod.render.tests_of.stubs import stub
from nb2prod.render.tests_of.subject import subjects_of
from nb2prod.render.tests_of.world import World
from nb2prod.templates import fill


def module_tests(module: Module, plan: Plan, analysis: Analysis, package: str) -> str:
    """Write the tests of a module.

    Args:
        module: The module.
        plan: The plan that it is of.
        analysis: The notebook.
        package: Import name of the package that holds the module.

    Returns:
        Source text, not formatted yet; empty if the module has nothing to test.
    """
    world = World(plan.modules)
    tests: dict[str, TestText] = {}
    for subject in subjects_of(module, analysis):
        tests.setdefault(subject.name, real_test(subject, world) or stub(subject))
    if not tests:
        return ""
    called = any(not t.stub for t in tests.values())
    own = [f"from {package} import {module.name}"] if called else []
    return file_of_tests(f"Tests of `{package}.{module.name}`.", own, list(tests.values()))


def file_of_tests(purpose: str, own: Iterable[str], tests: Sequence[TestText]) -> str:
    """Put tests into a file.

    Args:
        purpose: Its docstring.
        own: Imports of the package.
        tests: The tests.
    """
    imports = sorted({*own}.union(*(t.imports for t in tests)))
    return fill(
        "tests/test_module.py.tmpl",
        purpose=purpose,
        imports="\n".join(imports),
        tests="\n\n\n".join(t.text for t in tests),
    )
