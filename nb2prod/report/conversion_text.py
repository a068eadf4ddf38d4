"""What a conversion made, for people: where it is, what became of the statements, and what to type next."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from nb2prod.plan.model import DispositionKind
from nb2prod.render.difference import tree
from nb2prod.render.project import notebook_folder, total_dispositions
from nb2prod.render.record import functions_of
from nb2prod.render.test_files import count_tests
from nb2prod.report.conversion_json import FATES, notes_of
from nb2prod.report.left_out import IN_WORDS, find_remarks, remark_lines
from nb2prod.report.model import Converted, View
from nb2prod.report.recording_text import recording_lines
from nb2prod.report.verification_text import verdict_lines
from nb2prod.report.wording import counted, harmless, listed
from nb2prod.verify.model import Verdict

_SHOWN_NOTES = 8
_FATES_IN_WORDS = {
    "created": "new",
    "updated": "updated",
    "unchanged": "unchanged",
    "kept": "kept, since they were edited",
    "removed": "removed",
}


def write(values: Iterable[Converted], view: View) -> Iterator[str]:
    """Write a block for each conversion."""
    yield from (conversion_text(value, view) for value in values)


def conversion_text(converted: Converted, view: View) -> str:
    """Sum a conversion up; of a dry run show the files and the difference first.

    Args:
        converted: What was made.
        view: How it is to look; verbose leaves nothing out.

    Returns:
        Lines for a terminal.
    """
    lines = [*_tried(converted, view), *_head(converted, view), *_statements(converted, view)]
    lines += [*_remarks(converted, view), *_notes(converted, view), *_to_decide(converted, view)]
    lines += [*_verified(converted, view), *_recorded(converted, view), *_next(converted, view)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _tried(converted: Converted, view: View) -> Iterator[str]:
    if not converted.dry_run:
        return
    is_fresh = not converted.output.exists()
    if converted.diff and (view.verbose or not is_fresh):
        yield from (_diff_line(line, view) for line in converted.diff.rstrip("\n").split("\n"))
        yield ""
    yield from tree(converted.project).rstrip("\n").split("\n")
    if is_fresh and not view.verbose:
        yield view.paint("faint", "nothing is there yet, so every file is new; -v shows their text")
    yield ""


def _diff_line(line: str, view: View) -> str:
    kinds = {"+++": "title", "---": "title", "@@ ": "hunk"}
    kind = kinds.get(line[:3]) or {"+": "added", "-": "removed"}.get(line[:1], "")
    return view.paint(kind, harmless(line))


def _head(converted: Converted, view: View) -> Iterator[str]:
    request = converted.request
    verb = "Would write" if converted.dry_run else "Wrote"
    where = view.paint("title", harmless(str(converted.output)))
    notebooks = listed(harmless(part.analysis.notebook.path.name) for part in request.parts)
    yield f"{verb} {where} (package `{request.package}`) from {notebooks}"
    if converted.refusal:
        yield view.paint("bad", f"but it would be refused: {harmless(converted.refusal)}")
    elif converted.written is not None:
        groups = [(fate, getattr(converted.written, fate)) for fate in FATES]
        yield f"  files: {listed(f'{len(paths)} {_FATES_IN_WORDS[fate]}' for fate, paths in groups if paths) or 'none'}"
        yield from (f"  {_FATES_IN_WORDS[fate]}: {_paths(paths)}" for fate, paths in groups[3:] if paths)
    real, stubs = count_tests(converted.project.files)
    yield f"  tests: {real} that run, {stubs} that wait until something is supplied"


def _paths(paths: tuple[PurePosixPath, ...]) -> str:
    return listed(harmless(str(path)) for path in paths)


def _statements(converted: Converted, view: View) -> Iterator[str]:
    counts = total_dispositions(converted.request.parts)
    functions = sum(len(functions_of(part.plan)) for part in converted.request.parts)
    yield view.paint("title", f"{counted(sum(counts.values()), 'statement')} in {counted(functions, 'function')}")
    width = len(str(max(counts.values(), default=0)))
    for kind in DispositionKind:
        if counts[kind.value]:
            yield f"  {counts[kind.value]:>{width}} {IN_WORDS[kind]}"


def _remarks(converted: Converted, view: View) -> Iterator[str]:
    parts = converted.request.parts
    for part in parts:
        if remarks := find_remarks(part.analysis, part.plan):
            of_which = f" of {harmless(str(part.analysis.notebook.path))}" if len(parts) > 1 else ""
            yield view.paint("title", f"not in a function{of_which}")
            yield from remark_lines(remarks, view)


def _notes(converted: Converted, view: View) -> Iterator[str]:
    notes = [*notes_of(converted), *converted.request.dependencies.notes]
    if not notes:
        return
    shown = notes if view.verbose else notes[:_SHOWN_NOTES]
    yield view.paint("title", "notes")
    yield from (f"  {harmless(note)}" for note in shown)
    if hidden := len(notes) - len(shown):
        yield f"  {counted(hidden, 'more note')}; -v shows them"


def _to_decide(converted: Converted, view: View) -> Iterator[str]:
    if unknown := converted.request.dependencies.unknown:
        yield view.paint("title", "to decide")
        yield f"  which distributions provide {listed(f'`{harmless(name)}`' for name in unknown)}?"
        yield "  Add them to `dependencies` in pyproject.toml; a guess could install a stranger's code."


def _verified(converted: Converted, view: View) -> Iterator[str]:
    if converted.verified:
        yield view.paint("title", "verified")
    for done in converted.verified:
        yield from (f"  {line}" for line in verdict_lines(done, view))
        if done.verdict is not Verdict.EQUAL:
            command = f"nb2prod verify {shlex.quote(str(done.notebook))} {shlex.quote(str(done.project))}"
            yield f"  {harmless(command)} shows more"


def _recorded(converted: Converted, view: View) -> Iterator[str]:
    if converted.recorded:
        yield view.paint("title", "recorded")
    for done in converted.recorded:
        yield from (f"  {line}" for line in recording_lines(done, view))


def _next(converted: Converted, view: View) -> Iterator[str]:
    if converted.dry_run:
        return
    request = converted.request
    output, folder = str(converted.output), str(notebook_folder(request.parts))
    name = f" {request.parts[0].subpackage}" if request.parts[0].subpackage else ""
    yield view.paint("title", "next")
    yield f"  {_quoted('python -m pip install -e', output)}"
    yield f"  {_quoted(f'python -m {request.package} run{name} --base', folder)}"


def _quoted(command: str, path: str) -> str:
    return harmless(f"{command} {shlex.quote(path)}")
