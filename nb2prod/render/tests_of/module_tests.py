"""The test file of one module."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nb2prod.plan.model import Module
from nb2prod.render.tests_of.called import called_test
from nb2prod.render.tests_of.case import real_test
from nb2prod.render.tests_of.model import TestText
from nb2prod.render.tests_of.names import unbound_names
from nb2prod.render.tests_of.stubs import stub
from nb2prod.render.tests_of.subject import Subject, subjects_of
from nb2prod.render.tests_of.supplied import step_of, supplied_test
from nb2prod.render.tests_of.surroundings import Surroundings
from nb2prod.templates import fill


def module_tests(module: Module, around: Surroundings) -> str:
    """Write the tests of a module.

    Args:
        module: The module.
        around: What all tests of its package share.

    Returns:
        Source text, not formatted yet; empty if the module has nothing to test.
    """
    tests: dict[str, TestText] = {}
    for subject in subjects_of(module, around.analysis):
        tests.setdefault(subject.name, _test(subject, around))
    if not tests:
        return ""
    called = any(not t.stub for t in tests.values())
    own = [f"from {around.package} import {module.name}"] if called else []
    return file_of_tests(f"Tests of `{around.package}.{module.name}`.", own, list(tests.values()))


def _test(subject: Subject, around: Surroundings) -> TestText:
    """A test with the exact result, one with what must hold of it, or a stub."""
    exact = real_test(subject, around.world)
    if exact is not None:
        return exact
    step = step_of(subject, around.plan)
    found = supplied_test(subject, around) if step else called_test(subject, around)
    if isinstance(found, TestText) and not unbound_names(found.text, found.imports):
        return found
    return stub(subject, found if step and isinstance(found, str) else "")


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
