"""A project that was rendered but not yet written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

RECORD_FOLDER = ".nb2prod"
_PROTECTED = frozenset({".git", RECORD_FOLDER})
# Windows gives these to devices, with any extension; a project that holds one can't be checked out there.
_DEVICE = re.compile(r"(?i)(con|prn|aux|nul|com[1-9]|lpt[1-9])(\..*)?")
_UNPORTABLE = re.compile(r'[\x00-\x1f<>:"|?*\\]|[. ]$')
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """One file of a project.

    Attributes:
        path: Where it stands, relative to the project's folder.
        text: Its content; lines end with a single newline character. Empty where the file is no text.
        keeps_edits: Whether it is a person's from the moment it is edited, as the notebook to explore in is: it is then
            kept, and doesn't stop the rest from being written.
        data: Content of a file that is no text.
        is_authors: Whether it is a module of the author's own: others may look up in it what it only imports.

    Raises:
        ValueError: The path is absolute, leaves the folder, or can't exist on every system.
    """

    path: PurePosixPath
    text: str
    keeps_edits: bool = False
    data: bytes | None = None
    is_authors: bool = False

    @property
    def content(self) -> bytes:
        """What is written."""
        return self.text.encode("utf-8") if self.data is None else self.data

    def __post_init__(self) -> None:
        """Refuse a path that could be written anywhere else than in the project."""
        check_path(self.path)


@dataclass(frozen=True, slots=True)
class Project:
    """All files of a generated project.

    Attributes:
        name: Name of the distribution.
        package: Import name.
        files: Its files, each path once.

    Raises:
        ValueError: Two files have the same path (in any case of letters), or one stands where another needs a folder.
    """

    name: str
    package: str
    files: tuple[ProjectFile, ...]

    def __post_init__(self) -> None:
        """Refuse files that would overwrite each other."""
        seen: set[str] = set()
        for file in self.files:
            key = str(file.path).casefold()
            if key in seen:
                raise ValueError(f"{file.path} stands twice in the project")
            seen.add(key)
        for file in self.files:
            for parent in file.path.parents:
                if str(parent).casefold() in seen:
                    raise ValueError(f"{parent} is a file, so {file.path} can't stand in it")


def check_path(path: PurePosixPath) -> None:
    """Check that a path stays in its project and can exist on every system.

    Args:
        path: A path relative to the project's folder.

    Raises:
        ValueError: It is empty, absolute, leaves the folder, touches a folder that is not the project's to write, or
            has a part that some system doesn't allow.
    """
    if not path.parts or path.is_absolute():
        raise ValueError(f"{str(path)!r} is no path relative to the project")
    for part in path.parts:
        if part == ".." or _UNPORTABLE.search(part) or _DEVICE.fullmatch(part):
            raise ValueError(f"{str(path)!r} has a part that can't be written: {part!r}")
        if len(part.encode("utf-8", "surrogatepass")) > _LONGEST_NAME:
            raise ValueError(f"{str(path)!r} has a part that is too long")
    if path.parts[0].casefold() in _PROTECTED:
        raise ValueError(f"{str(path)!r} is not the project's to write")
