"""Ruff beside our own rules: run once over everything, its findings in our coordinates."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from nb2prod.finding import Location, UsageError
from nb2prod.lint.model import CellStart
from nb2prod.rules.model import Finding, Severity

_DONE = (0, 1)
_WRONG_USAGE = 2
_LINE_END = "\n"
_STACK = str(64 * 1024 * 1024)


@dataclass(frozen=True, slots=True)
class RuffRun:
    """Ruff, running.

    Attributes:
        process: The process.
        output: Where it writes to: a file, since nobody reads a pipe while our own rules are asked.
        errors: Where it complains.
    """

    process: subprocess.Popen[bytes]
    output: IO[bytes]
    errors: IO[bytes]

    def entries(self) -> tuple[Mapping[str, list[Mapping[str, Any]]], str]:
        """Wait for it.

        Returns:
            What it found by absolute path, and what it failed with; nothing where it didn't.

        Raises:
            UsageError: It was started wrongly, mostly by its configuration.
        """
        import json

        code = self.process.wait()
        texts = [_content(self.output), _content(self.errors)]
        if code == _WRONG_USAGE:
            raise UsageError(texts[1].strip(), way_out="Correct that, or leave ruff out: --no-ruff")
        if code not in _DONE:
            return {}, f"exit code {code}: {texts[1].strip().rpartition(_LINE_END)[2]}"
        found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for entry in json.loads(texts[0] or "[]"):
            found[entry["filename"]].append(entry)
        return found, ""


def _content(file: IO[bytes]) -> str:
    with file:
        file.seek(0)
        return file.read().decode(errors="replace")


def start_ruff(paths: Sequence[Path], options: Sequence[str] = (), content: bytes | None = None) -> RuffRun:
    """Start ruff over files and folders; its own configuration holds.

    Args:
        paths: What it is to check.
        options: Further options.
        content: What the one path holds, where it doesn't come from the disk.

    Returns:
        The run, to be asked for what it found.

    Raises:
        UsageError: It is not installed.
    """
    from ruff import find_ruff_bin  # type: ignore[import-untyped]

    output, errors = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115 - closed when read
    what = ["--", *map(str, paths)] if content is None else ["--stdin-filename", str(paths[0]), "-"]
    try:
        command = [find_ruff_bin(), "check", "--output-format", "json", *options, *what]
        process = subprocess.Popen(command, stdin=_input(content), stdout=output, stderr=errors, env=_environment())
    except OSError as error:
        raise UsageError(f"ruff can't be run: {error}", way_out="Install ruff, or leave it out: --no-ruff") from error
    return RuffRun(process, output, errors)


def _input(content: bytes | None) -> IO[bytes] | int:
    if content is None:
        return subprocess.DEVNULL
    file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when nobody holds it any more
    file.write(content)
    file.seek(0)
    return file


def _environment() -> dict[str, str]:
    """Deeply nested code makes ruff overflow the stacks that its threads have by default."""
    return {"RUST_MIN_STACK": _STACK, **os.environ}


def ruff_finding(entry: Mapping[str, Any], path: Path, starts: Sequence[CellStart]) -> Finding:
    """Bring one of ruff's findings into our form.

    Args:
        entry: An element of its JSON.
        path: The file, as we name it.
        starts: Id and first physical line of each cell of a notebook; empty for a module.

    Returns:
        The finding.
    """
    begin, end, code = entry["location"], entry["end_location"], entry["code"] or "invalid-syntax"
    broken = code == "invalid-syntax"
    return Finding(
        code=code,
        name=entry.get("name") or code,
        severity=Severity.ERROR if broken else Severity.WARNING,
        location=_location(entry.get("cell"), begin["row"], begin["column"], path, starts),
        end_line=end["row"],
        end_column=end["column"],
        message=entry["message"],
        url=entry.get("url") or "",
        is_ours=False,
    )


def _location(cell: int | None, row: int, column: int, path: Path, starts: Sequence[CellStart]) -> Location:
    if cell is None or not 1 <= cell <= len(starts):
        return Location(path, cell, None, row, column, row if cell is None else None)
    identifier, first, _ = starts[cell - 1]
    return Location(path, cell, identifier, row, column, None if first is None else first + row - 1)
