"""A suppression suppresses nothing.

## What it does
Finds codes of this tool in `# noqa` comments, in tags `nb2prod:noqa=…` and in metadata, for which there is no
finding. Codes of other tools and suppressions of everything are not judged, nor are codes of rules that were not asked.

## Why it matters in production
It says that something is wrong where nothing is, and it will hide the next finding of that kind without anybody having
looked at it.

## Example
    rows = load(path)  # noqa: NBX009

## Better
    rows = load(path)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from nb2prod.rules.cases import code
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, NotebookRule, Severity, SourceEdit, Span
from nb2prod.rules.registry import rule_sources
from nb2prod.rules.suppressions import Suppression
from nb2prod.rules.unit import Unit


def check(unit: Unit) -> Iterator[Hit]:
    """Find codes that suppressed nothing; asked when all other rules have been."""
    for number, suppression in enumerate(unit.suppressions.listed):
        used = unit.suppressions.used.get(number, set())
        unused = [c for c in suppression.codes if c not in used and _is_judged(c, unit, exact=suppression.exact)]
        if unused:
            listed = ", ".join(f"`{code}`" for code in unused)
            fix = _fix(suppression, [c for c in suppression.codes if c not in unused], unit)
            yield Hit(f"{listed} is suppressed here, but nothing of the kind is found", suppression.span, fix)


def _is_judged(code: str, unit: Unit, *, exact: bool) -> bool:
    """Whether all rules that a code stands for were asked."""
    meant = {s.code for s in rule_sources() if s.code == code or (not exact and s.code.startswith(code))}
    return bool(meant) and meant <= unit.asked


def _fix(suppression: Suppression, left: Sequence[str], unit: Unit) -> Fix | None:
    if suppression.path:
        return Fix("Remove what suppresses nothing", (_content_edit(suppression, left),))
    span = suppression.span
    lines = unit.notebook.cells[(span.cell or 1) - 1].source.split("\n")
    before, text = lines[span.line - 1][: span.column - 1], lines[span.line - 1][span.column - 1 : span.end_column - 1]
    if left:
        head = text[: text.index(":") + 1]
        return Fix("Remove the codes of what isn't found", (SourceEdit(span, f"{head} {', '.join(left)}"),))
    if lines[span.line - 1][span.end_column - 1 :].strip():
        return None  # what follows may be the reason for it, or another comment
    whole = Span(span.cell, span.line, len(before.rstrip()) + 1, span.line, len(lines[span.line - 1]) + 1)
    return Fix("Remove the comment", (SourceEdit(whole, ""),))


def _content_edit(suppression: Suppression, left: Sequence[str]) -> ContentEdit:
    if not left:
        return ContentEdit(suppression.path, remove=True)
    in_tags = suppression.path[-2] == "tags"
    return ContentEdit(suppression.path, f"nb2prod:noqa={','.join(left)}" if in_tags else list(left))


RULE = NotebookRule(
    code="NBH013",
    name="unused-suppression",
    summary="a suppression suppresses nothing",
    severity=Severity.INFO,
    marks=("noqa", "NOQA", "NoQA"),
    last=True,
    check=check,
)
VALID = (
    Case("rows = input()  # noqa: NBX009", rules=("NBX009",)),
    Case("rows = load()  # noqa: NBX009"),
    Case("rows = load()  # noqa", rules=("NBX009",)),
    Case("import os  # noqa: F401, E402", rules=("NBX009",)),
    Case((code("rows = input()", tags=["nb2prod:noqa=NBX009"]),), rules=("NBX009",)),
)
INVALID = (
    Case(
        "import os\nrows = load()  # noqa: NBX009",
        at=((1, 2),),
        fixed="import os\nrows = load()",
        rules=("NBX009",),
    ),
    Case(
        "rows = load()  # noqa: E501, NBX009 # why",
        at=((1, 1),),
        fixed="rows = load()  # noqa: E501 # why",
        rules=("NBX009",),
    ),
    Case((code("rows = load()", tags=["a", "nb2prod:noqa=NBX009"]),), at=((1, 1),), rules=("NBX009",)),
    Case((code("rows = load()"),), metadata={"nb2prod": {"noqa": ["NBX009"]}}, at=((None, 1),), rules=("NBX009",)),
)
