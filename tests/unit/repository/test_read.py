"""From folders to what they hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nb2prod.finding import UnreadableInputError
from nb2prod.repository import read_repository
from nb2prod.repository.call_graph import CallGraph
from nb2prod.repository.files import own_files
from nb2prod.repository.imports import module_name
from tests.unit.rubric.repositories import read, write


def _calls(tmp_path: Path, source: str) -> list[str]:
    return [call.name for call in read(f"=== a.py\n{source}", tmp_path).python[0].body.calls]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import pandas as pd\npd.read_csv('a')", ["pandas.read_csv"]),
        ("from sklearn.svm import SVC\nSVC().fit(X)", ["sklearn.svm.SVC.fit", "sklearn.svm.SVC"]),
        ("from sklearn.svm import SVC\nm = SVC()\nm.fit(X)", ["sklearn.svm.SVC", "sklearn.svm.SVC.fit"]),
        ("m.fit(X)", [".fit"]),
        ("def f(): pass\nf()", ["a.f"]),
        ("print(1)", ["print"]),
        ("fs[0]()", [""]),
        ("from a import A\nfrom b import B\nm = A()\nm = B()\nm.fit()", ["a.A", "b.B", ".fit"]),
    ],
)
def test_calls_have_the_names_of_what_they_call(tmp_path: Path, source: str, names: list[str]) -> None:
    assert _calls(tmp_path, source) == names


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("src/churn/training.py", "churn.training"),
        ("churn/__init__.py", "churn"),
        ("train.py", "train"),
        ("service/src/app/main.py", "app.main"),
    ],
)
def test_modules_have_the_names_that_others_import(path: str, name: str) -> None:
    assert module_name(path) == name


def test_relative_imports_are_resolved(tmp_path: Path) -> None:
    repository = read("=== p/a.py\nfrom .b import f\nfrom ..q.c import g\n=== p/b.py\ndef f(): pass\n", tmp_path)

    assert dict(repository.python[0].imports) == {"f": "p.b.f", "g": "q.c.g"}


def test_the_graph_follows_calls_through_modules_and_classes(tmp_path: Path) -> None:
    repository = read(
        "=== a.py\nfrom b import B\ndef start():\n    B().go()\n"
        "=== b.py\nclass B:\n    def go(self):\n        self.step()\n    def step(self):\n        leaf()\n"
        "def leaf():\n    pass\n",
        tmp_path,
    )
    start = next(one for one in repository.functions() if one.short == "start")

    assert {one.name for one in CallGraph(repository).reached(start)} == {"a.start", "b.B.go", "b.B.step", "b.leaf"}


def test_what_others_wrote_and_what_is_ignored_is_passed_over(tmp_path: Path) -> None:
    write(
        "=== a.py\n=== .gitignore\nbuild/\n*.log\n=== build/b.py\n=== x.log\n=== env/pyvenv.cfg\n=== env/c.py\n"
        "=== node_modules/d.py\n=== sub/.gitignore\ne.py\n=== sub/e.py\n=== sub/f.py\n",
        tmp_path,
    )
    (tmp_path / "link.py").symlink_to("/etc/passwd")

    assert own_files(tmp_path) == (".gitignore", "a.py", "sub/.gitignore", "sub/f.py")


def test_code_that_does_not_parse_is_named(tmp_path: Path) -> None:
    repository = read("=== a.py\nprint 1\n=== b.ipynb\nno json\n=== c.py\nx = 1\n", tmp_path)

    assert [file.path for file in repository.python] == ["c.py"]
    assert set(repository.unreadable) == {"a.py", "b.ipynb"}


def test_a_notebook_alone_is_a_repository(tmp_path: Path) -> None:
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": "# Title"},
        {
            "cell_type": "code",
            "metadata": {},
            "source": "import pandas as pd\n\npd.read_csv('a')",
            "execution_count": 1,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "dtype: object"}],
        },
    ]
    path = tmp_path / "n.ipynb"
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    (tmp_path / "other.py").write_text("x = 1")

    repository = read_repository(path)

    assert repository.files == ("n.ipynb",)
    call = repository.python[0].body.calls[0]
    assert (call.name, call.place.cell, call.place.line) == ("pandas.read_csv", 2, 3)
    assert repository.python[0].outputs == ((2, "dtype: object"),)
    assert repository.python[0].prose == ((1, "# Title"),)


@pytest.mark.parametrize("name", ["none", "empty", "a.txt"])
def test_nothing_to_read_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text("text")

    with pytest.raises(UnreadableInputError):
        read_repository(tmp_path / name)
