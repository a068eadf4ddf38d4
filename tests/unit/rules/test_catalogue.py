"""What holds for every rule: its code, its names, its documentation, its cases."""

from __future__ import annotations

import ast
import sys
from pathlib import Path
from types import ModuleType

import pytest

import nb2prod.rules
from nb2prod.rules.registry import RuleSource, documentation, load_rule, rule_sources

SECTIONS = ("## What it does", "## Why it matters in production", "## Example", "## Better")
FOLDERS = {
    "X": "execution",
    "H": "hygiene",
    "I": "imports",
    "S": "structure",
    "D": "data",
    "M": "models",
    "L": "leakage",
    "V": "serving",
    "C": "cost",
    "R": "repository",
}
OWN = [source for source in rule_sources() if not source.origin]


def module_of(source: RuleSource) -> ModuleType:
    load_rule(source)
    return sys.modules[source.module]


def test_every_file_of_a_rule_is_found() -> None:
    root = Path(nb2prod.rules.__file__).parent
    modules = {
        f"nb2prod.rules.{path.parent.name}.{path.stem}"
        for path in root.glob("*/*.py")
        if any(isinstance(n, ast.Name) and n.id == "RULE" for n in ast.walk(ast.parse(path.read_text("utf-8"))))
    }

    assert modules
    assert modules == {source.module for source in OWN}


def test_codes_and_names_are_unique() -> None:
    rules = [load_rule(source) for source in rule_sources()]

    assert len({rule.code for rule in rules}) == len(rules)
    assert len({rule.name for rule in rules}) == len(rules)


@pytest.mark.parametrize("source", OWN, ids=lambda source: source.code)
def test_a_rule_is_called_as_its_file(source: RuleSource) -> None:
    rule = load_rule(source)
    folder, stem = source.module.split(".")[-2:]

    assert stem == f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    assert folder == FOLDERS[rule.code[2]]


@pytest.mark.parametrize("source", OWN, ids=lambda source: source.code)
def test_a_rule_is_documented(source: RuleSource) -> None:
    rule = load_rule(source)
    lines = documentation(rule).split("\n")
    places = [lines.index(section) for section in SECTIONS]

    assert places == sorted(places)
    assert all(lines[place + 1].strip() for place in places)
    assert lines[0].endswith(".")
    assert rule.summary
    assert not rule.summary.endswith(".")


@pytest.mark.parametrize("source", OWN, ids=lambda source: source.code)
def test_a_rule_has_cases_of_both_kinds(source: RuleSource) -> None:
    module = module_of(source)

    assert module.VALID
    assert module.INVALID
    assert all(not case.at and case.fixed is None for case in module.VALID)
    assert all(case.at for case in module.INVALID)
