"""What a file, or our own code, is known by again."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

FOLDER = ".nb2prod_cache"
"""Where results are kept, unless it is said otherwise."""


@cache
def stamp(path: str) -> str:
    """A text that changes when a file is written; empty where there is none. A run begins by forgetting them."""
    try:
        found = os.stat(path)  # noqa: PTH116 - thousands of files: paths as objects cost more
    except (OSError, ValueError):
        return ""
    return f"{found.st_mtime_ns}-{found.st_ctime_ns}-{found.st_size}-{found.st_ino}"


def digest_of_file(path: Path) -> str:
    """A hash of what a file holds; empty where it can't be read."""
    try:
        return digest(path.read_bytes())
    except (OSError, ValueError):
        return ""


def digest(content: bytes) -> str:
    """A hash of some bytes."""
    return hashlib.sha256(content).hexdigest()  # processors have instructions for it


def settings_digest(*settings: object, files: Iterable[Path] = ()) -> str:
    """What results depend on besides the linted file: settings, files that they name, and our own code.

    Args:
        settings: Values whose `repr` says all that counts.
        files: Files that they name.

    Returns:
        A hash.
    """
    parts = [repr(settings), sys.version, *map(digest_of_file, files), *_own_code()]
    return digest("\0".join(parts).encode("utf-8", "surrogateescape"))


def _own_code() -> Iterator[str]:
    """Of an installed package the version would do; of one that is being worked on, each file counts."""
    import nb2prod

    yield nb2prod.__version__
    folders = [os.path.dirname(nb2prod.__file__)]  # noqa: PTH120 - hundreds of files: paths as objects cost more
    for folder in folders:
        with os.scandir(folder) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.name.endswith((".py", ".toml")):
                    found = entry.stat()
                    yield f"{entry.path}:{found.st_mtime_ns}:{found.st_size}"
                elif entry.name != "__pycache__" and entry.is_dir():
                    folders.append(entry.path)
