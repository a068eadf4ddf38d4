"""Running the cases of a rule."""

from __future__ import annotations

from pathlib import Path

from nb2prod.config import Config
from nb2prod.lint.model import FileResult
from nb2prod.lint.one_file import lint_file
from nb2prod.pipeline import knowledge_of
from nb2prod.rules.cases import file_text
from nb2prod.rules.model import Case, NodeRule, NotebookRule


def lint_case(rule: NotebookRule | NodeRule, case: Case, folder: Path) -> FileResult:
    """Write a case's files into a folder, and ask one rule about its notebook."""
    for name, text in ({case.path.as_posix(): file_text(case)} | dict(case.files)).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return lint_file(folder / case.path, [rule], lambda: knowledge_of(Config()))
