"""What runs by itself: from triggers to commands."""

from __future__ import annotations

import pytest

from nb2prod.repository.automation import invocations_of
from nb2prod.repository.automation.shell import commands_in

PUSH = "on: [push]\njobs:\n  a:\n    steps:\n"


def _words(texts: dict[str, str]) -> list[str]:
    return [one.text for one in invocations_of(texts)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pytest -q", ["pytest -q"]),
        ("cd src && poetry run pytest tests; echo done", ["pytest tests", "echo done"]),
        ("python -m pytest --cov | tee log", ["pytest --cov", "tee log"]),
        ("A=1 uv run --extra dev python -m pytest", ["pytest"]),
        ("make \\\n  test", ["make test"]),
        ("# pytest\nif true; then pytest; fi", ["true", "pytest"]),
        ("docker compose run --rm app pytest tests", ["pytest tests"]),
    ],
)
def test_commands_of_shell_text(text: str, expected: list[str]) -> None:
    assert [" ".join(command.words) for command in commands_in(text)] == expected


def test_a_failure_that_is_passed_over_is_known() -> None:
    assert [command.forgiven for command in commands_in("pytest || true\npytest && ls")] == [True, False, False, False]


def test_lines_and_folders_of_commands() -> None:
    found = list(commands_in("ls\n\ncd app\npytest\n"))

    assert [(command.line, command.folder) for command in found] == [(0, ""), (3, "app")]


@pytest.mark.parametrize(
    ("on", "triggers"),
    [
        ("push", ["push"]),
        ("[pull_request]", ["pull_request"]),
        ("{schedule: [{cron: '0 3 * * *'}]}", ["schedule"]),
        ("workflow_dispatch", []),
        ("{push: {branches: [main]}, workflow_dispatch: {}}", ["push"]),
    ],
)
def test_triggers_of_a_workflow(on: str, triggers: list[str]) -> None:
    workflow = f"on: {on}\njobs:\n  a:\n    steps:\n      - run: pytest\n"

    assert [one.trigger for one in invocations_of({".github/workflows/a.yml": workflow})] == triggers


@pytest.mark.parametrize("path", ["template/.github/workflows/a.yml", ".github/workflows/a.yml.txt", "a.yml"])
def test_only_workflows_of_the_root_run(path: str) -> None:
    assert _words({path: f"{PUSH}      - run: pytest\n"}) == []


def test_places_are_those_of_the_commands() -> None:
    workflow = f"{PUSH}      - run: |\n          ls\n          pytest\n"

    found = invocations_of({".github/workflows/a.yml": workflow})

    assert [(one.text, one.place.line) for one in found] == [("ls", 6), ("pytest", 7)]


def test_a_step_that_never_runs_is_none() -> None:
    assert _words({".github/workflows/a.yml": f"{PUSH}      - run: pytest\n        if: false\n"}) == []


@pytest.mark.parametrize(
    ("command", "files"),
    [
        ("make test", {"Makefile": "test: lint\n\t@pytest tests\nlint:\n\truff check .\n"}),
        ("tox -e py", {"tox.ini": "[testenv]\ncommands =\n    pytest tests {posargs}\n"}),
        ("nox -s tests", {"noxfile.py": "@nox.session\ndef tests(session):\n    session.run('pytest', 'tests')\n"}),
        ("bash ci.sh", {"ci.sh": "set -e\npytest tests\n"}),
        ("./ci.sh", {"ci.sh": "#!/bin/sh\npytest tests\n"}),
        ("hatch run test", {"pyproject.toml": "[tool.hatch.envs.default.scripts]\ntest = 'pytest tests'\n"}),
        ("poe check", {"pyproject.toml": "[tool.poe.tasks]\ncheck = {cmd = 'pytest tests'}\n"}),
        ("just test", {"justfile": "test:\n    pytest tests\n"}),
    ],
)
def test_commands_are_followed_into_files(command: str, files: dict[str, str]) -> None:
    texts = {".github/workflows/a.yml": f"{PUSH}      - run: {command}\n", **files}

    found = next(one for one in invocations_of(texts) if one.words[:2] == ("pytest", "tests"))

    assert found.place.path == next(iter(files))
    assert found.via


def test_a_circle_of_targets_ends() -> None:
    texts = {
        ".github/workflows/a.yml": f"{PUSH}      - run: make a\n",
        "Makefile": "a:\n\tmake b\nb:\n\tmake a\n\tpytest\n",
    }

    assert "pytest" in _words(texts)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".gitlab-ci.yml", "test:\n  script:\n    - pytest\n"),
        ("azure-pipelines.yml", "trigger: [main]\nsteps:\n  - script: pytest\n"),
        (".circleci/config.yml", "jobs:\n  a:\n    steps:\n      - run: pytest\n"),
        (".travis.yml", "script: pytest\n"),
        ("Jenkinsfile", "stage('a') { sh 'pytest' }\n"),
        (".pre-commit-config.yaml", "repos:\n  - repo: local\n    hooks:\n      - id: a\n        entry: pytest\n"),
    ],
)
def test_other_services(path: str, text: str) -> None:
    assert _words({path: text}) == ["pytest"]


@pytest.mark.parametrize("text", ["", "a: [", "- 1", "on: 3\njobs: 4", "!!python/object:os.system {}", "\t"])
def test_odd_workflows_are_no_commands(text: str) -> None:
    assert _words({".github/workflows/a.yml": text, ".gitlab-ci.yml": text, "azure-pipelines.yml": text}) == []
