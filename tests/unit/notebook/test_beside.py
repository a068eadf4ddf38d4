"""Names out of a notebook reach the file system in one place, and no name can break or hang it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.finding import UnreadableInputError
from nb2prod.notebook import parse_cells, read_source
from nb2prod.notebook.beside import LARGEST, read_beside, read_module
from nb2prod.notebook.settle import settle_statements
from nb2prod.pipeline import prepare
from nb2prod.render.local_modules import find_local_modules
from nb2prod.render.versions import read_requirements_file
from tests.unit.making import notebook_of

posix = pytest.mark.skipif(sys.platform == "win32", reason="no such files there")


def _pipe(place: Path) -> None:
    os.mkfifo(place)


def _device(place: Path) -> None:
    place.symlink_to("/dev/zero")


def _loop(place: Path) -> None:
    place.symlink_to(place.name)


def _folder(place: Path) -> None:
    place.mkdir()


def _outside(place: Path) -> None:
    place.symlink_to(Path(__file__))


def _huge(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(LARGEST + 1)


UNREADABLE = [_pipe, _device, _loop, _folder, _outside, _huge]
NAMES = [
    "a" * 5000 + ".py",
    "a\0b.py",
    "\udcff.py",
    "../x.py",
    "/etc/passwd",
    "/dev/zero",
    "",
    ".",
    "no.py",
    "a/" * 3000 + "b.py",
    "~/x.py",
]


def test_a_file_in_the_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "a.py").write_text("\ufeffx = 1\n", encoding="utf-8")
    assert read_module(tmp_path, "sub/../sub/a.py") == "x = 1\n"
    (tmp_path / "b.py").write_text("x =", encoding="utf-8")
    assert read_beside(tmp_path, "b.py") == b"x ="
    assert read_module(tmp_path, "b.py") is None


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_no_file_gives_nothing(tmp_path: Path, name: str) -> None:
    (tmp_path.parent / "x.py").write_text("x = 1")
    assert read_beside(tmp_path, name) is None


@given(st.text())
def test_any_text_can_be_asked_for(name: str) -> None:
    assert read_beside(Path("/nowhere"), name) is None


@posix
@pytest.mark.parametrize("make", UNREADABLE)
def test_what_is_no_plain_file_of_the_folder_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    for name in ("tools.py", "requirements.txt"):
        make(tmp_path / name)
    assert find_local_modules(tmp_path, ["tools"], frozenset()).sources == ()
    assert read_requirements_file(tmp_path / "requirements.txt") == {}
    source = "import tools\n%run tools.py\nprint(tools)"
    assert settle_statements(parse_cells(notebook_of(source, path=tmp_path / "nb.ipynb"))).statements


@posix
def test_modules_of_a_package_that_are_no_files_are_left_out(tmp_path: Path) -> None:
    package = tmp_path / "tools"
    package.mkdir()
    (package / "__init__.py").write_text("")
    _pipe(package / "pipe.py")
    _folder(package / "folder.py")
    _outside(package / "outside.py")
    (package / "again").symlink_to(package)
    found = find_local_modules(tmp_path, ["tools"], frozenset())
    assert [str(path) for path, _ in found.sources] == ["tools/__init__.py"]


@pytest.mark.skipif(sys.platform == "win32" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may all")
def test_a_file_that_may_not_be_read_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "a.py").chmod(0)
    assert read_beside(tmp_path, "a.py") is None


@posix
def test_a_device_is_no_notebook() -> None:
    with pytest.raises(UnreadableInputError, match="device"):
        read_source(Path("/dev/zero"))


MAGICS = ["%run {0}", "%load {0}", "%cd {0}", "%%writefile {0}\nx = 1", "%pip install -r {0}", "%env A={0}", "!cat {0}"]


@pytest.mark.parametrize("name", ["a" * 5000 + ".py", "/dev/zero", "../x.py", "a\\0b.py", "."])
def test_magics_with_any_name_convert(tmp_path: Path, name: str) -> None:
    cells = [m.format(name) for m in MAGICS] + ["import " + "m" * 300 + "\nprint(1)"]
    common: dict[str, object] = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    code = [{**common, "source": c} for c in cells]
    path = tmp_path / "nb.ipynb"
    path.write_text(json.dumps({"cells": code, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    assert prepare(path, tmp_path / "out").project.files
