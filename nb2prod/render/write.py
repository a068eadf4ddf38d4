"""Writing a project to a folder without ever destroying what a person made."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nb2prod.finding import Location, UsageError
from nb2prod.render import pristine
from nb2prod.render.model import Project, ProjectFile
from nb2prod.render.stage import Changes, apply_changes


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What became of each file.

    Attributes:
        created: Files that were not there.
        updated: Files that were replaced.
        unchanged: Files that were there already, word for word.
        kept: Files that a person edited and that were left alone.
        removed: Files of an earlier conversion that are no longer part of the project.
    """

    created: tuple[PurePosixPath, ...] = ()
    updated: tuple[PurePosixPath, ...] = ()
    unchanged: tuple[PurePosixPath, ...] = ()
    kept: tuple[PurePosixPath, ...] = ()
    removed: tuple[PurePosixPath, ...] = ()


def write_project(project: Project, target: Path, *, force: bool = False) -> WriteReport:
    """Write a project to a folder, as a whole or not at all.

    Args:
        project: What to write; it holds a `conversion.json`.
        target: A new or empty folder, or one that holds an earlier conversion.
        force: Whether files that a person edited are overwritten too.

    Returns:
        What became of each file.

    Raises:
        UsageError: The folder isn't ours and not empty, holds files that a person edited, or can't be written. Nothing
            was written then.
        RollbackError: Writing failed halfway and the folder could not be put back as it was.
        ValueError: The project has no `conversion.json`, by which the folder would be known as ours.
    """
    report = plan_write(project, target, force=force)
    with _explained(target):
        folder = target.resolve()
        changes = _changes(project, folder, report)
        if changes.contents or changes.removals:
            apply_changes(changes, folder)
    return report


def plan_write(project: Project, target: Path, *, force: bool = False) -> WriteReport:
    """Say what `write_project` would do, by the same rules, and write nothing.

    Args:
        project: What would be written.
        target: Where to.
        force: Whether files that a person edited would be overwritten too.

    Returns:
        What would become of each file.

    Raises:
        UsageError: As `write_project`.
        ValueError: As `write_project`.
    """
    if not any(file.path == pristine.CONVERSION_FILE for file in project.files):
        raise ValueError(f"a project without {pristine.CONVERSION_FILE} could never be written to again")
    with _explained(target):
        check_target(target)
        folder = target.resolve()
        record = pristine.read_record(folder)
        _check_places(project, folder, record, target)
        return _sort_out(project, folder, record, target=target, force=force)


def check_target(target: Path) -> None:
    """Check that a folder may be written to at all.

    Args:
        target: The folder that the user named.

    Raises:
        UsageError: It is a file, or neither empty nor written by an earlier conversion.
    """
    if not target.exists():
        return
    if not target.is_dir():
        raise _refusal(target, "the output is a file, not a folder", "Name a folder that doesn't exist yet.")
    if any(target.iterdir()) and not pristine.is_ours(target):
        raise _refusal(
            target,
            "the folder isn't empty and holds no earlier conversion",
            "Name another folder, or empty this one; nothing was written.",
        )


def _sort_out(project: Project, folder: Path, record: pristine.Record, *, target: Path, force: bool) -> WriteReport:
    groups: dict[str, list[PurePosixPath]] = {}
    for file in project.files:
        fate = _fate(file, _hash_on_disk(folder / file.path, folder), record.hashes.get(file.path))
        groups.setdefault("updated" if fate in {"edited", "kept"} and force else fate, []).append(file.path)
    if edited := groups.pop("edited", None):
        raise _refusal(
            target,
            f"edited since they were generated: {', '.join(map(str, sorted(edited)))}",
            "Use --force to overwrite them, or convert into another folder; nothing was written.",
        )
    generated = {file.path for file in project.files}
    for path, digest in record.hashes.items():
        on_disk = _hash_on_disk(folder / path, folder)
        if path not in generated and on_disk is not None:
            groups.setdefault("removed" if on_disk == digest else "kept", []).append(path)
    return WriteReport(**{fate: tuple(sorted(paths)) for fate, paths in groups.items()})


def _fate(file: ProjectFile, on_disk: str | None, on_record: str | None) -> str:
    if on_disk is None:
        return "created"
    if on_disk == pristine.hash_content(file.content):
        return "unchanged"
    if on_disk == on_record:
        return "updated"
    return "kept" if file.keeps_edits else "edited"


def _hash_on_disk(path: Path, folder: Path) -> str | None:
    """Hash of what is there; `None` where nothing is. A link is a person's doing, and matches no hash."""
    if path.is_symlink():
        return f"link in {folder.name}"
    return pristine.hash_content(path.read_bytes()) if path.is_file() else None


def _changes(project: Project, folder: Path, report: WriteReport) -> Changes:
    record = pristine.read_record(folder)
    written = {*report.created, *report.updated}
    contents = {file.path: file.content for file in project.files if file.path in written}
    kept = {path: record.hashes.get(path) for path in report.kept}
    records = pristine.record_files(project, kept=kept)
    contents |= {path: content for path, content in records.items() if not _is_there(folder / path, content)}
    wanted = frozenset({*records, *(pristine.PRISTINE_FOLDER / digest for digest in kept.values() if digest)})
    return Changes(contents, (*report.removed, *pristine.stale_pristine(folder, record, wanted=wanted)))


def _is_there(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _check_places(project: Project, folder: Path, record: pristine.Record, target: Path) -> None:
    written = {file.path for file in project.files} | {pristine.MANIFEST, pristine.PRISTINE_FOLDER / "any"}
    for path in sorted(written | record.hashes.keys()):
        for part in (*reversed(path.parents[:-1]), path):
            place = folder / part
            if place.is_symlink() and not place.resolve().is_relative_to(folder):
                raise _refusal(target, f"{part} is a link that leads out of the folder", "Remove the link.")
            if path in written and place.exists() and place.is_dir() == (part == path):
                wanted = "file" if part == path else "folder"
                raise _refusal(target, f"{part} is in the way: a {wanted} is to stand there", "Move it away.")


@contextmanager
def _explained(target: Path) -> Iterator[None]:
    """Say what an error of the operating system means for the user."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        # A loop of links is a RuntimeError up to Python 3.12.
        raise _refusal(target, *_explain(error)) from error


def _explain(error: OSError | RuntimeError) -> tuple[str, str]:
    match getattr(error, "errno", None):
        case errno.ENOSPC | errno.EDQUOT:
            return "the disk is full", "Free some space and convert again; nothing was written."
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return "the folder can't be written: permission denied", "Name a folder that you may write to."
        case errno.ENOTDIR | errno.EEXIST:
            return "a file is in the way of the output folder", "Name another folder."
        case errno.ENAMETOOLONG:
            return "the path is too long for this system", "Name a shorter one."
    reason = getattr(error, "strerror", None) or str(error)
    return f"the folder can't be written: {reason}", "Nothing was written; name another folder."


def _refusal(target: Path, message: str, way_out: str) -> UsageError:
    return UsageError(message, location=Location(target), way_out=way_out)
