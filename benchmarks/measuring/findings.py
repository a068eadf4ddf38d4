"""What ruff and mypy find in generated packages that the notebook, as one script, does not have at the same place."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from measuring.as_script import Script, StatementKey
from measuring.worker import SCRIPT_PREFIX

RULES = "E,F,W,I,N,UP,B,SIM,C4,RET,PERF,D"
_MYPY = re.compile(r"^(.+?):(\d+): error: (.*?)\s*\[([\w-]+)\]$")
_QUOTED = re.compile(r'[`"]([^`"]+)[`"]')
_BLOCKED = 2


@dataclass(frozen=True, slots=True)
class Written:
    """A project that is looked at.

    Attributes:
        folder: Where it was written; the script stands in it.
        script: The notebook as a script.
        lines: Statement of each line of the package.
        copied: Files that came along from beside the notebook.
    """

    folder: Path
    script: Script
    lines: Mapping[tuple[str, int], StatementKey]
    copied: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A finding.

    Attributes:
        path: File, below the project's folder.
        line: Its line.
        code: The rule.
        message: What the tool says.
    """

    path: str
    line: int
    code: str
    message: str


Findings = dict[str, list[Found]]


def ruff_findings(projects: Sequence[Written]) -> Findings:
    """Ask ruff, with comments that silence it ignored.

    Args:
        projects: Projects in one folder.

    Returns:
        For each project what its notebook does not have.
    """
    batch = projects[0].folder.parent
    sources = ", ".join(f'"{p.folder.name}/src"' for p in projects)
    options = ["--isolated", "--no-cache", "--no-respect-gitignore", "--ignore-noqa", "--select", RULES]
    options += ["--target-version", "py311", "--line-length", "88", "--output-format", "json"]
    options += ["--config", f"src = [{sources}]", "--config", 'lint.pydocstyle.convention = "google"']
    done = _run(["ruff", "check", *options, "."], batch)
    found = [
        (Path(e["filename"]), Found("", e["location"]["row"], e["code"] or "E999", e["message"]))
        for e in json.loads(done.stdout or "[]")
    ]
    return _new(found, projects, batch)


def mypy_findings(projects: Sequence[Written]) -> Findings:
    """Ask mypy, which reads the stubs of installed libraries.

    Args:
        projects: Projects in one folder.

    Returns:
        For each project what its notebook does not have; what stops mypy is narrowed down to one project by halves.
    """
    if not projects:
        return {}
    batch = projects[0].folder.parent
    sources = [str(p.folder / "src") for p in projects]
    scripts = [str(f) for p in projects for f in p.folder.glob(f"{SCRIPT_PREFIX}*.py")]
    options = ["--ignore-missing-imports", "--namespace-packages", "--explicit-package-bases", "--no-error-summary"]
    options += [
        "--hide-error-context",
        "--config-file=",
        "--python-version=3.11",
        "--no-pretty",
        "--follow-imports=silent",
    ]
    done = _run(
        ["mypy", *options, "--cache-dir", str(batch / ".mypy"), *sources, *scripts],
        batch,
        MYPYPATH=os.pathsep.join(sources),
    )
    if done.returncode >= _BLOCKED:
        if len(projects) == 1:
            said = (done.stdout + done.stderr).strip()[-300:]
            return {projects[0].folder.name: [Found("", 0, "blocked", said)]}
        middle = len(projects) // 2
        return mypy_findings(projects[:middle]) | mypy_findings(projects[middle:])
    matches = filter(None, map(_MYPY.match, done.stdout.splitlines()))
    return _new([(batch / m[1], Found("", int(m[2]), m[4], m[3])) for m in matches], projects, batch)


def _run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, **environment}
    whole = [sys.executable, "-m", *command]
    return subprocess.run(
        whole, cwd=folder, env=environ, capture_output=True, encoding="utf-8", errors="replace", check=False
    )


def _new(found: Iterable[tuple[Path, Found]], projects: Sequence[Written], batch: Path) -> Findings:
    by_project: defaultdict[str, list[Found]] = defaultdict(list)
    for path, one in found:
        below = path.resolve().relative_to(batch.resolve())
        by_project[below.parts[0]].append(Found(Path(*below.parts[1:]).as_posix(), one.line, one.code, one.message))
    named = {p.folder.name: p for p in projects}
    return {name: list(_unexcused(every, named[name])) for name, every in by_project.items() if name in named}


def _unexcused(found: Sequence[Found], project: Written) -> Iterator[Found]:
    """Findings of the package that the script has neither in the same statement nor on a line that reads the same."""
    script = [f for f in found if f.path.startswith(SCRIPT_PREFIX)]
    texts = project.script.text.split("\n")
    at_statement = {(f.code, project.script.lines.get(f.line)) for f in script}
    at_text = {(f.code, texts[f.line - 1].strip()) for f in script if f.line <= len(texts)}
    lines: dict[str, list[str]] = {}
    for one in found:
        if not one.path.endswith(".py") or one.path in project.copied or "leftovers" in one.path:
            continue
        if one.path.startswith(SCRIPT_PREFIX) or _is_authors_name(one, project.script):
            continue
        if one.path not in lines:
            lines[one.path] = (project.folder / one.path).read_text(encoding="utf-8").split("\n")
        statement = project.lines.get((Path(one.path).stem, one.line)) if one.path.startswith("src/") else None
        if statement is not None and (one.code, statement) in at_statement:
            continue
        if (one.code, lines[one.path][one.line - 1].strip()) not in at_text:
            yield one


def _is_authors_name(found: Found, script: Script) -> bool:
    """Whether a finding on a name is about one that the notebook itself uses."""
    return found.code.startswith("N8") and bool(script.names.intersection(_QUOTED.findall(found.message)))
