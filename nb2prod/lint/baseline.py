"""Findings that are known and not told again: a file of fingerprints, which only ever gets shorter by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from nb2prod.finding import Location, UsageError
from nb2prod.lint.fingerprints import fingerprints, relative_path
from nb2prod.lint.model import FileResult, LintResult
from nb2prod.lint.write_file import write_atomically

DEFAULT = Path(".nb2prod-baseline.json")
_SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that is known.

    Attributes:
        path: Its file, relative to the folder of the baseline.
        code: Code of its rule.
        message: What was said when it was put down, for those who read the file.
    """

    path: str
    code: str
    message: str


def read_baseline(file: Path) -> Mapping[str, Known]:
    """Read a baseline.

    Args:
        file: The file.

    Returns:
        What is known, by fingerprint.

    Raises:
        UsageError: It isn't there, or isn't a baseline.
    """
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["schema"] != _SCHEMA:
            raise _error(file, "it was written by another version of nb2prod")
        return {e["fingerprint"]: Known(e["path"], e["code"], e["message"]) for e in content["findings"]}
    except FileNotFoundError as error:
        raise _error(file, "there is no such baseline") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _error(file, f"it is no baseline: {error}") from error


def _error(file: Path, message: str) -> UsageError:
    return UsageError(message, location=Location(file), way_out="Write it: nb2prod lint --write-baseline")


def write_baseline(result: LintResult, file: Path) -> int:
    """Put down all findings.

    Args:
        result: What was found.
        file: The baseline.

    Returns:
        How many they are.

    Raises:
        OSError: It can't be written.
    """
    root = file.absolute().parent
    known = {
        name: Known(relative_path(one.path, root), finding.code, finding.message)
        for one in result.files
        for name, finding in zip(fingerprints(one, root), one.findings, strict=True)
    }
    _write(known, file)
    return len(known)


def _write(known: Mapping[str, Known], file: Path) -> None:
    ordered = sorted(known.items(), key=lambda item: (item[1].path, item[1].code, item[0]))
    # A line a finding, so that two branches which both shorten it can be merged.
    lines = ",\n".join(
        "  " + json.dumps({"path": k.path, "code": k.code, "fingerprint": name, "message": k.message})
        for name, k in ordered
    )
    body = f"[\n{lines}\n ]" if lines else "[]"
    write_atomically(file, f'{{\n "schema": {_SCHEMA},\n "findings": {body}\n}}\n'.encode())


def without_known(result: LintResult, known: Mapping[str, Known], root: Path) -> tuple[LintResult, frozenset[str]]:
    """Leave out what is known.

    Args:
        result: What was found.
        known: The baseline.
        root: Its folder.

    Returns:
        What is new, and the fingerprints that were found again.
    """
    met: set[str] = set()
    files = []
    for file in result.files:
        names = fingerprints(file, root)
        met |= known.keys() & set(names)
        new = tuple(f for f, name in zip(file.findings, names, strict=True) if name not in known)
        files.append(replace(file, findings=new))
    total = sum(len(file.findings) for file in result.files) - sum(len(file.findings) for file in files)
    return replace(result, files=tuple(files), known=total), frozenset(met)


def shrink(
    file: Path,
    known: Mapping[str, Known],
    met: frozenset[str],
    examined: Iterable[FileResult],
    asked: Callable[[str], bool],
) -> int:
    """Take out of a baseline what is mended: what was looked for and not found again, and files that are gone.

    Args:
        file: The baseline.
        known: What it holds.
        met: What was found again.
        examined: Files that were linted.
        asked: Tells whether findings of a code were looked for.

    Returns:
        How many findings were taken out.

    Raises:
        OSError: It can't be written.
    """
    root = file.absolute().parent
    seen = {relative_path(one.path, root) for one in examined if not (one.trouble or one.skipped or one.crashes)}
    kept = {
        name: entry
        for name, entry in known.items()
        if name in met or not ((entry.path in seen and asked(entry.code)) or not (root / entry.path).exists())
    }
    if len(kept) < len(known):
        _write(kept, file)
    return len(known) - len(kept)
