"""Findings in the formats of other programs: well-formed, complete, at lines of the file itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema  # type: ignore[import-untyped]
import pytest

from nb2prod.finding import Location
from nb2prod.lint.fingerprints import fingerprints
from nb2prod.lint.model import CellStart, Crash, FileResult, LintResult, Trouble
from nb2prod.report.formats import writer
from nb2prod.report.model import View
from nb2prod.rules.model import Finding, Severity, Span, Step

SCHEMA = Path(__file__).parents[2] / "cases" / "schemas" / "sarif-2.1.0.json"
STARTS = (CellStart("one", 9), CellStart(None, 20, "abc"), CellStart("three", None))
NASTY = 'a, b: 100%\n"<x>" | `y` \x1b[31m ]]> &'


def finding(cell: int | None, line: int, code: str = "NBX001", **more: object) -> Finding:
    start = STARTS[cell - 1] if cell else CellStart(None, None)
    physical = line if cell is None else start.physical_line and start.physical_line + line - 1
    where = Location(Path("a b/nb.ipynb"), cell, start.id, line, 3, physical)
    values: dict[str, Any] = {"name": "out-of-order", "severity": Severity.WARNING, "message": NASTY} | more
    return Finding(code=code, location=where, end_line=line + 1, end_column=9, **values)


RUFFS = finding(None, 4, "F401", url="https://docs.astral.sh/ruff", severity=Severity.ERROR, is_ours=False)
WAY = finding(2, 2, severity=Severity.INFO, way=(Step(Span(1, 1, 1, 2, 5), "fitted here"),))
FILE = FileResult(Path("a b/nb.ipynb"), (finding(1, 1), finding(3, 2), WAY, RUFFS), starts=STARTS)
RESULT = LintResult(
    (
        FILE,
        FileResult(Path("clean.ipynb")),
        FileResult(Path("r.ipynb"), skipped="r"),
        FileResult(Path("bad.ipynb"), trouble=Trouble("not JSON")),
        FileResult(Path("c.ipynb"), crashes=(Crash("NBX009", Path("c.ipynb"), "KeyError: 'x'"),)),
    )
)


def written(form: str) -> str:
    return "".join(writer("lint", form)([RESULT], View(version="1.2.3")))


def test_sarif_obeys_its_schema() -> None:
    log = json.loads(written("sarif"))

    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text(encoding="utf-8"))).validate(log)
    run = log["runs"][0]
    assert [result["ruleId"] for result in run["results"]] == ["NBX001", "NBX001", "NBX001", "F401"]
    assert all(run["tool"]["driver"]["rules"][r["ruleIndex"]]["id"] == r["ruleId"] for r in run["results"])
    assert [r["level"] for r in run["results"]] == ["warning", "warning", "note", "error"]
    assert run["invocations"][0]["executionSuccessful"] is False
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == 2


def test_sarif_gives_lines_of_the_file_and_names_the_cell() -> None:
    results = json.loads(written("sarif"))["runs"][0]["results"]
    physical = [result["locations"][0]["physicalLocation"] for result in results]

    assert [place["region"]["startLine"] for place in physical] == [9, 1, 21, 4]
    assert physical[0]["artifactLocation"] == {"uri": "a%20b/nb.ipynb", "uriBaseId": "%SRCROOT%"}
    assert results[0]["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "a b/nb.ipynb#one"
    flow = results[2]["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["physicalLocation"]["region"]["startLine"] for step in flow] == [9, 21]
    assert "logicalLocations" not in results[3]["locations"][0]


def test_annotations_are_one_line_each_and_escaped() -> None:
    lines = written("github").splitlines()

    assert len(lines) == 6
    start = "::warning title=NBX001 (out-of-order),file=a b/nb.ipynb,line=9,endLine=10::cell 1, line 1: a, b: 100%25%0A"
    assert lines[0].startswith(start)
    assert lines[3].startswith("::error title=F401 (out-of-order),file=a b/nb.ipynb,line=4,endLine=5,col=3,endColumn=9")
    assert lines[4] == "::error file=bad.ipynb::not JSON"
    assert "\x1b" not in written("github")


def test_code_quality_is_a_list_with_fingerprints() -> None:
    entries = json.loads(written("gitlab"))

    assert [entry["severity"] for entry in entries] == ["major", "major", "info", "critical", "blocker"]
    assert len({entry["fingerprint"] for entry in entries}) == 5
    assert entries[0]["location"] == {"path": "a b/nb.ipynb", "lines": {"begin": 9, "end": 10}}


def test_junit_is_xml_and_counts() -> None:
    root = ElementTree.fromstring(written("junit"))

    counts = [{key: suite.get(key) for key in ("failures", "errors", "skipped")} for suite in root]
    assert [tuple(map(int, filter(None, count.values()))) for count in counts] == [
        (4, 0, 0),
        (0, 0, 0),
        (0, 0, 1),
        (0, 1, 0),
        (0, 1, 0),
    ]
    assert all(int(suite.get("tests", "")) == len(suite.findall("testcase")) for suite in root)


def test_markdown_has_a_row_for_each_finding() -> None:
    lines = written("markdown").splitlines()
    rows = [line for line in lines if line.startswith(("| cell", "| line"))]

    assert len(rows) == 4
    assert all(line.replace("\\|", "").count("|") == 4 for line in rows)
    assert "<x>" not in written("markdown")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "gitlab", "junit", "markdown", "statistics"])
def test_no_format_obeys_a_notebook(form: str) -> None:
    assert "\x1b" not in written(form)


def test_fingerprints_stay_when_cells_move() -> None:
    moved = FileResult(FILE.path, (finding(2, 7), WAY), starts=(CellStart("new", 3), CellStart("one", 30), *STARTS))
    before, after = fingerprints(FILE, Path()), fingerprints(moved, Path())

    assert after[0] == before[0]
    assert len(set(before)) == len(before)
    twice = FileResult(FILE.path, (finding(1, 1), finding(1, 5)), starts=STARTS)
    assert len(set(fingerprints(twice, Path()))) == 2
