"""Linting files: many or one, and ruff beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nb2prod.lint.encode import decode
from nb2prod.lint.files import find_files
from nb2prod.lint.locate import sort_key
from nb2prod.lint.model import FileResult, LintResult
from nb2prod.rules.registry import Selection, rule_sources

if TYPE_CHECKING:
    from nb2prod.lint.cache import Cache


@dataclass(frozen=True, slots=True)
class Settings:
    """How to lint.

    Attributes:
        selection: Which rules are wanted.
        exclude: Patterns of files and folders to pass over.
        knowledge: Tables about further libraries.
        ruff: Whether ruff runs, too.
        cache: Folder where results are kept; `None` to keep none.
    """

    selection: Selection = field(default_factory=Selection)
    exclude: tuple[str, ...] = ()
    knowledge: tuple[Path, ...] = ()
    ruff: bool = True
    cache: Path | None = None


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
    ruff = None
    if settings.ruff:
        from nb2prod.lint.ruff import start_ruff

        ruff = start_ruff(paths, () if settings.cache else ("--no-cache",))
    files = list(find_files(paths, settings.exclude))
    results = _results(files, settings)
    entries = ruff.entries() if ruff else {}
    return LintResult(tuple(_joined(results[path], entries.get(str(path.absolute()), ())) for path in files))


def _results(files: Sequence[Path], settings: Settings) -> Mapping[Path, FileResult]:
    """What our own rules say: what an earlier run said of files that are as they were, and what is found now."""
    cache = _cache(settings)
    kept = cache.find(files) if cache else {}
    results = {path: decode(text, path) for path, text in kept.items()}
    if new := [path for path in files if path not in kept]:
        from nb2prod.lint.pool import Job, lint_all

        texts = dict(lint_all(new, Job(settings.selection, settings.knowledge)))
        results |= {path: decode(text, path) for path, text in texts.items()}
        if cache:
            cache.keep((results[path], text) for path, text in texts.items() if not results[path].crashes)
    return results


def _cache(settings: Settings) -> Cache | None:
    if settings.cache is None:
        return None
    from nb2prod.lint.cache import Cache
    from nb2prod.lint.stamps import settings_digest

    foreign = [source for source in rule_sources() if source.origin]
    return Cache(settings.cache, settings_digest(settings.selection, foreign, files=settings.knowledge))


def _joined(file: FileResult, entries: Sequence[Mapping[str, Any]]) -> FileResult:
    """Put ruff's findings beside ours; a file that we can't read or pass over has none."""
    from nb2prod.lint.ruff import ruff_finding

    if not entries or file.skipped or file.trouble:
        return file
    covered = {(code, f.location.cell, f.location.line) for f in file.findings for code in f.covers}
    theirs = (ruff_finding(entry, file.path, file.starts) for entry in entries)
    new = [f for f in theirs if (f.code, f.location.cell, f.location.line) not in covered]
    return replace(file, findings=tuple(sorted((*file.findings, *new), key=sort_key)))
