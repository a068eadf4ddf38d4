"""Linting files: many or one, and ruff beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nb2prod.config import LintConfig
from nb2prod.lint.encode import decode
from nb2prod.lint.files import codes_ignored_for, find_files, is_excluded
from nb2prod.lint.locate import sort_key
from nb2prod.lint.model import Crash, FileResult, LintResult
from nb2prod.lint.stamps import settings_digest, stamp
from nb2prod.rules.model import Finding
from nb2prod.rules.registry import Selection, rule_sources

if TYPE_CHECKING:
    from nb2prod.lint.cache import Cache
    from nb2prod.lint.ruff import RuffRun


@dataclass(frozen=True, slots=True)
class Settings:
    """How to lint.

    Attributes:
        selection: Which rules are wanted.
        config: What is set about linting.
        exclude: Patterns of files and folders to pass over.
        knowledge: Tables about further libraries.
        ruff: Options for ruff; `None` where it doesn't run.
        cache: Folder where results are kept; `None` to keep none.
    """

    selection: Selection = field(default_factory=Selection)
    config: LintConfig = field(default_factory=LintConfig)
    exclude: tuple[str, ...] = ()
    knowledge: tuple[Path, ...] = ()
    ruff: tuple[str, ...] | None = ()
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
    stamp.cache_clear()
    ruff = _ruff(paths, settings)
    files = list(find_files(paths, settings.exclude))
    results = results_of(files, settings)
    return _with_ruff([results[path] for path in files], ruff, settings)


def lint_text(content: bytes, path: Path, settings: Settings) -> LintResult:
    """Lint what stands in no file, such as the buffer of an editor.

    Args:
        content: The notebook or module.
        path: Where it belongs.
        settings: How to lint.

    Returns:
        What was found.

    Raises:
        UsageError: A plug-in is broken.
    """
    from nb2prod.lint.one_file import lint_file
    from nb2prod.lint.pool import Job, asking_for

    if is_excluded(path, settings.exclude):
        return LintResult(())
    ruff = _ruff([path], settings, content)
    job = Job(settings.selection, settings.config, settings.knowledge)
    result = lint_file(path, asking_for(job), content)
    return _with_ruff([result], ruff, settings)


def _ruff(paths: Sequence[Path], settings: Settings, content: bytes | None = None) -> RuffRun | None:
    if settings.ruff is None:
        return None
    from nb2prod.lint.ruff import start_ruff

    excludes = [text for pattern in settings.exclude for text in ("--extend-exclude", pattern)]
    cache = [] if settings.cache else ["--no-cache"]
    return start_ruff(paths, [*settings.ruff, *excludes, *cache], content)


def results_of(files: Sequence[Path], settings: Settings) -> Mapping[Path, FileResult]:
    """Ask our own rules about files.

    Args:
        files: The files.
        settings: How to lint.

    Returns:
        What an earlier run said of files that are as they were, and what is found now.
    """
    cache = _cache(settings)
    kept = cache.find(files) if cache else {}
    results = {path: decode(text, path) for path, text in kept.items()}
    if new := [path for path in files if path not in kept]:
        from nb2prod.lint.pool import Job, lint_all

        texts = dict(lint_all(new, Job(settings.selection, settings.config, settings.knowledge)))
        results |= {path: decode(text, path) for path, text in texts.items()}
        if cache:
            cache.keep((results[path], text) for path, text in texts.items() if not results[path].crashes)
    return results


def _cache(settings: Settings) -> Cache | None:
    if settings.cache is None:
        return None
    from nb2prod.lint.cache import Cache

    foreign = [source for source in rule_sources() if source.origin]
    return Cache(
        settings.cache, settings_digest(settings.selection, settings.config, foreign, files=settings.knowledge)
    )


def _with_ruff(files: Sequence[FileResult], ruff: RuffRun | None, settings: Settings) -> LintResult:
    if ruff is None:
        return LintResult(tuple(files))
    entries, failure = ruff.entries()
    crashes = (Crash("ruff", Path(), failure),) if failure else ()
    return LintResult(tuple(_joined(file, entries, settings.config) for file in files), crashes)


def _joined(file: FileResult, found: Mapping[str, Sequence[Mapping[str, Any]]], config: LintConfig) -> FileResult:
    """Put ruff's findings beside ours; a file that we can't read or pass over has none."""
    from nb2prod.lint.ruff import ruff_finding

    entries = found.get(str(file.path.absolute()), ())
    if not entries or file.skipped or file.trouble:
        return file
    covered = {(code, f.location.cell, f.location.line) for f in file.findings for code in f.covers}
    ignored = codes_ignored_for(file.path, config.per_file_ignores)
    theirs = (ruff_finding(entry, file.path, file.starts) for entry in entries)
    new = [f for f in theirs if (f.code, f.location.cell, f.location.line) not in covered]
    if ignored or file.silenced:
        new = [f for f in new if not f.code.startswith(ignored) and not _is_silenced(f, file)]
    return replace(file, findings=tuple(sorted((*file.findings, *new), key=sort_key)))


def _is_silenced(finding: Finding, file: FileResult) -> bool:
    where = finding.location.cell
    return any(cell in (None, where) and (not codes or finding.code.startswith(codes)) for cell, codes in file.silenced)
