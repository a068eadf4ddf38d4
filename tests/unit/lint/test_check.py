"""Rules are asked when they can have something to say, and what they say is put where a reader finds it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from nb2prod.config import LintConfig
from nb2prod.finding import Location
from nb2prod.lint.check import check_unit, may_apply
from nb2prod.lint.model import CellStart, FileResult
from nb2prod.lint.one_file import Asking, lint_file
from nb2prod.lint.ruff import ruff_finding
from nb2prod.notebook.reader import read_document
from nb2prod.rules.cases import code, file_text, markdown
from nb2prod.rules.model import Case, Hit, NodeRule, NotebookRule, Severity, Span
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit
from tests.unit.making import knowledge


def unit_of(text: str, path: str = "nb.ipynb") -> Unit:
    return Unit(read_document(Path(path), text), knowledge, LintConfig())


def notebook_rule(name: str = "T001", **more: Any) -> NotebookRule:
    more.setdefault("check", lambda _: [Hit(name)])
    return NotebookRule(code=name, name=name, summary=name, **more)


def names_rule(found: list[str]) -> NodeRule:
    def check(node: ast.Name, site: Site) -> Iterable[Hit]:
        found.append(node.id)
        yield Hit(node.id, site.span(node))

    return NodeRule(code="T002", name="names", summary="names", nodes=(ast.Name,), check=check)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, True),
        ({"words": ("fit",)}, True),
        ({"words": ("nothing", "fit")}, True),
        ({"words": ("nothing",)}, False),
        ({"words": ("Title",)}, False),
        ({"marks": ("Title",)}, True),
        ({"marks": ("nothing",)}, False),
    ],
)
def test_cheap_signs_spare_a_rule(more: Any, expected: bool) -> None:
    text = file_text(Case((markdown("# Title"), code("model.fit(x)"))))

    assert may_apply(notebook_rule(**more), unit_of(text)) is expected


def test_rules_about_notebooks_are_not_asked_about_modules() -> None:
    assert not may_apply(notebook_rule(modules=False), unit_of("x = 1", "m.py"))
    assert may_apply(notebook_rule(), unit_of("x = 1", "m.py"))


def test_a_rule_is_asked_at_each_of_its_nodes_cell_by_cell() -> None:
    found: list[str] = []
    check_unit(unit_of(file_text(Case("a\nb(c)\n# %%\n%time d\n!ls\ne"))), [names_rule(found)])

    assert [name for name in found if len(name) == 1] == ["a", "b", "c", "d", "e"]


def test_a_rule_that_fails_does_not_stop_the_others() -> None:
    def fail(_: Unit) -> Iterator[Hit]:
        yield Hit("first")
        raise ValueError("no")

    def fail_at(node: ast.Name, site: Site) -> Iterator[Hit]:
        nothing: dict[str, str] = {}
        yield Hit(site.cell.source + nothing[node.id])

    rules: list[NotebookRule | NodeRule] = [
        notebook_rule("T003", check=fail),
        NodeRule(code="T004", name="n", summary="n", nodes=(ast.Name,), check=fail_at),
        notebook_rule(),
    ]
    checked = check_unit(unit_of(file_text(Case("a\nb"))), rules)

    assert [hit.message for _, hit in checked.hits] == ["T001"]
    assert sorted(checked.crashes) == ["T003", "T004"]
    assert checked.crashes["T003"].message == "ValueError: no"
    assert "in fail" in checked.crashes["T003"].place


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x", (1, 1, 1, 2)),
        ("a = 1\n  \nf(é, x)", (3, 6, 3, 7)),
        ("'ééé'; x", (1, 8, 1, 9)),
        ("    x", (1, 5, 1, 6)),
        (">>> y\n>>> x", (2, 5, 2, 6)),
        ("%time x", (1, 7, 1, 8)),
        ("%%time\nx", (2, 1, 2, 2)),
        ("!ls\nx", (2, 1, 2, 2)),
    ],
)
def test_places_are_those_of_the_cell(source: str, expected: tuple[int, ...]) -> None:
    unit = unit_of(file_text(Case((markdown("# t"), code(source)))))
    spans = [site.span(node) for node, site in unit.nodes(ast.Name) if node.id == "x"]

    assert [(s.cell, s.line, s.column, s.end_line, s.end_column) for s in spans] == [(2, *expected)]
    where = expected[0], expected[1]
    assert source.split("\n")[where[0] - 1][where[1] - 1] == "x"


def lint(text: str, *rules: NotebookRule | NodeRule, path: str = "nb.ipynb") -> FileResult:
    return lint_file(Path(path), Asking(rules, LintConfig(), knowledge), text.encode())


def test_a_finding_has_all_coordinates() -> None:
    text = file_text(Case((markdown("# t"), code("a = 1\nprint(x)"))))
    rule = notebook_rule(check=lambda _: [Hit("m", Span(2, 2, 7, 2, 8))])
    (finding,) = lint(text, rule).findings

    line = next(n for n, one in enumerate(text.split("\n"), 1) if "print(x)" in one)
    assert finding.location == Location(Path("nb.ipynb"), 2, "cell-2", 2, 7, line)
    assert (finding.end_line, finding.end_column) == (2, 8)


def test_findings_stand_in_the_order_of_the_file() -> None:
    hits = [Hit("c", Span(2, 1)), Hit("b", Span(1, 9)), Hit("a"), Hit("d", Span(2, 1, 5))]
    rule = notebook_rule(check=lambda _: hits)

    found = lint(file_text(Case("x\n# %%\ny")), rule).findings
    assert [finding.message for finding in found] == ["a", "b", "c", "d"]


def test_python_2_is_another_language() -> None:
    text = file_text(Case("print 'a'\nx", metadata={"kernelspec": {"name": "python2", "language": "python"}}))

    assert lint(text, names_rule([])).skipped == "python 2"


def test_a_module_has_no_cells() -> None:
    (finding,) = lint(
        "a = 1\nx\n", notebook_rule(check=lambda _: [Hit("m", Span(1, 2, 1, 2, 2))]), path="m.py"
    ).findings

    assert finding.location == Location(Path("m.py"), None, None, 2, 1, 2)


@pytest.mark.parametrize(("cell", "physical"), [(1, 11), (2, None), (None, 3)])
def test_findings_of_ruff_get_our_coordinates(cell: int | None, physical: int | None) -> None:
    entry = {
        "cell": cell,
        "code": None if cell == 2 else "F401",
        "location": {"row": 3, "column": 5},
        "end_location": {"row": 3, "column": 9},
        "message": "m",
    }
    finding = ruff_finding(entry, Path("nb.ipynb"), [CellStart("one", 9), CellStart("two", None)])

    assert finding.location.physical_line == physical
    assert finding.location.cell_id == {1: "one", 2: "two"}.get(cell or 0)
    assert (finding.code, finding.severity) == (
        ("invalid-syntax", Severity.ERROR) if cell == 2 else ("F401", Severity.WARNING)
    )
