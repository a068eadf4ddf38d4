"""Putting files in place all together or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from nb2prod.finding import Location, Nb2prodError


class RollbackError(Nb2prodError):
    """Writing failed, and so did putting back what was there; says where the copies are."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to change in a folder.

    Attributes:
        contents: Content of each file to create or replace, by path relative to the folder.
        removals: Files to remove.
    """

    contents: Mapping[PurePosixPath, bytes]
    removals: tuple[PurePosixPath, ...] = ()


def apply_changes(changes: Changes, target: Path) -> None:
    """Create, replace and remove files of a folder; on any failure, Ctrl-C included, leave it as it was.

    New files are first written in full to a folder beside the target, and what they replace is copied there, so that
    a full disk shows before the target is touched; then each is put in place by a rename.

    Args:
        changes: What is to change.
        target: The folder; it and its parents are created where they are missing.

    Raises:
        OSError: Something could not be written; nothing changed.
        RollbackError: Something could not be put back.
    """
    with _folders_made(target.parent), _stage_beside(target) as stage:
        _write_contents(changes.contents, stage / "new")
        if not target.exists():
            os.replace(stage / "new", target)
            return
        _copy_originals(changes, target, stage)
        _commit(changes, target, stage)


@contextmanager
def _folders_made(folder: Path) -> Iterator[None]:
    """Create a folder with its parents; remove those that were created if what follows fails."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    made: list[Path] = []
    try:
        for path in reversed(missing):
            made.append(path)
            path.mkdir(exist_ok=True)
        yield
    except BaseException:
        _remove_empty(reversed(made))
        raise


@contextmanager
def _stage_beside(target: Path) -> Iterator[Path]:
    stage = Path(tempfile.mkdtemp(prefix=f".{target.name[:40]}.staged-", dir=_stage_parent(target)))
    try:
        # A folder of its own in it has the permissions that the user gives to new folders; `mkdtemp` is for its owner.
        (stage / "new").mkdir()
        yield stage
    except RollbackError:
        raise  # What is in the stage may be the only copy of a person's files.
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    else:
        shutil.rmtree(stage, ignore_errors=True)


def _stage_parent(target: Path) -> Path:
    """A folder on the target's file system, so that a rename suffices; the target itself where it is a mount point."""
    parent = target.parent
    if not target.exists():
        return parent
    same_system = parent.stat().st_dev == target.stat().st_dev
    return parent if same_system and os.access(parent, os.W_OK | os.X_OK) else target


def _write_contents(contents: Mapping[PurePosixPath, bytes], folder: Path) -> None:
    for path, content in contents.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def _copy_originals(changes: Changes, target: Path, stage: Path) -> None:
    for path in (*changes.contents, *changes.removals):
        original, copy = target / path, stage / "old" / path
        if not os.path.lexists(original):
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(original, copy, follow_symlinks=False)
        if path in changes.contents and not original.is_symlink():
            shutil.copymode(original, stage / "new" / path)


def _commit(changes: Changes, target: Path, stage: Path) -> None:
    begun: list[PurePosixPath] = []
    folders: list[Path] = []
    try:
        for path in changes.contents:
            _make_parents(target / path, folders)
            begun.append(path)
            os.replace(stage / "new" / path, target / path)
        for path in changes.removals:
            begun.append(path)
            (target / path).unlink()
    except BaseException as error:
        _roll_back(begun, target, stage, cause=error)
        _remove_empty(reversed(folders))
        raise
    for path in changes.removals:
        _remove_empty(parent for parent in (target / path).parents if target in parent.parents)


def _make_parents(place: Path, made: list[Path]) -> None:
    missing = [parent for parent in place.parents if not parent.exists()]
    for parent in reversed(missing):
        made.append(parent)
        parent.mkdir()


def _roll_back(begun: list[PurePosixPath], target: Path, stage: Path, *, cause: BaseException) -> None:
    lost: list[str] = []
    for path in reversed(begun):
        try:
            _put_back(target / path, stage / "old" / path)
        except (OSError, KeyboardInterrupt):
            lost.append(str(path))
    if lost:
        raise RollbackError(
            f"writing failed ({cause}), and these files could not be put back: {', '.join(sorted(lost))}",
            location=Location(target),
            way_out=f"They are unharmed in {stage / 'old'}: copy them from there.",
        ) from cause


def _put_back(place: Path, copy: Path) -> None:
    """Undo one change, whether or not it got as far as being made."""
    if not os.path.lexists(copy):
        place.unlink(missing_ok=True)
        return
    try:
        os.replace(copy, place)
    except OSError:
        shutil.copy2(copy, place, follow_symlinks=False)


def _remove_empty(folders: Iterator[Path]) -> None:
    for folder in folders:
        with suppress(OSError):
            folder.rmdir()
