"""Each rule finds what its invalid cases hold, at the places that they say, and nothing in its valid ones."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from nb2prod.rules.model import Case, NodeRule, NotebookRule
from nb2prod.rules.registry import load_rule, rule_sources
from tests.unit.rules.cases_run import code_of, fix_case, lint_case

Tried = tuple[NotebookRule | NodeRule, Case]


def cases(kind: str) -> dict[str, Tried]:
    found: dict[str, Tried] = {}
    for source in rule_sources():
        rule = load_rule(source)
        for number, case in enumerate(getattr(sys.modules[source.module], kind), 1):
            found[f"{rule.code}-{number}"] = (rule, case)
    return found


VALID, INVALID = cases("VALID"), cases("INVALID")


@pytest.mark.parametrize("tried", VALID.values(), ids=VALID)
def test_nothing_is_found_in_a_valid_case(tried: Tried, tmp_path: Path) -> None:
    result = lint_case(*tried, tmp_path)

    assert not result.trouble
    assert not result.crashes
    assert [finding.message for finding in result.findings] == []


@pytest.mark.parametrize("tried", INVALID.values(), ids=INVALID)
def test_all_is_found_in_an_invalid_case(tried: Tried, tmp_path: Path) -> None:
    case = tried[1]
    result = lint_case(*tried, tmp_path)

    assert not result.trouble
    assert not result.crashes
    assert tuple((f.location.cell, f.location.line) for f in result.findings) == case.at


@pytest.mark.parametrize("tried", INVALID.values(), ids=INVALID)
def test_fixing_leaves_nothing_to_fix(tried: Tried, tmp_path: Path) -> None:
    case = tried[1]
    fixed = fix_case(*tried, tmp_path)

    assert not fixed.refused
    assert not any(finding.fix for finding in fixed.result.findings)
    assert (fixed.after != fixed.before) == bool(fixed.applied)
    if case.fixed is not None:
        assert code_of(fixed.after) == case.fixed
