"""Running the cases of a rule."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from nb2prod.config import LintConfig
from nb2prod.lint.fixes import Fixed, fix_file
from nb2prod.lint.model import FileResult
from nb2prod.lint.one_file import Asking, lint_file
from nb2prod.rules.cases import file_text
from nb2prod.rules.model import Case, NodeRule, NotebookRule
from nb2prod.rules.registry import load_rule, rule_sources
from tests.unit.making import knowledge


def lint_case(rule: NotebookRule | NodeRule, case: Case, folder: Path) -> FileResult:
    """Write a case's files into a folder, ask about its notebook, and give what this rule found."""
    path = write_case(case, folder)
    return _only(rule, lint_file(path, asking_of(rule, case)))


def fix_case(rule: NotebookRule | NodeRule, case: Case, folder: Path) -> Fixed:
    """Fix what this rule finds in a case's notebook."""
    path, asking = write_case(case, folder), asking_of(rule, case)
    fixed = fix_file(path, lambda content: _only(rule, lint_file(path, asking, content)), unsafe=True)
    assert fixed is not None
    return fixed


def write_case(case: Case, folder: Path) -> Path:
    """Write a case's files, and give the path of its notebook."""
    for name, text in ({case.path.as_posix(): file_text(case)} | dict(case.files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / case.path


def asking_of(rule: NotebookRule | NodeRule, case: Case) -> Asking:
    """What a case asks."""
    others = [load_rule(source) for source in rule_sources() if source.code in case.rules]
    return Asking([rule, *others], LintConfig(**case.config), knowledge)


def _only(rule: NotebookRule | NodeRule, result: FileResult) -> FileResult:
    return replace(result, findings=tuple(f for f in result.findings if f.code == rule.code))


def code_of(text: str) -> str:
    """The code cells of a notebook, with `# %%` between them."""
    cells = json.loads(text)["cells"]
    return "\n# %%\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
