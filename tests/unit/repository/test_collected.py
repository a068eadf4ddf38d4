"""Which tests are collected, can fail, and run by themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.repository import Repository
from tests.unit.rubric.repositories import read


def _repository(tmp_path: Path, test: str, command: str = "pytest", path: str = "tests/test_a.py") -> Repository:
    workflow = f"=== .github/workflows/a.yml\non: push\njobs:\n  a:\n    steps:\n      - run: {command}\n"
    return read(f"=== {path}\n{test}{workflow}", tmp_path)


@pytest.mark.parametrize(
    ("test", "counts"),
    [
        ("def test_a():\n    assert f() == 1\n", True),
        ("def test_a():\n    f()\n", False),
        ("def test_a():\n    assert True\n", False),
        ("import pytest\ndef test_a():\n    with pytest.raises(ValueError):\n        f()\n", True),
        ("import numpy as np\ndef test_a():\n    np.testing.assert_allclose(f(), 1)\n", True),
        ("def check_it(x):\n    assert x\ndef test_a():\n    check_it(f())\n", True),
        ("import pytest\n@pytest.mark.skip\ndef test_a():\n    assert f()\n", False),
        ("import pytest\ndef test_a():\n    pytest.skip('later')\n    assert f()\n", False),
        (
            "import unittest\nclass A(unittest.TestCase):\n    def test_a(self):\n        self.assertEqual(f(), 1)\n",
            True,
        ),
        ("class TestA:\n    def test_a(self):\n        assert f()\n", True),
    ],
)
def test_only_tests_that_can_fail_count(tmp_path: Path, test: str, counts: bool) -> None:
    assert [one.counts for one in _repository(tmp_path, test).tests] == [counts]


@pytest.mark.parametrize(
    "test", ["def helper():\n    assert f()\n", "class A:\n    def test_a(self):\n        assert f()\n"]
)
def test_what_is_not_collected(tmp_path: Path, test: str) -> None:
    assert _repository(tmp_path, test).tests == ()


@pytest.mark.parametrize(
    ("command", "runs"),
    [
        ("pytest", True),
        ("python -m pytest tests", True),
        ("pytest tests/test_a.py", True),
        ("pytest tests/test_b.py", False),
        ("pytest --ignore tests", False),
        ("pytest --ignore=tests", False),
        ("pytest -k test_a", True),
        ("pytest -k slow", False),
        ("pytest || true", False),
        ("python -m unittest", True),
        ("ruff check tests", False),
    ],
)
def test_what_a_command_collects(tmp_path: Path, command: str, runs: bool) -> None:
    found = _repository(tmp_path, "def test_a():\n    assert f()\n", command)

    assert [one.run_by is not None for one in found.tests] == [runs]


def test_a_module_that_is_no_test_file_is_not_collected(tmp_path: Path) -> None:
    assert _repository(tmp_path, "def test_a():\n    assert f()\n", path="src/a.py").tests == ()
