"""What was written last time: by it, a file that a person edited is told from one that is still as generated.

`.nb2prod/manifest.json` has the hash of each file; `.nb2prod/pristine/HASH` has its text. Texts go by hash and have no
extension, so that no linter, formatter or test runner takes them for code of the project.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from nb2prod.render.model import RECORD_FOLDER, Project, check_path

CONVERSION_FILE = PurePosixPath("conversion.json")
MANIFEST = PurePosixPath(RECORD_FOLDER, "manifest.json")
PRISTINE_FOLDER = PurePosixPath(RECORD_FOLDER, "pristine")
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Record:
    """Hashes of what was written last time.

    Attributes:
        hashes: Hash of each file's text, by path.
    """

    hashes: Mapping[PurePosixPath, str] = field(default_factory=dict)


def hash_content(content: bytes) -> str:
    """Hash of a file's content, whichever way its lines end: a checkout may have changed that."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def is_ours(target: Path) -> bool:
    """Whether a folder holds the `conversion.json` of an earlier conversion.

    Args:
        target: An existing folder.

    Returns:
        Whether its `conversion.json` names a package, and either it or the manifest beside it is of our making.
    """
    conversion = _read_object(target / CONVERSION_FILE)
    if conversion is None or not isinstance(conversion.get("package"), str):
        return False
    return "nb2prod" in conversion or _read_manifest(target) is not None


def read_record(target: Path) -> Record:
    """Read what was written last time.

    Args:
        target: The project's folder.

    Returns:
        Its record; an empty one where there is none that can be read, so that each file then counts as a person's.
    """
    hashes: dict[PurePosixPath, str] = {}
    for name, digest in (_read_manifest(target) or {}).items():
        path = PurePosixPath(name)
        try:
            check_path(path)
        except ValueError:
            continue
        if isinstance(digest, str):
            hashes[path] = digest
    return Record(hashes)


def pristine_text(target: Path, path: PurePosixPath) -> str | None:
    """Text of a file as it was written last time, the base of a merge.

    Args:
        target: The project's folder.
        path: The file, relative to it.

    Returns:
        Its text, or `None` where it is not on record or the record was changed.
    """
    digest = read_record(target).hashes.get(path, "")
    if not digest.isalnum():
        return None
    try:
        content = (target / PRISTINE_FOLDER / digest).read_bytes()
        return content.decode("utf-8") if hash_content(content) == digest else None
    except (OSError, UnicodeDecodeError):
        return None


def record_files(project: Project, *, kept: Mapping[PurePosixPath, str | None]) -> dict[PurePosixPath, bytes]:
    """Files of the record that stands beside a project once it is written.

    Args:
        project: What is written.
        kept: Files that a person edited and that stay as they are, each with its hash on record. That hash stays: it
            is what the edits started from.

    Returns:
        Content of each file under `.nb2prod/`, by path.
    """
    contents = {file.path: file.content for file in project.files if file.path not in kept}
    digests = {path: hash_content(content) for path, content in contents.items()}
    on_record = digests | {path: digest for path, digest in kept.items() if digest}
    listed = {str(path): digest for path, digest in sorted(on_record.items())}
    manifest = json.dumps({"format": _FORMAT, "files": listed}, indent=2, ensure_ascii=False) + "\n"
    pristine = {PRISTINE_FOLDER / digests[path]: content for path, content in contents.items()}
    return {MANIFEST: manifest.encode("utf-8")} | pristine


def stale_pristine(target: Path, record: Record, *, wanted: frozenset[PurePosixPath]) -> tuple[PurePosixPath, ...]:
    """Texts on record that nothing refers to any more.

    Args:
        target: The project's folder.
        record: What was on record.
        wanted: Texts that are still referred to.

    Returns:
        Their paths, in order.
    """
    known = {PRISTINE_FOLDER / digest for digest in record.hashes.values() if digest.isalnum()}
    return tuple(sorted(path for path in known - wanted if (target / path).is_file()))


def _read_manifest(target: Path) -> dict[str, Any] | None:
    match _read_object(target / MANIFEST):
        case {"format": int(), "files": dict(files)}:
            return files
    return None


def _read_object(path: Path) -> dict[str, Any] | None:
    try:
        document = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    return document if isinstance(document, dict) else None
