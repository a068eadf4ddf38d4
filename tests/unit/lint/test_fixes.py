"""Fixes change what they say and nothing else, and not at all where something would get worse."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from nb2prod.config import LintConfig
from nb2prod.lint.edits import CannotEditError, apply_edits, overlap
from nb2prod.lint.fixes import Fixed, fix_file
from nb2prod.lint.one_file import Asking, lint_file
from nb2prod.lint.write_file import write_atomically
from nb2prod.notebook.reader import read_document
from nb2prod.rules.cases import code, file_text, markdown
from nb2prod.rules.model import Case, ContentEdit, Fix, Hit, NodeRule, NotebookRule, SourceEdit, Span
from nb2prod.rules.registry import load_rule, rule_sources
from nb2prod.rules.unit import Unit
from tests.unit.making import knowledge

PATH = Path("nb.ipynb")
CASE = Case((markdown("# É"), code("x = 1\ny = 'é'\n", count=3, outputs=[], tags=["a"]), code("z = 3")))


def rule(*hits: Hit, when: str = "bad") -> NotebookRule:
    def check(unit: Unit) -> Iterable[Hit]:
        return hits if when in unit.code else ()

    return NotebookRule(code="T001", name="t", summary="t", check=check)


def fixed(tmp_path: Path, text: str, *rules: NotebookRule | NodeRule, unsafe: bool = False) -> Fixed:
    path = tmp_path / PATH
    path.write_bytes(text.encode())
    asking = Asking(rules, LintConfig(), knowledge)
    done = fix_file(path, lambda content: lint_file(path, asking, content), unsafe=unsafe)
    assert done is not None
    assert path.read_bytes() == text.encode()
    return done


@pytest.mark.parametrize("form", [{"indent": 1}, {"indent": 4}, {"indent": "\t"}, {}, {"separators": (",", ":")}])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_json_stays_but_for_what_changes(form: Any, end: str, ascii_only: bool) -> None:
    content = json.loads(file_text(CASE))
    text = json.dumps(content, ensure_ascii=ascii_only, **form) + end
    edits: list[SourceEdit | ContentEdit] = [
        SourceEdit(Span(2, 1, 5, 1, 6), "2"),
        ContentEdit(("cells", 1, "execution_count")),
        ContentEdit(("cells", 1, "metadata", "tags", 0), remove=True),
        ContentEdit(("cells", 0), remove=True),
    ]
    changed = apply_edits(read_document(PATH, text), edits)

    content["cells"][1]["source"][0] = "x = 2\n"
    content["cells"][1]["execution_count"] = None
    content["cells"][1]["metadata"]["tags"] = []
    del content["cells"][0]
    assert changed == json.dumps(content, ensure_ascii=ascii_only, **form) + end


def test_edits_in_a_module_are_edits_of_its_text() -> None:
    text = "a = 1\r\nb = 'é'\r\nc = 3\r\n"

    assert apply_edits(read_document(Path("m.py"), text), [SourceEdit(Span(1, 2, 6, 2, 7), "e")]) == text.replace(
        "é", "e"
    )


def test_old_formats_are_left_alone() -> None:
    text = '{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code", "input": ["x"]}]}]}'

    with pytest.raises(CannotEditError):
        apply_edits(read_document(PATH, text), [SourceEdit(Span(1, 1, 1, 1, 2), "y")])


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (SourceEdit(Span(1, 1, 1, 1, 4), ""), SourceEdit(Span(1, 1, 3, 1, 5), ""), True),
        (SourceEdit(Span(1, 1, 1, 1, 4), ""), SourceEdit(Span(2, 1, 3, 1, 5), ""), False),
        (SourceEdit(Span(1, 1, 1, 1, 4), ""), SourceEdit(Span(1, 2, 1, 2, 5), ""), False),
        (SourceEdit(Span(1, 1, 1, 1, 4), ""), ContentEdit(("cells", 0), remove=True), True),
        (SourceEdit(Span(1, 1, 1, 1, 4), ""), ContentEdit(("cells", 0, "outputs"), []), False),
        (ContentEdit(("cells", 0), remove=True), ContentEdit(("cells", 0, "outputs"), []), True),
        (ContentEdit(("cells", 1), remove=True), ContentEdit(("cells", 0), remove=True), False),
    ],
)
def test_what_touches_the_same_place_is_known(one: Any, other: Any, expected: bool) -> None:
    assert overlap([one], [other]) is expected
    assert overlap([other], [one]) is expected


def test_a_fix_is_applied_and_told(tmp_path: Path) -> None:
    text = file_text(Case("bad = 1\nx = bad"))
    fix = Fix("Rename", (SourceEdit(Span(1, 1, 1, 1, 4), "good"), SourceEdit(Span(1, 2, 5, 2, 8), "good")))
    done = fixed(tmp_path, text, rule(Hit("m", Span(1), fix)))

    assert done.after == text.replace("bad", "good")
    assert [finding.code for finding in done.applied] == ["T001"]
    assert not done.refused


def test_an_unsafe_fix_waits_to_be_asked_for(tmp_path: Path) -> None:
    text = file_text(Case("bad = 1"))
    hit = Hit("m", Span(1), Fix("Rename", (SourceEdit(Span(1, 1, 1, 1, 4), "good"),), safe=False))

    assert fixed(tmp_path, text, rule(hit)).after == text
    assert fixed(tmp_path, text, rule(hit), unsafe=True).after == text.replace("bad", "good")


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("(", "a cell would no longer parse"),
        ("bad", "the finding would stay"),
        ("input()", "there would be another NBX009"),
    ],
)
def test_a_fix_that_makes_something_worse_is_not_applied(new: str, why: str, tmp_path: Path) -> None:
    text = file_text(Case("x = bad"))
    asks = load_rule(next(source for source in rule_sources() if source.code == "NBX009"))
    done = fixed(tmp_path, text, rule(Hit("m", Span(1), Fix("f", (SourceEdit(Span(1, 1, 5, 1, 8), new),)))), asks)

    assert done.after == text
    assert not done.applied
    assert [reason for _, reason in done.refused] == [why]


def test_a_bad_fix_keeps_no_good_one_from_being_applied(tmp_path: Path) -> None:
    text = file_text(Case("bad = 1\n# %%\nworse = 2"))
    good = rule(Hit("m", Span(1), Fix("f", (SourceEdit(Span(1, 1, 1, 1, 4), "good"),))))
    broken = Fix("f", (SourceEdit(Span(2, 1, 1, 1, 6), "("),))
    other = NotebookRule(code="T002", name="u", summary="u", check=lambda _: [Hit("n", Span(2), broken)])
    done = fixed(tmp_path, text, good, other)

    assert done.after == text.replace("bad", "good")
    assert [finding.code for finding, _ in done.refused] == ["T002"]


def test_a_notebook_that_would_be_invalid_is_left_alone(tmp_path: Path) -> None:
    text = file_text(Case("bad = 1"))
    fix = Fix("f", (ContentEdit(("cells", 0, "metadata"), remove=True), SourceEdit(Span(1, 1, 1, 1, 4), "good")))
    done = fixed(tmp_path, text, rule(Hit("m", Span(1), fix)))

    assert done.after == text
    assert "no valid notebook" in done.refused[0][1]


def test_writing_keeps_permissions_and_links(tmp_path: Path) -> None:
    target, link = tmp_path / "real.ipynb", tmp_path / "link.ipynb"
    target.write_bytes(b"old")
    target.chmod(0o640)
    link.symlink_to(target)

    write_atomically(link, b"new")

    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["link.ipynb", "real.ipynb"]


def test_a_file_that_cannot_be_written_is_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="full"):
        write_atomically(path, b"new")

    assert path.read_bytes() == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["a.ipynb"]
