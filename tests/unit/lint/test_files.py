"""Which files are linted: excludes, and what git ignores; git itself is the judge."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from nb2prod.finding import UsageError
from nb2prod.lint.files import codes_ignored_for, find_files, is_excluded
from nb2prod.lint.gitignore import GitIgnore

PATHS = [
    "a.ipynb",
    "b.py",
    "sub/a.ipynb",
    "sub/deep/c.ipynb",
    "out/x.ipynb",
    "sub/out/x.ipynb",
    "keep/tmp1.py",
    "keep/tmp2.py",
    "[x].py",
    "data/raw/one/z.py",
    "data/z.py",
]
IGNORES = [
    "",
    "# nothing\n\n",
    "a.ipynb",
    "/a.ipynb",
    "out/",
    "/out/",
    "out",
    "*.py\n!b.py",
    "sub/*.ipynb",
    "**/deep",
    "data/**/z.py",
    "data/**",
    "tmp?.py\n!keep/tmp2.py",
    "tmp[0-1].py",
    "tmp[!1].py",
    "\\[x\\].py",
    "sub/**/x.ipynb",
    "*.ipynb  \n!sub/",
    "deep/c.ipynb",
    "/*\n!/sub",
    "keep/",
]


def make(folder: Path, paths: list[str]) -> None:
    for name in paths:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


def found(folder: Path, *exclude: str) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in find_files([folder], exclude)}


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the judge")
@pytest.mark.parametrize("ignore", IGNORES)
def test_what_git_ignores_is_passed_over(ignore: str, tmp_path: Path) -> None:
    make(tmp_path, PATHS)
    (tmp_path / ".gitignore").write_text(ignore, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    command = ["git", "ls-files", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True).stdout

    assert found(tmp_path) == set(filter(None, listed.split("\0"))) - {".gitignore"}


def test_the_ignores_of_inner_folders_come_last(tmp_path: Path) -> None:
    make(tmp_path, PATHS)
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("x.ipynb\n*.py\n", encoding="utf-8")
    (tmp_path / "sub" / ".gitignore").write_text("!x.ipynb\na.ipynb", encoding="utf-8")

    assert found(tmp_path) == {"a.ipynb", "sub/deep/c.ipynb", "sub/out/x.ipynb"}
    assert found(tmp_path / "sub") == {"deep/c.ipynb", "out/x.ipynb"}


def test_outside_of_a_repository_nothing_is_ignored(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("*", encoding="utf-8")

    assert not GitIgnore(tmp_path).ignores(tmp_path / "a.py", folder=False)


def test_a_named_file_is_linted_though_git_ignores_it(tmp_path: Path) -> None:
    make(tmp_path, ["a.ipynb"])
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("*", encoding="utf-8")

    assert list(find_files([tmp_path / "a.ipynb"])) == [tmp_path / "a.ipynb"]


def test_excludes_hold_for_folders_and_named_files(tmp_path: Path) -> None:
    make(tmp_path, PATHS)

    assert found(tmp_path, "sub", "*.py") == {"a.ipynb", "out/x.ipynb"}
    assert list(find_files([tmp_path / "b.py"], ["b.*"])) == []


def test_checkpoints_and_environments_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, [".ipynb_checkpoints/a.ipynb", ".venv/lib/x.py", "node_modules/x.py", "b.py"])

    assert found(tmp_path) == {"b.py"}


def test_a_file_that_is_named_twice_is_linted_once(tmp_path: Path) -> None:
    make(tmp_path, ["a.ipynb"])

    assert len(list(find_files([tmp_path, tmp_path / "a.ipynb", tmp_path / "." / "a.ipynb"]))) == 1


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        list(find_files([tmp_path / "none.ipynb"]))


def test_codes_are_ignored_by_pattern() -> None:
    per_file = {"drafts/*": ("NBX",), "*.py": ("ALL",)}

    assert codes_ignored_for(Path("drafts/a.ipynb"), per_file) == ("NBX",)
    assert codes_ignored_for(Path("a.py"), per_file) == ("",)
    assert codes_ignored_for(Path("a.ipynb"), per_file) == ()
    assert is_excluded(Path("x/drafts/a.ipynb"), ["drafts/*"])
