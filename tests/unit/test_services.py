"""The action and the template of continuous integration: their shell steps run as they stand, without the services."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.unit.rubric.repositories import write

ROOT = Path(__file__).parents[2]
BOT = '=== .github/dependabot.yml\nupdates:\n  - package-ecosystem: "pip"\n=== a.py\n'


def _yaml(path: Path) -> Any:  # noqa: ANN401 - what a file holds
    return yaml.safe_load(path.read_text())


def _run(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step in bash, with this interpreter's nb2prod in its path."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    for name, line in {
        "nb2prod": f'exec "{sys.executable}" -m nb2prod "$@"',
        "python": f'exec "{sys.executable}" "$@"',
    }.items():
        (programs / name).write_text(f"#!/bin/sh\n{line}\n")
        (programs / name).chmod(0o755)
    path = f"{programs}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(("bars", "code"), [("", 0), ("total=1 monitor=1", 0), ("data=1", 1)])
def test_the_action_scores(bars: str, code: int, tmp_path: Path) -> None:
    step = next(one for one in _yaml(ROOT / "action.yml")["runs"]["steps"] if one.get("id") == "score")
    project = write(BOT, tmp_path / "project")
    files = {name: str(tmp_path / name) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}

    done = _run(
        step["run"], tmp_path, TARGET=str(project), BARS=bars, BADGE="badge.json", RUNNER_TEMP=str(tmp_path), **files
    )

    assert done.returncode == code, done.stderr
    assert "ML test score of" in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == "score=0\ntotal=1\n"
    assert json.loads((tmp_path / "badge.json").read_text())["message"] == "0 (1 in total)"


def test_the_action_is_complete() -> None:
    action = _yaml(ROOT / "action.yml")

    assert action["runs"]["using"] == "composite"
    for step in action["runs"]["steps"]:
        assert "uses" in step or {"run", "shell"} <= step.keys()
        # What users write reaches the shell through variables, never as a part of the script.
        assert "${{" not in step.get("run", "")
    assert all("description" in one for one in action["inputs"].values())


def test_the_template_of_gitlab_scores(tmp_path: Path) -> None:
    job = _yaml(ROOT / "templates" / "ci" / "gitlab.yml")["nb2prod"]
    project = write(BOT, tmp_path / "project")
    lines = [line for line in job["script"] if "pip install" not in line]

    done = _run("\n".join(lines), tmp_path, NB2PROD_PATH=str(project), NB2PROD_FAIL_UNDER="total=1")

    assert done.returncode == 0, done.stderr
    for name in (*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()):
        assert (tmp_path / name).stat().st_size > 0, name
