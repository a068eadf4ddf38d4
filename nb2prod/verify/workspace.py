"""A copy of what a notebook may read and write, so that a run changes nothing of the user's."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from nb2prod.finding import Location, UsageError
from nb2prod.notebook.model import CellKind, Notebook

_UPWARDS = re.compile(r"(?<![\w.])(?:\.\./?)+")
_LEFT_OUT = frozenset({".git", ".hg", "node_modules", "__pycache__", ".ipynb_checkpoints", ".mypy_cache"})
LARGEST = 20 * 1024**3
_FICLONE = 0x40049409


@dataclass(frozen=True, slots=True)
class Origin:
    """What is copied.

    Attributes:
        root: Folder that is copied.
        folder: The notebook's folder in it, relative to the root.
        left_out: Folders that are not copied: the project itself.
        size: Its bytes.
        hidden: Folders in it that are not copied, relative to the root.
        leads_out: Whether a link in it leads to something that is not in it.
    """

    root: Path
    folder: Path
    left_out: frozenset[Path] = frozenset()
    size: int = 0
    hidden: tuple[Path, ...] = ()
    leads_out: bool = False


def find_origin(notebook: Notebook, project: Path) -> Origin:
    """Find what a notebook may touch: its folder, and as many folders above as its code says `../`.

    Args:
        notebook: The notebook.
        project: The project, which is left out where it lies inside.

    Returns:
        What to copy.

    Raises:
        UsageError: It is too large to be copied.
    """
    folder = notebook.path.resolve().parent
    code = [cell.source for cell in notebook.cells if cell.kind is CellKind.CODE]
    levels = max((found.count("..") for text in code for found in _UPWARDS.findall(text)), default=0)
    # Never a whole disk or everybody's homes.
    above = [folder, *(p for p in folder.parents if len(p.parts) > 2 and p != Path.home())]  # noqa: PLR2004
    root = above[min(levels, len(above) - 1)]
    origin = _surveyed(Origin(root, folder.relative_to(root), frozenset({project.resolve()} - {folder})))
    if origin.size > LARGEST:
        raise UsageError(
            "the notebook's folder is too large to be copied",
            location=Location(root),
            way_out="Put the notebook and the data that it reads into a folder of their own.",
        )
    return origin


def copy_origin(origin: Origin, target: Path) -> None:
    """Copy it to a folder, which is emptied before.

    Args:
        origin: What to copy.
        target: Where to; a clone that takes no room where the file system can do that.

    Raises:
        UsageError: It can't be read as a whole.
    """
    shutil.rmtree(target, ignore_errors=True)
    try:
        shutil.copytree(
            origin.root,
            target,
            ignore=lambda place, names: _ignored(origin, place, names),
            copy_function=copy_file,
            ignore_dangling_symlinks=True,
        )
    except shutil.Error as error:
        (source, _, reason), *_ = error.args[0]
        raise UsageError(
            f"the notebook's folder can't be copied: {reason}",
            location=Location(Path(source)),
            way_out="Check its permissions, or put the notebook and its data into a folder of their own.",
        ) from error


def _ignored(origin: Origin, place: str, names: Iterable[str]) -> set[str]:
    return {name for name in names if _is_left_out(origin, Path(place, name))}


def _is_left_out(origin: Origin, path: Path) -> bool:
    if path.name in _LEFT_OUT or path in origin.left_out or (path / "pyvenv.cfg").is_file():
        return True
    # Sockets, pipes and devices can't be copied, and a link that leads upwards would never end.
    if path.is_symlink() and path.is_dir() and origin.root.is_relative_to(path.resolve()):
        return True
    return not path.is_dir() and path.exists() and not path.is_file()


def copy_file(source: str, target: str) -> str:
    """Copy a file, as a clone if possible; one that may not be read is left out.

    Args:
        source: The file.
        target: Its copy, which may be written to.

    Returns:
        The copy.
    """
    try:
        if not _cloned(source, target):
            shutil.copyfile(source, target)
        shutil.copystat(source, target)
        Path(target).chmod(Path(target).stat().st_mode | 0o200)
    except PermissionError:
        return target
    return target


def _cloned(source: str, target: str) -> bool:
    try:
        import fcntl
    except ImportError:
        return False
    with Path(source).open("rb") as reading, Path(target).open("wb") as writing:
        try:
            fcntl.ioctl(writing.fileno(), _FICLONE, reading.fileno())
        except OSError:
            return False
    return True


def _surveyed(origin: Origin) -> Origin:
    total, hidden, leads_out = 0, [], False
    for place, folders, names in os.walk(origin.root):
        left_out = [name for name in folders if _is_left_out(origin, Path(place, name))]
        hidden += [Path(place, name).relative_to(origin.root) for name in left_out]
        folders[:] = [name for name in folders if name not in left_out]
        leads_out |= any(_leads_out(origin.root, Path(place, name)) for name in [*folders, *names])
        for name in names:
            path = Path(place, name)
            total += path.stat().st_size if path.is_file() else 0
        if total > LARGEST:
            break
    return replace(origin, size=total, hidden=tuple(hidden), leads_out=leads_out)


def _leads_out(root: Path, path: Path) -> bool:
    """Whether something is a link to elsewhere; one that names its target from the top does so seen from a copy."""
    return path.is_symlink() and (path.readlink().is_absolute() or not path.resolve().is_relative_to(root))
