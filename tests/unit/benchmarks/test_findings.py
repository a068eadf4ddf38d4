"""Which findings in generated code the notebook has, too."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
findings: Any = importlib.import_module("measuring.findings")
scripts: Any = importlib.import_module("measuring.as_script")


def _written(
    folder: Path, script: str, module: str, lines: dict[tuple[str, int], tuple[int, int]]
) -> Any:  # noqa: ANN401
    statements = [((1, place), source) for place, source in enumerate(script.splitlines())]
    whole = scripts.as_script(statements)
    (folder / "src" / "package").mkdir(parents=True)
    (folder / "src" / "package" / "steps.py").write_text(module)
    (folder / f"{findings.SCRIPT_PREFIX}1.py").write_text(whole.text)
    return findings.Written(folder, whole, lines, frozenset())


def _codes(project: Any) -> list[str]:  # noqa: ANN401
    found = findings.ruff_findings([project]).get(project.folder.name, [])
    return sorted(one.code for one in found if not one.code.startswith("D"))


def test_a_finding_of_the_same_statement_is_the_notebooks_own(tmp_path: Path) -> None:
    module = '"""Steps."""\n\nok = bool(list([1, 2, 3, 4]))\n'

    theirs = _written(tmp_path / "theirs", "ok = list([1, 2])", module, {("steps", 3): (1, 0)})
    ours = _written(tmp_path / "ours", "ok = (1, 2)", module, {("steps", 3): (1, 0)})

    assert _codes(theirs) == []
    assert _codes(ours) == ["C410"]


def test_a_finding_on_a_line_that_reads_the_same_is_the_notebooks_own(tmp_path: Path) -> None:
    project = _written(tmp_path / "p", "ok = list([1, 2])", '"""Steps."""\n\nok = list([1, 2])\n', {})

    assert _codes(project) == []


def test_names_that_the_notebook_uses_are_its_own(tmp_path: Path) -> None:
    module = '"""Steps."""\n\n\ndef fit(X, Y):\n    """Fit."""\n    print(X, Y)\n'

    assert _codes(_written(tmp_path / "p", "X = 1", module, {})) == ["N803"]


def test_lines_of_a_script_belong_to_statements_and_comments_to_the_one_below() -> None:
    script = scripts.as_script([((1, 0), "a = 1"), ((2, 0), "# why\nb = [1,\n2]"), ((2, 1), "")])

    assert script.lines == {1: (1, 0), 2: (2, 0), 3: (2, 0)}
    assert script.names == {"a", "b"}


def test_lines_of_a_package_are_those_of_statements_and_definitions() -> None:
    record = {
        "statements": [
            {"cell": 1, "ordinal": 0, "disposition": "moved", "module": "m", "span": [4, 5]},
            {"cell": 2, "ordinal": 0, "disposition": "hoisted", "module": "m", "lines": [8, 8]},
            {"cell": 3, "ordinal": 0, "disposition": "omitted"},
        ]
    }

    assert scripts.lines_of_package(record) == {("m", 4): (1, 0), ("m", 5): (1, 0), ("m", 8): (2, 0)}
