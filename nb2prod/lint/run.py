"""Linting files: many or one, and ruff beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from nb2prod.knowledge.load import load_knowledge
from nb2prod.lint.files import find_files
from nb2prod.lint.locate import sort_key
from nb2prod.lint.model import FileResult, LintResult
from nb2prod.lint.one_file import lint_file
from nb2prod.rules.registry import Selection, rule_sources, selected_rules


@dataclass(frozen=True, slots=True)
class Settings:
    """How to lint.

    Attributes:
        selection: Which rules are wanted.
        exclude: Patterns of files and folders to pass over.
        knowledge: Tables about further libraries.
        ruff: Whether ruff runs, too.
    """

    selection: Selection = field(default_factory=Selection)
    exclude: tuple[str, ...] = ()
    knowledge: tuple[Path, ...] = ()
    ruff: bool = True


def lint(paths: Sequence[Path], settings: Settings = Settings()) -> LintResult:
    """Lint notebooks and modules.

    Args:
        paths: Files, and folders to look for them in.
        settings: How to lint.

    Returns:
        What was found, file by file.

    Raises:
        UsageError: A path is not there, or a plug-in is broken.
    """
    from nb2prod.lint.ruff import start_ruff

    ruff = start_ruff(paths) if settings.ruff else None
    files = list(find_files(paths, settings.exclude))
    rules = selected_rules(settings.selection, rule_sources())
    open_knowledge = cache(lambda: load_knowledge(settings.knowledge))
    results = [lint_file(path, rules, open_knowledge) for path in files]
    entries = ruff.entries() if ruff else {}
    return LintResult(tuple(_joined(result, entries.get(result.path.absolute(), ())) for result in results))


def _joined(file: FileResult, entries: Sequence[Mapping[str, Any]]) -> FileResult:
    """Put ruff's findings beside ours; a file that we can't read or pass over has none."""
    from nb2prod.lint.ruff import ruff_finding

    if not entries or file.skipped or file.trouble:
        return file
    covered = {(code, f.location.cell, f.location.line) for f in file.findings for code in f.covers}
    theirs = (ruff_finding(entry, file.path, file.starts) for entry in entries)
    new = [f for f in theirs if (f.code, f.location.cell, f.location.line) not in covered]
    return replace(file, findings=tuple(sorted((*file.findings, *new), key=sort_key)))
