"""Running a checker: once, over all modules, in a folder of its own, with a limit of time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from nb2prod.checker.programs import PROGRAMS, Answer

LIMIT = 300.0
"""Seconds for all notebooks together."""

_FOUND_SOMETHING = (0, 1)


class CheckerError(Exception):
    """A checker that can't be asked; the message says why."""


def run_checker(name: str, python: Path, modules: Mapping[str, str], folders: Sequence[Path]) -> list[Answer]:
    """Ask a checker.

    Args:
        name: The checker.
        python: Interpreter of the environment where the libraries are.
        modules: Name and source of each module.
        folders: Where the user's own modules are.

    Returns:
        What it revealed.

    Raises:
        CheckerError: It isn't installed, fails, or takes too long.
    """
    program = PROGRAMS[name]
    command, *arguments = program.command(python.absolute(), folders)
    path = shutil.which(command, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")]))
    if path is None:
        raise CheckerError(f"{name} is not installed (pip install 'nb2prod[types]')")
    with tempfile.TemporaryDirectory(prefix="nb2prod-types-") as folder:
        for file, text in modules.items():
            Path(folder, file).write_text(text, encoding="utf-8")
        output = _output([path, *arguments, *modules], folder, name)
    try:
        return program.answers(output)
    except (ValueError, KeyError, TypeError) as error:
        raise CheckerError(f"the answer of {name} can't be read: {type(error).__name__}") from error


def _output(command: list[str], folder: str, name: str) -> str:
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=LIMIT,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired as error:
        raise CheckerError(f"{name} took longer than {LIMIT:.0f} seconds") from error
    except OSError as error:
        raise CheckerError(f"{name} can't be run: {error.strerror}") from error
    if done.returncode not in _FOUND_SOMETHING:
        reason = (done.stderr.strip() or done.stdout.strip()).partition("\n")[0][:200]
        raise CheckerError(f"{name} failed: {reason}")
    return done.stdout
