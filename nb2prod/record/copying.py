"""What recording needs of a project beside its record: a copy to run tests in, and what decides its format."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from nb2prod.render.model import ProjectFile

CONFIG = PurePosixPath("pyproject.toml")


def copy_with(project: Path, place: Path, files: Mapping[PurePosixPath, bytes]) -> None:
    """Copy what tests need of a project, and put recorded tests into it.

    Args:
    project: The project.
    place: Where to.
    files: The tests and what they need.
    """
    shutil.copytree(project / "src", place / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for path in (
        CONFIG,
        *(PurePosixPath("tests", name) for name in ("conftest.py", "drawing_checks.py", "__init__.py")),
    ):
        if (project / path).is_file():
            (place / path.parent).mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project / path, place / path)
    for path, content in files.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)


def surroundings(project: Path) -> list[ProjectFile]:
    """What formatting needs of a project: its settings, and empty modules in place of the package's own."""
    paths = [PurePosixPath(path.relative_to(project)) for path in sorted((project / "src").rglob("*.py"))]
    found = [ProjectFile(path, '"""A module of the package."""\n') for path in paths]
    if (project / CONFIG).is_file():
        found.append(ProjectFile(CONFIG, (project / CONFIG).read_text(encoding="utf-8")))
    return found
