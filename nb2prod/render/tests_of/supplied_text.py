"""The text of a test that calls the steps before a step, then the step, and then looks."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from nb2prod.plan.model import Step, StepKind
from nb2prod.plan.supply import Supply
from nb2prod.render.functions import is_keyword_only
from nb2prod.render.tests_of.model import TestText
from nb2prod.render.tests_of.pipeline_tests import base_variable
from nb2prod.render.tests_of.properties.model import Claim
from nb2prod.render.tests_of.properties.prints import CAPSYS
from nb2prod.render.tests_of.surroundings import Surroundings
from nb2prod.render.words import join_words

MONKEYPATCH, TMP_PATH = "monkeypatch: pytest.MonkeyPatch", "tmp_path: Path"
WIDTH = 78
_SETTINGS = "settings"


def made_by(step: Step) -> set[str]:
    """Variables that a step of a test binds."""
    return {r.name for r in step.function.returns} if step.function else {step.name}


def call_of(step: Step) -> str:
    """The call of a step as the pipeline makes it."""
    function = step.function
    assert function is not None
    values = dict(step.arguments)
    given = [(p, values[p.name]) for p in function.parameters if p.name in values]
    parts = [f"{p.name}={v}" if is_keyword_only(p, function) else v for p, v in given]
    return f"{function.module}.{function.name}({', '.join(parts)})"


def line_of(step: Step, used: set[str]) -> str:
    """A step's line, with `_` for what nobody asks for."""
    if step.kind is StepKind.SETTING or step.function is None:
        return f"{step.name} = {_SETTINGS}.{step.setting}"
    names = [r.name if r.name in used else "_" for r in step.function.returns]
    call = call_of(step)
    return f"{', '.join(names)} = {call}" if set(names) - {"_"} else call


def _arranged(steps: Sequence[Step], used: set[str]) -> list[str]:
    lines: list[str] = []
    for step in reversed(steps):
        lines.append(line_of(step, used))
        used = (used - made_by(step)) | {v for _, v in step.arguments}
    return lines[::-1]


@dataclass(frozen=True, slots=True)
class Act:
    """What a test does.

    Attributes:
        name: Name of the test.
        line: The call, with what it gives assigned.
        used: Expressions that it passes.
        module: Module of what is called.
    """

    name: str
    line: str
    used: frozenset[str]
    module: str


def words_of(claims: Sequence[Claim]) -> set[str]:
    """Variables that claims mention."""
    return _words([line for claim in claims for line in claim.after])


def written(act: Act, supply: Supply, claims: Sequence[Claim], around: Surroundings) -> TestText:
    """Write a test.

    Args:
        act: What it does.
        supply: What runs before.
        claims: What must hold.
        around: What all tests share.

    Returns:
        The test; one that needs the notebook's data is skipped until somebody says where it is.
    """
    after = [line for claim in claims for line in claim.after]
    arrange = _arranged(supply.steps, _words([*act.used, *after]))
    fixtures = {f for claim in claims for f in claim.fixtures}
    if CAPSYS in fixtures and supply.steps:
        arrange.append("capsys.readouterr()")
    modules = {act.module, *(s.function.module for s in supply.steps if s.function)}
    imports = {f"from {around.package} import {m}" for m in modules}.union(*(c.imports for c in claims))
    if any(f"{_SETTINGS}." in line for line in (*arrange, act.line, *after)):
        arrange.insert(0, f"{_SETTINGS} = Settings()")
        imports.add(f"from {around.package}.settings import Settings")
    where = _folder(supply, around)
    imports |= where.imports
    body = [*where.lines, *arrange, *([""] if arrange or where.lines else []), act.line, "", *after]
    head = f"def {act.name}({', '.join(sorted(fixtures | where.fixtures))}) -> None:"
    doc = f'"""{_summary(claims)}"""'
    text = "\n".join([*where.marks, head, *(f"    {x}" if x else "" for x in [doc, *body])])
    return TestText(text, frozenset(imports), stub=bool(where.marks))


@dataclass(frozen=True, slots=True)
class _Folder:
    """The folder that a test runs in."""

    lines: tuple[str, ...] = ()
    fixtures: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    marks: tuple[str, ...] = ()


def _folder(supply: Supply, around: Surroundings) -> _Folder:
    """Nothing, a new folder where files are written, or that of the notebook where its files are read."""
    if supply.data:
        variable = base_variable(around.plan.settings, around.package)
        reason = f"supply: {variable}, the folder that the notebook runs in; {supply.obstacle}"
        mark = f'@pytest.mark.skipif("{variable}" not in os.environ, reason={reason!r})'
        lines = (f'monkeypatch.chdir(os.environ["{variable}"])',)
        return _Folder(lines, frozenset({MONKEYPATCH}), frozenset({"import os", "import pytest"}), (mark,))
    if supply.writes:
        imports = frozenset({"from pathlib import Path", "import pytest"})
        return _Folder(("monkeypatch.chdir(tmp_path)",), frozenset({MONKEYPATCH, TMP_PATH}), imports)
    return _Folder()


def _summary(claims: Sequence[Claim]) -> str:
    says = list(dict.fromkeys(c.says for c in claims))
    while len(text := f"It {join_words(says)}.") > WIDTH:
        says = [*says[:-1], "more"] if says[-1] != "more" else [*says[:-2], "more"]
    return text


def _words(lines: Sequence[str]) -> set[str]:
    return {n.id for line in lines for n in ast.walk(ast.parse(_whole(line))) if isinstance(n, ast.Name)}


def _whole(line: str) -> str:
    """A line of a block as a statement of its own."""
    return f"{line} pass" if line.startswith("for ") else line.strip()
