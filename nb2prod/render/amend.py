"""Adding files to a project that was written before, and leaving its others as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePosixPath

from nb2prod.render import pristine
from nb2prod.render.model import Project, ProjectFile
from nb2prod.render.write import WriteReport, write_project


def amend_project(
    target: Path, files: Sequence[ProjectFile], *, gone: Collection[PurePosixPath] = (), force: bool = False
) -> WriteReport:
    """Write some files of a project anew.

    Args:
        target: The project's folder.
        files: What to write; `conversion.json` is among them.
        gone: Files of the project that go, unless a person has edited them.
        force: Whether those of the files that a person has edited are overwritten.

    Returns:
        What became of each file of the project.

    Raises:
        UsageError: As `write_project`.
    """
    new = {file.path for file in files}
    others = _written_before(target, leaving=new | set(gone))
    return write_project(Project(target.name, target.name, (*others, *files)), target, force=force)


def _written_before(target: Path, *, leaving: Collection[PurePosixPath]) -> Iterator[ProjectFile]:
    """Files that are as they were written; those that a person has edited stay as they are, on record, too."""
    for path, digest in pristine.read_record(target).hashes.items():
        if path in leaving or not (target / path).is_file():
            continue
        content = (target / path).read_bytes()
        if pristine.hash_content(content) == digest:
            yield ProjectFile(path, "", data=content)
