"""What fixing changes, cell by cell."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from nb2prod.lint.fixes import Fixed
from nb2prod.notebook.model import Cell, Notebook
from nb2prod.notebook.reader import read_document
from nb2prod.report.model import View
from nb2prod.report.wording import harmless
from nb2prod.rules.model import ContentEdit

_KINDS = {"+": "added", "-": "removed", "@": "hunk"}


def write(fixed: Iterable[Fixed], view: View) -> Iterator[str]:
    """Write for each file what is done to it, and how the sources of its cells change."""
    for one in fixed:
        if one.after == one.before:
            continue
        before, after = (read_document(one.path, text).notebook for text in (one.before, one.after))
        for finding in one.applied:
            if finding.fix and any(isinstance(edit, ContentEdit) for edit in finding.fix.edits):
                place = f"cell {finding.location.cell}" if finding.location.cell else "notebook"
                yield harmless(f"# {one.path}: {place}: {finding.fix.message} ({finding.code})\n")
        for name, old, new in _pairs(before, after):
            yield from _cell(f"{one.path}{name}", old, new, view)


def _pairs(before: Notebook, after: Notebook) -> Iterator[tuple[str, str, str]]:
    """Cells that belong together: by id, or in order."""
    if before.format == (0, 0):
        yield "", before.cells[0].source, after.cells[0].source
        return
    matcher = difflib.SequenceMatcher(a=_keys(before.cells), b=_keys(after.cells), autojunk=False)
    for kind, first, last, begin, end in matcher.get_opcodes():
        if kind == "replace" and last - first != end - begin:
            yield from ((f":cell {cell.index}", cell.source, "") for cell in before.cells[first:last])
            yield from ((f":cell {cell.index}", "", cell.source) for cell in after.cells[begin:end])
        elif kind == "delete":
            yield from ((f":cell {cell.index}", cell.source, "") for cell in before.cells[first:last])
        else:
            pairs = zip(before.cells[first:last], after.cells[begin:end], strict=True)
            yield from ((f":cell {old.index}", old.source, new.source) for old, new in pairs)


def _keys(cells: Iterable[Cell]) -> list[str]:
    return [cell.id or cell.source for cell in cells]


def _cell(name: str, old: str, new: str, view: View) -> Iterator[str]:
    lines = difflib.unified_diff(old.split("\n"), new.split("\n"), harmless(name), harmless(name), lineterm="")
    for line in lines:
        kind = "title" if line.startswith(("---", "+++")) else _KINDS.get(line[:1], "")
        text = harmless(line)
        yield (view.paint(kind, text) if kind else text) + "\n"
