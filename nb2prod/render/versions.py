"""Where versions are said: `pip install` lines, requirements files, watermark output, an interpreter."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nb2prod.finding import Location, UsageError
from nb2prod.notebook.beside import read_beside

if TYPE_CHECKING:
    from packaging.requirements import Requirement

_TIMEOUT = 30
_ASK = """\
import json, sys
from importlib import metadata
request = json.load(sys.stdin)
known = getattr(metadata, "packages_distributions", dict)() if request["imports"] else {}
providers = {name: sorted(set(known.get(name, ()))) for name in request["imports"]}
versions = {}
for name in request["names"] + [name for names in providers.values() for name in names]:
    try:
        versions[name] = metadata.version(name)
    except metadata.PackageNotFoundError:
        pass
print(json.dumps({"versions": versions, "providers": providers}))
"""
_VERSION_LINE = re.compile(r"^\s*([A-Za-z][\w.-]*)\s*(?::|==|\s)\s*v?(\d+(?:\.\d+)+[\w.+-]*)\s*$")
_PYTHON_LINE = re.compile(r"(?im)^\s*C?Python(?:[ ]version)?\s*:?\s*(\d+)\.(\d+)")
_FULL_VERSION = re.compile(r"\d+\.\d+\.\d")


@dataclass(frozen=True, slots=True)
class Watermark:
    """Versions that the notebook printed about itself.

    Attributes:
        versions: Version by normalised name, of an import or a distribution.
        python: Python's version, where it is said.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    python: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Installed:
    """What an interpreter has installed.

    Attributes:
        versions: Version by name as it was asked for.
        providers: Distributions that provide an import.
    """

    versions: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def normalise(name: str) -> str:
    """Write a distribution's name in its one comparable form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse_requirements(lines: Iterable[str]) -> tuple[dict[str, Requirement], tuple[str, ...]]:
    """Read what `pip install` was told to install.

    Args:
        lines: One requirement each, as written; options are passed over.

    Returns:
        Requirements by normalised name, the last one said of each; and what can't be written as a dependency.
    """
    found: dict[str, Requirement] = {}
    notes: list[str] = []
    for line in lines:
        text = re.sub(r"^(['\"])(.*)\1$", r"\2", line.strip())
        if not text or text.startswith("-"):
            continue
        if requirement := _parse_requirement(text):
            found[normalise(requirement.name)] = requirement
        else:
            notes.append(f"`pip install {_without_credentials(text)}` can't be written as a dependency.")
    return found, tuple(notes)


def read_requirements_file(path: Path) -> dict[str, Requirement]:
    """Read a requirements file beside a notebook.

    Args:
        path: The file; one that can't be read says nothing.

    Returns:
        Its plain requirements by normalised name. Those with a marker or a URL say nothing of other systems.
    """
    content = read_beside(path.parent, path.name)
    if content is None:
        return {}
    # PowerShell's `pip freeze > requirements.txt` writes UTF-16.
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig"
    lines = re.sub(r"\\\r?\n", " ", content.decode(encoding, errors="replace")).splitlines()
    bare = (re.sub(r"(^|\s)#.*|\s--hash.*", "", line) for line in lines)
    found, _ = parse_requirements(bare)
    return {name: requirement for name, requirement in found.items() if not requirement.marker and not requirement.url}


def read_watermark(text: str) -> Watermark:
    """Find versions in what a notebook printed.

    A line such as `xgboost: 0.91` may as well be a score, so a version has three parts, or stands in one block with
    lines whose versions have.

    Args:
        text: Stored outputs.

    Returns:
        The versions that were found.
    """
    versions: dict[str, str] = {}
    for block in re.split(r"\n\s*\n", text):
        matches = [_VERSION_LINE.match(line) for line in block.splitlines()]
        found = [(match[1], match[2].partition("+")[0]) for match in matches if match]
        full = [bool(_FULL_VERSION.match(version)) for _, version in found]
        trusted = any(full) and all(matches)
        versions |= {normalise(name): v for (name, v), is_full in zip(found, full, strict=True) if is_full or trusted}
    python = _PYTHON_LINE.search(text)
    valid = {name: version for name, version in versions.items() if _is_version(version)}
    return Watermark(valid, (int(python[1]), int(python[2])) if python else None)


def ask_interpreter(python: Path, names: Iterable[str], imports: Iterable[str]) -> Installed:
    """Ask an interpreter which versions it has installed.

    Args:
        python: The interpreter, or the folder of its virtual environment.
        names: Distributions to look up.
        imports: Imports whose distribution isn't known.

    Returns:
        What it has of them.

    Raises:
        UsageError: It can't be run, or has no `importlib.metadata`.
    """
    request = json.dumps({"names": sorted(names), "imports": sorted(imports)})
    command = [str(_interpreter(python)), "-I", "-c", _ASK]
    try:
        done = subprocess.run(
            command, input=request, capture_output=True, encoding="utf-8", timeout=_TIMEOUT, check=True
        )
        # Only the last line is the answer: start-up files of an environment may print, too.
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as error:
        raise UsageError(
            "this interpreter doesn't say what it has installed",
            location=Location(python),
            way_out="Name a Python from 3.8 up, such as .venv/bin/python.",
        ) from error
    providers = {name: tuple(found) for name, found in answer["providers"].items()}
    return Installed(answer["versions"], providers)


def _interpreter(path: Path) -> Path:
    inside = (path / "bin" / "python", path / "Scripts" / "python.exe")
    return next((python for python in inside if python.exists()), path)


def _parse_requirement(text: str) -> Requirement | None:
    from packaging.requirements import InvalidRequirement, Requirement

    named = re.fullmatch(r"(git\+\S+|https?://\S+?)#egg=([\w.-]+)\S*", text)
    try:
        requirement = Requirement(f"{named[2]} @ {named[1]}" if named else text)
    except InvalidRequirement:
        return None
    return None if requirement.url and _has_credentials(requirement.url) else requirement


def _has_credentials(url: str) -> bool:
    return re.search(r"//[^/\s]*@", url) is not None


def _without_credentials(text: str) -> str:
    return re.sub(r"(?<=//)[^/\s]*@", "…@", text)


def _is_version(text: str) -> bool:
    from packaging.version import InvalidVersion, Version

    try:
        Version(text)
    except InvalidVersion:
        return False
    return True
