"""What writing a project would change, to look at beforehand."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from nb2prod.render.model import Project
from nb2prod.render.pristine import read_record

_NOWHERE = "/dev/null"


def diff_project(project: Project, target: Path) -> str:
    """Compare a project with what is in a folder.

    Args:
        project: What would be written.
        target: Where to; it need not exist.

    Returns:
        A unified diff over all files that would change, in the order of their paths; empty where none would. Files of
        an earlier conversion that are no longer part of the project are shown as removed.
    """
    new = {file.path: file.text for file in project.files if file.data is None}
    gone = {path: None for path in read_record(target).hashes if path not in new and (target / path).is_file()}
    return "".join(_diff_file(target, path, text) for path, text in sorted((new | gone).items()))


def tree(project: Project) -> str:
    """Draw the files of a project.

    Args:
        project: What to draw.

    Returns:
        One line for each folder and file, folders first, below the project's name; ends with a newline.
    """
    root: _Folder = {}
    for file in project.files:
        folder = root
        for part in file.path.parts[:-1]:
            folder = folder.setdefault(part, {})
        folder.setdefault(file.path.name, {})
    return "\n".join([f"{project.name}/", *_branches(root)]) + "\n"


_Folder = dict[str, "_Folder"]


def _branches(folder: _Folder, indent: str = "") -> Iterator[str]:
    entries = sorted(folder.items(), key=lambda entry: (not entry[1], entry[0]))
    for position, (name, content) in enumerate(entries, start=1):
        is_last = position == len(entries)
        yield f"{indent}{'└── ' if is_last else '├── '}{name}{'/' if content else ''}"
        yield from _branches(content, indent + ("    " if is_last else "│   "))


def _diff_file(target: Path, path: PurePosixPath, new: str | None) -> str:
    place = target / path
    exists = place.is_file()
    try:
        old = place.read_bytes().decode("utf-8").replace("\r\n", "\n") if exists else ""
    except UnicodeDecodeError:
        return f"Binary file {path} differs\n"
    lines = difflib.unified_diff(
        _lines(old),
        _lines(new or ""),
        fromfile=f"a/{path}" if exists else _NOWHERE,
        tofile=f"b/{path}" if new is not None else _NOWHERE,
    )
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _lines(text: str) -> list[str]:
    # Not `splitlines`: a form feed or a line separator inside a string ends no line of a file.
    return re.findall(r"[^\n]*\n|[^\n]+", text)
