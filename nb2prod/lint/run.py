"""Linting files: many or one, and ruff beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
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
    from nb2prod.lint.fixes import Fixed
    from nb2prod.lint.one_file import Asking
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
    results = _results(files, settings)
    return _with_ruff([results[path] for path in files], ruff, settings)


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
    from nb2prod.lint.fixes import fix_file
    from nb2prod.lint.pool import Job, asking_for
    from nb2prod.lint.write_file import write_atomically

    stamp.cache_clear()
    files = list(find_files(paths, settings.exclude))
    asking = asking_for(Job(settings.selection, settings.config, settings.knowledge))
    fixed: list[Fixed] = []
    for path, result in _results(files, settings).items():
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
    from nb2prod.lint.add_noqa import with_noqa
    from nb2prod.lint.edits import CannotEditError
    from nb2prod.lint.write_file import write_atomically
    from nb2prod.notebook.bad_input import read_text

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
    from nb2prod.lint.one_file import lint_file

    return lint_file(path, asking, content)


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
    from nb2prod.lint.pool import Job, asking_for

    if is_excluded(path, settings.exclude):
        return LintResult(())
    ruff = _ruff([path], settings, content)
    job = Job(settings.selection, settings.config, settings.knowledge)
    result = _lint_content(path, asking_for(job), content)
    return _with_ruff([result], ruff, settings)


def _ruff(paths: Sequence[Path], settings: Settings, content: bytes | None = None) -> RuffRun | None:
    if settings.ruff is None:
        return None
    from nb2prod.lint.ruff import start_ruff

    excludes = [text for pattern in settings.exclude for text in ("--extend-exclude", pattern)]
    cache = [] if settings.cache else ["--no-cache"]
    return start_ruff(paths, [*settings.ruff, *excludes, *cache], content)


def _results(files: Sequence[Path], settings: Settings) -> Mapping[Path, FileResult]:
    """What our own rules say: what an earlier run said of files that are as they were, and what is found now."""
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
