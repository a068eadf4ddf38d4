"""From a folder, a notebook or a module to what it holds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from nb2prod.collector import collector_paused
from nb2prod.finding import Location, UnreadableInputError
from nb2prod.repository.automation import invocations_of
from nb2prod.repository.code import NotReadableError, read_python
from nb2prod.repository.collected import collected_tests
from nb2prod.repository.files import own_files, read_text
from nb2prod.repository.model import PythonFile, Repository


@collector_paused()
def read_repository(path: Path | str) -> Repository:
    """Read a repository without running any of it.

    Args:
        path: A folder; or a notebook or module, which is then all that there is.

    Returns:
        What it holds.

    Raises:
        UnreadableInputError: There is no such file or folder, or it holds no file.
    """
    target = Path(path)
    if not target.exists():
        raise UnreadableInputError("no such file or folder", location=Location(target), way_out="Check the path.")
    root, files = (target.parent, (target.name,)) if target.is_file() else (target, own_files(target))
    if not files:
        raise UnreadableInputError("there is no file to read", location=Location(target), way_out="Name a repository.")
    texts = {name: text for name in files if (text := read_text(root, name)) is not None}
    python, unreadable = _python(root, files, texts)
    if target.is_file() and not python:
        reason = unreadable.get(target.name, "it is neither a notebook nor a module")
        raise UnreadableInputError(reason, location=Location(target), way_out="Name a notebook, a module or a folder.")
    invocations = invocations_of(texts)
    return Repository(
        root=root,
        files=files,
        texts=MappingProxyType(texts),
        python=python,
        unreadable=MappingProxyType(unreadable),
        invocations=invocations,
        tests=collected_tests(python, texts, invocations),
    )


def _python(
    root: Path, files: tuple[str, ...], texts: Mapping[str, str]
) -> tuple[tuple[PythonFile, ...], dict[str, str]]:
    read: list[PythonFile] = []
    unreadable: dict[str, str] = {}
    for name in files:
        if name.endswith(".ipynb") or (name.endswith(".py") and name in texts):
            try:
                read.append(read_python(root, name, texts.get(name)))
            except NotReadableError as error:
                unreadable[name] = str(error)
    return tuple(read), unreadable
