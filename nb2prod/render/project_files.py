"""All files of a generated project that are not its own code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from nb2prod.render.model import ProjectFile
from nb2prod.render.surroundings.entry import package_init, package_main
from nb2prod.render.surroundings.model import ProjectContext
from nb2prod.render.surroundings.notebook import notebook_json
from nb2prod.render.surroundings.packaging import gitignore, pre_commit, pyproject, workflow
from nb2prod.render.surroundings.readme import readme


def project_files(context: ProjectContext) -> tuple[ProjectFile, ...]:
    """Write what stands around the code of a project.

    Args:
        context: What is known of the project.

    Returns:
        README, packaging, checks, command line, and a notebook for each part that has one; unformatted.
    """
    package = f"src/{context.package}"
    texts = {
        "pyproject.toml": pyproject(context),
        "README.md": readme(context),
        ".github/workflows/ci.yml": workflow(context),
        ".pre-commit-config.yaml": pre_commit(),
        ".gitignore": gitignore(),
        f"{package}/__init__.py": package_init(context),
        f"{package}/__main__.py": package_main(context),
    }
    files = (ProjectFile(PurePosixPath(path), text) for path, text in texts.items())
    return (*files, *_notebooks(context))


def _notebooks(context: ProjectContext) -> Iterator[ProjectFile]:
    for part in context.parts:
        if part.thin:
            path = PurePosixPath("notebooks", f"{part.thin.name}.ipynb")
            # Whoever opens it in Jupyter changes it: that must not stop the next conversion.
            yield ProjectFile(path, notebook_json(part.thin), keeps_edits=True)
