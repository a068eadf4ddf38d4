"""Findings as SARIF 2.1.0, the format of code scanning."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nb2prod.finding import Location
from nb2prod.lint.fingerprints import fingerprints, relative_path
from nb2prod.lint.model import FileResult, LintResult
from nb2prod.report.formats import to_json
from nb2prod.report.lint_places import cell_of, lines_of, message_of, path_of
from nb2prod.report.model import View
from nb2prod.rules.model import Finding, Severity, Step

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "%SRCROOT%"
_FINGERPRINT = "nb2prod/v1"


def write(results: Iterable[LintResult], view: View) -> Iterator[str]:
    """Write one log."""
    runs = [_run(result, view.version) for result in results]
    yield to_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": runs})


def _run(result: LintResult, version: str) -> Mapping[str, Any]:
    rules = {finding.code: finding for finding in result.findings}
    places = {code: number for number, code in enumerate(sorted(rules))}
    driver = {"name": "nb2prod", "version": version, "rules": [_rule(rules[code]) for code in sorted(rules)]}
    return {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that was current when linting."}}},
        "invocations": [_invocation(result)],
        "results": [entry for file in result.files for entry in _results(file, places)],
    }


def _rule(finding: Finding) -> Mapping[str, Any]:
    rule: dict[str, Any] = {"id": finding.code, "name": finding.name, "shortDescription": {"text": finding.name}}
    rule["defaultConfiguration"] = {"level": _LEVELS[finding.severity]}
    return rule | _documented(finding)


def _documented(finding: Finding) -> dict[str, Any]:
    if finding.url:
        return {"helpUri": finding.url}
    from nb2prod.rules.registry import documentation, load_rule, rule_sources

    source = next((source for source in rule_sources() if source.code == finding.code), None)
    if source is None:
        return {}
    rule = load_rule(source)
    text = documentation(rule)
    return {"shortDescription": {"text": rule.summary}, "help": {"text": text, "markdown": text}}


def _invocation(result: LintResult) -> Mapping[str, Any]:
    notes = [_note(f"{crash.code} failed: {crash.message}", crash.path) for crash in result.failures]
    notes += [_note(file.trouble.message, file.path) for file in result.files if file.trouble]
    return {"executionSuccessful": not notes, "toolExecutionNotifications": notes}


def _note(text: str, path: Path) -> Mapping[str, Any]:
    return {
        "level": "error",
        "message": {"text": text},
        "locations": [{"physicalLocation": {"artifactLocation": _artifact(path)}}],
    }


def _results(file: FileResult, places: Mapping[str, int]) -> Iterator[Mapping[str, Any]]:
    for finding, name in zip(file.findings, fingerprints(file, Path()), strict=True):
        result: dict[str, Any] = {
            "ruleId": finding.code,
            "ruleIndex": places[finding.code],
            "level": _LEVELS[finding.severity],
            "message": {"text": message_of(finding)},
            "locations": [_location(finding)],
            "partialFingerprints": {_FINGERPRINT: name},
        }
        if finding.way:
            result["codeFlows"] = [{"threadFlows": [{"locations": _flow(finding, file)}]}]
        yield result


def _location(finding: Finding) -> Mapping[str, Any]:
    where = finding.location
    first, last = lines_of(finding)
    region: dict[str, Any] = {"startLine": first, "endLine": last}
    if where.cell is None:
        region |= {"startColumn": where.column, "endColumn": finding.end_column}
    physical = {"artifactLocation": _artifact(where.path), "region": region}
    return {"physicalLocation": physical} | ({} if where.cell is None else {"logicalLocations": [_cell(finding)]})


def _cell(finding: Finding) -> Mapping[str, Any]:
    where = finding.location
    name = f"{path_of(finding)}#{where.cell_id or where.cell}"
    return {"name": cell_of(finding), "fullyQualifiedName": name, "kind": "cell", "decoratedName": f"cell {where.cell}"}


def _flow(finding: Finding, file: FileResult) -> Sequence[Mapping[str, Any]]:
    steps = [_step(step, file) for step in finding.way]
    return [*steps, {"location": {**_location(finding), "message": {"text": finding.message}}}]


def _step(step: Step, file: FileResult) -> Mapping[str, Any]:
    span = step.span
    line = file.line_of(Location(file.path, span.cell, None, span.line))
    region = {"startLine": line, "endLine": line + (span.end_line - span.line)}
    text = step.message if span.cell is None else f"cell {span.cell}, line {span.line}: {step.message}"
    physical = {"artifactLocation": _artifact(file.path), "region": region}
    return {"location": {"physicalLocation": physical, "message": {"text": text}}}


def _artifact(path: Path) -> Mapping[str, str]:
    relative = relative_path(path, Path())
    return {"uri": quote(relative)} | ({} if relative.startswith("/") else {"uriBaseId": _ROOT})
