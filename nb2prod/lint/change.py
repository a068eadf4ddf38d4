"""Changing files by what was found: fixes, and suppressions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from nb2prod.lint.add_noqa import with_noqa
from nb2prod.lint.edits import CannotEditError
from nb2prod.lint.files import find_files
from nb2prod.lint.fixes import Fixed, fix_file
from nb2prod.lint.model import FileResult, LintResult
from nb2prod.lint.one_file import Asking, lint_file
from nb2prod.lint.pool import Job, asking_for
from nb2prod.lint.run import Settings, results_of
from nb2prod.lint.stamps import stamp
from nb2prod.lint.write_file import write_atomically
from nb2prod.notebook.bad_input import read_text


def fix(paths: Sequence[Path], settings: Settings, *, unsafe: bool = False, write: bool = True) -> list[Fixed]:
    """Fix what our rules find and can fix; ruff's findings are ruff's to fix.

    Args:
        paths: Files, and folders to look for them in.
        settings: How to lint.
        unsafe: Whether to apply fixes that change what a notebook does.
        write: Whether the files are written.

    Returns:
        What was fixed, or would be, of each file that has something to fix.

    Raises:
        UsageError: A path is not there, or a plug-in is broken.
        OSError: A file can't be written; it is as it was.
    """
    stamp.cache_clear()
    files = list(find_files(paths, settings.exclude))
    asking = asking_for(Job(settings.selection, settings.config, settings.knowledge))
    fixed: list[Fixed] = []
    for path, result in results_of(files, settings).items():
        if any(finding.fix for finding in result.findings):
            done = fix_file(path, partial(_lint_content, path, asking), unsafe=unsafe)
            fixed += [done] if done else []
            if done and write and done.after != done.before:
                write_atomically(path, done.after.encode())
    return fixed


def add_noqa(result: LintResult) -> tuple[int, list[tuple[Path, str]]]:
    """Suppress findings in the notebooks and modules themselves.

    Args:
        result: What was found.

    Returns:
        How many findings are suppressed now, and the files that couldn't be changed, with the reason.

    Raises:
        OSError: A file can't be written; it is as it was.
    """
    done, failed = 0, []
    for file in result.files:
        if file.findings:
            try:
                new = with_noqa(file.path, read_text(file.path), file.findings)
            except CannotEditError as error:
                failed.append((file.path, str(error)))
            else:
                write_atomically(file.path, new.encode())
                done += len(file.findings)
    return done, failed


def _lint_content(path: Path, asking: Asking, content: bytes) -> FileResult:
    return lint_file(path, asking, content)
