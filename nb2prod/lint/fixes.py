"""Fixing what can be fixed, one file at a time, and only where nothing gets worse."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from nb2prod.finding import UnreadableInputError
from nb2prod.lint.edits import CannotEditError, apply_edits, overlap
from nb2prod.lint.model import FileResult
from nb2prod.notebook.bad_input import decode_text, read_bytes
from nb2prod.notebook.reader import read_document
from nb2prod.rules.model import Finding, Fix

Lint = Callable[[bytes], FileResult]


@dataclass(frozen=True, slots=True)
class Fixed:
    """What fixing one file gave.

    Attributes:
        path: The file.
        before: Its text as it was.
        after: Its text now.
        applied: Findings that were fixed, in the order of fixing.
        refused: Findings whose fix would have made something worse, with what.
        result: What linting the text now gives.
    """

    path: Path
    before: str
    after: str
    applied: tuple[Finding, ...]
    refused: tuple[tuple[Finding, str], ...]
    result: FileResult


def fix_file(path: Path, lint: Lint, *, unsafe: bool) -> Fixed | None:
    """Fix a file, without writing it.

    Args:
        path: The file.
        lint: Lints its content.
        unsafe: Whether to apply fixes that change what the notebook does.

    Returns:
        What was fixed; `None` where the file can't be read, or isn't UTF-8.
    """
    try:
        text = decode_text(path, raw := read_bytes(path))
    except UnreadableInputError:
        return None
    if text.encode("utf-8", "surrogatepass") != raw:
        return None
    return _Fixing(path, lint, unsafe=unsafe).run(text)


class _Fixing:
    """Passes over one file until there is nothing more to fix."""

    def __init__(self, path: Path, lint: Lint, *, unsafe: bool) -> None:
        self._path = path
        self._lint = lint
        self._unsafe = unsafe
        self._applied: list[Finding] = []
        self._refused: dict[tuple[str, int | None, str], tuple[Finding, str]] = {}

    def run(self, text: str) -> Fixed:
        before, result = text, self._lint(text.encode())
        # Each turn applies a fix, and there are fewer findings, or refuses one.
        while wanted := self._compatible(result):
            text, result = self._apply_all(text, result, wanted)
        return Fixed(self._path, before, text, tuple(self._applied), tuple(self._refused.values()), result)

    def _compatible(self, result: FileResult) -> list[tuple[Finding, Fix]]:
        """Fixes that don't touch each other; the others wait for the next pass."""
        chosen: list[tuple[Finding, Fix]] = []
        for finding in result.findings:
            fix = finding.fix
            if fix is None or not (fix.safe or self._unsafe) or _key(finding) in self._refused:
                continue
            if not any(overlap(fix.edits, other.edits) for _, other in chosen):
                chosen.append((finding, fix))
        return chosen

    def _apply_all(
        self, text: str, result: FileResult, wanted: Sequence[tuple[Finding, Fix]]
    ) -> tuple[str, FileResult]:
        """Apply fixes together, or where that makes something worse, one by one."""
        new, after, problem = self._tried(text, result, [fix for _, fix in wanted])
        if not problem:
            self._applied += [finding for finding, _ in wanted]
            return new, after
        if len(wanted) == 1:
            finding = wanted[0][0]
            self._refused[_key(finding)] = (finding, problem)
            return text, result
        # The first of them alone; what is left is looked at again, since its places may have moved.
        return self._apply_all(text, result, wanted[: len(wanted) // 2])

    def _tried(self, text: str, result: FileResult, fixes: Sequence[Fix]) -> tuple[str, FileResult, str]:
        try:
            edits = [edit for fix in fixes for edit in fix.edits]
            new = apply_edits(read_document(self._path, text), edits)
            after = self._lint(new.encode())
        except (CannotEditError, UnreadableInputError, UnicodeEncodeError) as error:
            return text, result, str(error)
        return new, after, next(_worse(self._path, text, new, result, after), "")


def _key(finding: Finding) -> tuple[str, int | None, str]:
    where = finding.location
    return finding.code, where.cell, f"{where.line}:{where.column}:{finding.message}"


def _worse(path: Path, text: str, new: str, before: FileResult, after: FileResult) -> Iterator[str]:
    """What is worse than it was."""
    if after.trouble:
        yield after.trouble.message
    had = Counter(finding.code for finding in before.findings)
    has = Counter(finding.code for finding in after.findings)
    yield from (f"there would be another {code}" for code in sorted(has) if has[code] > had[code])
    if len(after.findings) >= len(before.findings):
        yield "the finding would stay"
    if _unparsed(path, new) > _unparsed(path, text):
        yield "a cell would no longer parse"
    yield from _invalid(path, text, new)


def _unparsed(path: Path, text: str) -> int:
    from nb2prod.notebook.model import CellKind
    from nb2prod.rules.trees import parse_cell

    cells = read_document(path, text).notebook.cells
    return sum(1 for cell in cells if cell.kind is CellKind.CODE and parse_cell(cell).problem)


def _invalid(path: Path, text: str, new: str) -> Iterator[str]:
    """Ask nbformat, where it is installed, about what it had nothing to say of before."""
    if path.suffix != ".ipynb":
        return
    try:
        import nbformat
    except ImportError:
        return
    import json

    try:
        nbformat.validate(json.loads(text))
    except Exception:  # noqa: BLE001 - a notebook that was invalid before can't be held against the fix
        return
    try:
        nbformat.validate(json.loads(new))
    except Exception as error:  # noqa: BLE001 - whatever validation raises refuses the fix
        yield f"it would be no valid notebook: {str(error).partition(chr(10))[0]}"
