"""Running the cases of a rule."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nb2prod.config import LintConfig
from nb2prod.lint.model import FileResult
from nb2prod.lint.one_file import Asking, lint_file
from nb2prod.rules.cases import file_text
from nb2prod.rules.model import Case, NodeRule, NotebookRule
from nb2prod.rules.registry import load_rule, rule_sources
from tests.unit.making import knowledge


def lint_case(rule: NotebookRule | NodeRule, case: Case, folder: Path) -> FileResult:
    """Write a case's files into a folder, ask about its notebook, and give what this rule found."""
    for name, text in ({case.path.as_posix(): file_text(case)} | dict(case.files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    others = [load_rule(source) for source in rule_sources() if source.code in case.rules]
    result = lint_file(folder / case.path, Asking([rule, *others], LintConfig(**case.config), knowledge))
    return replace(result, findings=tuple(f for f in result.findings if f.code == rule.code))
