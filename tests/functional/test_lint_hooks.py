"""The hooks as `pre-commit` runs them, from this repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from nb2prod.rules.cases import code, file_text
from nb2prod.rules.model import Case

ROOT = Path(__file__).parents[2]
HOOKS = ROOT / ".pre-commit-hooks.yaml"
CLEAN = Case("x = 1\nprint(x)\n# %%\nprint(x + 1)")
DIRTY = Case((code("x = input()"),))
FIXABLE = Case("x = 1  # noqa: NBX009\nprint(x)")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("git") is None, reason="pre-commit works on what git tracks"),
]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    pytest.importorskip("pre_commit")
    hooks = HOOKS.read_text(encoding="utf-8").replace("language: python", "language: system")
    hooks = hooks.replace("entry: nb2prod", f"entry: {sys.executable} -m nb2prod")
    indented = "".join(f"      {line}\n" for line in hooks.splitlines())
    config = f"repos:\n  - repo: local\n    hooks:\n{indented}"
    (tmp_path / ".pre-commit-config.yaml").write_text(config, encoding="utf-8")
    git(tmp_path, "init", "-q")
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def run_hook(folder: Path, hook: str, case: Case) -> tuple[int, str, str]:
    (folder / "nb.ipynb").write_text(file_text(case), encoding="utf-8")
    git(folder, "add", ".")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PRE_COMMIT_HOME": str(folder / ".cache")}
    command = [sys.executable, "-m", "pre_commit", "run", hook]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, (folder / "nb.ipynb").read_text(encoding="utf-8")


@pytest.mark.parametrize("hook", ["nb2prod-lint", "nb2prod-fix"])
def test_a_clean_notebook_passes(hook: str, repository: Path) -> None:
    code_, output, text = run_hook(repository, hook, CLEAN)

    assert code_ == 0, output
    assert text == file_text(CLEAN)


def test_a_finding_stops_the_commit(repository: Path) -> None:
    code_, output, text = run_hook(repository, "nb2prod-lint", DIRTY)

    assert code_ == 1
    assert "nb.ipynb:cell 1:1:5: NBX009" in output
    assert text == file_text(DIRTY)


def test_what_can_be_fixed_is_fixed_and_stops_the_commit_once(repository: Path) -> None:
    code_, output, text = run_hook(repository, "nb2prod-fix", FIXABLE)

    assert code_ == 1, output
    assert text == file_text(FIXABLE).replace("  # noqa: NBX009", "")
