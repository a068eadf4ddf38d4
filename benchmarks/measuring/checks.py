"""Formatter, linter and type checker over many generated projects at once, with the configuration that each has."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measuring.binding import in_plain_text
from measuring.worker import SCRIPT_PREFIX

_NAME_DEFINED = re.compile(r'^(.+?):\d+: error: (?:Name "(\w+)" is not defined|Cannot determine type of "(\w+)")')
_RUFF_NAME = re.compile(r"`([^`]+)`")
_BLOCKED = 2


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What the tools said of a batch, by name of the project's folder.

    Attributes:
        unformatted: Files that black would change.
        violations: What ruff finds under the project's own configuration.
        undefined: Names that ruff or mypy find undefined in the output but not in the notebook, by tool.
        failures: Messages of tools that could not do their work.
    """

    unformatted: Mapping[str, list[str]]
    violations: Mapping[str, list[str]]
    undefined: Mapping[str, Mapping[str, list[str]]]
    failures: list[str] = field(default_factory=list)


def check_batch(folder: Path, copied: Mapping[str, frozenset[str]], *, with_mypy: bool) -> Verdicts:
    """Check all projects below a folder.

    Args:
        folder: Holds one folder a project, each with the notebook as a script.
        copied: Files that came along from beside the notebook, by project: their names are the author's.
        with_mypy: Whether to ask mypy, too.
    """
    undefined = {"ruff": _undefined(_ruff_names(folder), copied)}
    failures: list[str] = []
    if with_mypy:
        projects = sorted(p for p in folder.iterdir() if p.is_dir())
        undefined["mypy"] = _undefined(_mypy_names(projects, failures), copied)
    return Verdicts(_black(folder, failures), _ruff(folder), undefined, failures)


def _run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _black(folder: Path, failures: list[str]) -> dict[str, list[str]]:
    """Files that black would change; its part of the projects' configuration is the same in all, and read once."""
    found: dict[str, list[str]] = defaultdict(list)
    config = folder / "pyproject.toml"
    config.write_text('[project]\nrequires-python = ">=3.11"\n[tool.black]\nextend-exclude = "/leftovers/"\n')
    done = _run(
        ["black", "--check", "--workers", "2", "--no-color", "--extend-exclude", SCRIPT_PREFIX, "."],
        folder,
        BLACK_CACHE_DIR=str(folder / ".black"),
    )
    config.unlink()
    for line in done.stderr.splitlines():
        verb, _, place = line.partition(" reformat ")
        if verb == "would":
            project, path = _split(Path(place), folder)
            found[project].append(path)
        elif line.startswith("error:"):
            failures.append(f"black: {line[:300]}")
    return found


def _ruff(folder: Path) -> dict[str, list[str]]:
    done = _run(
        [
            "ruff",
            "check",
            "--no-cache",
            "--no-respect-gitignore",
            "--extend-exclude",
            f"{SCRIPT_PREFIX}*.py",
            "--output-format",
            "json",
            ".",
        ],
        folder,
    )
    found: dict[str, list[str]] = defaultdict(list)
    for entry in json.loads(done.stdout or "[]"):
        project, path = _split(Path(entry["filename"]), folder)
        found[project].append(f"{entry['code']} {path}:{entry['location']['row']} {entry['message']}")
    return found


def _ruff_names(folder: Path) -> Iterable[tuple[str, str, str]]:
    done = _run(
        [
            "ruff",
            "check",
            "--isolated",
            "--no-cache",
            "--no-respect-gitignore",
            "--ignore-noqa",
            "--select",
            "F821,F822,F823",
            "--target-version",
            "py311",
            "--output-format",
            "json",
            ".",
        ],
        folder,
    )
    for entry in json.loads(done.stdout or "[]"):
        name = _RUFF_NAME.search(entry["message"])
        if name and str(entry["code"]).startswith("F82") and not _is_text(entry):
            yield (*_split(Path(entry["filename"]), folder), name[1])


def _is_text(entry: Mapping[str, Any]) -> bool:
    """Whether a name that ruff misses stands in a text, as in `Union["Node", int]`, which Python keeps as it is."""
    source = Path(entry["filename"]).read_text(encoding="utf-8")
    return in_plain_text(source, entry["location"]["row"], entry["location"]["column"])


def _mypy_names(projects: list[Path], failures: list[str]) -> list[tuple[str, str, str]]:
    """Ask mypy of output and script; what stops it is narrowed down to one project by halves."""
    if not projects:
        return []
    folder = projects[0].parent
    files = [str(p / "src") for p in projects if (p / "src").is_dir()]
    scripts = [str(script) for p in projects for script in p.glob(f"{SCRIPT_PREFIX}*.py")]
    options = [
        "--no-incremental",
        "--follow-imports=skip",
        "--ignore-missing-imports",
        "--check-untyped-defs",
        "--namespace-packages",
        "--explicit-package-bases",
        "--no-error-summary",
        "--hide-error-context",
        "--config-file=",
        "--python-version=3.11",
    ]
    done = _run(["mypy", *options, *files, *scripts], folder, MYPYPATH=os.pathsep.join(files))
    if done.returncode >= _BLOCKED:
        if len(projects) == 1:
            failures.append(f"mypy: {(done.stdout + done.stderr).strip()[:300]}")
            return []
        middle = len(projects) // 2
        return _mypy_names(projects[:middle], failures) + _mypy_names(projects[middle:], failures)
    matches = filter(None, map(_NAME_DEFINED.match, done.stdout.splitlines()))
    return [(*_split(folder / match[1], folder), match[2] or match[3]) for match in matches]


def _undefined(names: Iterable[tuple[str, str, str]], copied: Mapping[str, frozenset[str]]) -> dict[str, list[str]]:
    excused: dict[str, set[str]] = defaultdict(set)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for project, path, name in names:
        if path.startswith(SCRIPT_PREFIX):
            excused[project].add(name)
        elif path.endswith(".py") and path not in copied.get(project, frozenset()) and "leftovers" not in path:
            found[project].append((name, path))
    offenders = {p: sorted({f"{n} ({f})" for n, f in pairs if n not in excused[p]}) for p, pairs in found.items()}
    return {project: names for project, names in offenders.items() if names}


def _split(place: Path, folder: Path) -> tuple[str, str]:
    below = (folder / place).resolve().relative_to(folder.resolve())
    return below.parts[0], Path(*below.parts[1:]).as_posix()
