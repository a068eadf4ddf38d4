"""What Jupyter does behind the author's back, written out as statements."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from pathlib import Path

import pytest

from nb2prod.notebook import StatementId, parse_cells
from nb2prod.notebook.settle import settle_statements
from tests.unit.making import notebook_of


def _settled(*cells: str, path: Path = Path("nb.ipynb")) -> list[str]:
    return [s.source for s in settle_statements(parse_cells(notebook_of(*cells, path=path))).statements]


@pytest.mark.parametrize(
    ("cells", "sources"),
    [
        (("x = 1", "print(x)"), ["x = 1", "print(x)"]),
        (("if __name__ == '__main__':\n    x = 1\n    print(x)",), ["x = 1", "print(x)"]),
        (("if __name__ == '__main__':\n    t = '''a\n  b'''",), ["t = '''a\n  b'''"]),
        (("if __name__ == '__main__':\n    if x:\n        y = 1",), ["if x:\n    y = 1"]),
        (("if __name__ == '__main__': x = 1",), ["if __name__ == '__main__': x = 1"]),
        (
            ("if __name__ == '__main__':\n    x = 1\nelse:\n    x = 2",),
            ["if __name__ == '__main__':\n    x = 1\nelse:\n    x = 2"],
        ),
        (("exec('k = 3')",), ["k = 3"]),
        (("exec('k = 3\\nm = 4')",), ["if True:\n    k = 3\n    m = 4"]),
        (("code = 'k = 3'", "exec(code)"), ["code = 'k = 3'", "k = 3"]),
        (("exec('k = ')",), ["exec('k = ')"]),
        (("exec(code)",), ["exec(code)"]),
        (("exec('k = 3', names)",), ["exec('k = 3', names)"]),
        (("code = 'k = 3'", "code = 'k = 4'", "exec(code)"), ["code = 'k = 3'", "code = 'k = 4'", "exec(code)"]),
        (("1 + 1", "print(_)"), ["_ = 1 + 1", "print(_)"]),
        (("1 + 1", "print(_1)"), ["_1 = 1 + 1", "print(_1)"]),
        (("x = 1", "x + 1", "print(_2)"), ["x = 1", "_2 = x + 1", "print(_2)"]),
        (("1", "print(Out[1])"), ["Out = {}", "Out[1] = 1", "print(Out[1])"]),
        (("1;", "print(_1)"), ["1", "print(_1)"]),
        (("for _ in xs:\n    print(_)",), ["for _ in xs:\n    print(_)"]),
        (("1 + 1", "a, _ = f()\nprint(_)"), ["1 + 1", "a, _ = f()", "print(_)"]),
        (("x = 1", "print(In[1])"), ["In = ['', 'x = 1', 'print(In[1])']", "x = 1", "print(In[1])"]),
    ],
)
def test_statements_say_what_jupyter_does(cells: Sequence[str], sources: Sequence[str]) -> None:
    assert _settled(*cells) == list(sources)


def test_history_of_three_results_holds_what_jupyter_holds() -> None:
    names: dict[str, object] = {}
    for source in _settled("1", "2", "3", "r = (_, __, ___)"):
        exec(source, names)
    assert names["r"] == (3, 2, 1)


def test_statements_are_numbered_anew_and_their_trees_fit_their_text() -> None:
    code = "a = 1\nif __name__ == '__main__':\n    # why\n    b = 2\n    c = 3\nd = 4"
    made = settle_statements(parse_cells(notebook_of(code))).statements
    assert [s.id for s in made] == [StatementId(1, n) for n in range(4)]
    assert [s.location.line for s in made] == [1, 4, 5, 6]
    assert made[1].comments == ("# why",)
    for statement in made:
        assert statement.node is not None
        assert ast.dump(ast.parse(statement.source).body[0]) == ast.dump(statement.node)


def test_run_binds_what_the_script_binds_and_the_notebook_reads(tmp_path: Path) -> None:
    (tmp_path / "tools.py").write_text(
        "import os\nRATE = 2\nUNUSED = 3\ndef helper():\n    inner = 1\n", encoding="utf-8"
    )
    found = _settled("%run tools.py", "print(RATE, helper())", path=tmp_path / "nb.ipynb")
    assert any(s.startswith("[RATE, helper] = ") for s in found)


def test_a_script_outside_of_the_folder_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "tools.py").write_text("RATE = 2\n", encoding="utf-8")
    found = _settled("RATE = 0", "%run ../tools.py", "print(RATE)", path=folder / "nb.ipynb")
    assert not any(s.startswith("[RATE]") for s in found)


def test_a_script_that_is_missing_binds_what_nothing_else_does(tmp_path: Path) -> None:
    found = _settled("%run gone.py", "x = 1\nprint(x, helper(2))", path=tmp_path / "nb.ipynb")
    assert any(s.startswith("[helper] = ") for s in found)
