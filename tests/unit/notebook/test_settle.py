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
        (("1 + 1", "t = _", "for _ in xs:\n    print(_)"), ["_ = 1 + 1", "t = _", "for _ in xs:\n    print(_)"]),
        (("1 + 1", "_ = 5", "print(_)"), ["1 + 1", "_ = 5", "print(_)"]),
        (("from t import g as _", "1", "print(_(2))"), ["from t import g as _", "1", "print(_(2))"]),
        (("f()", "t = _"), ['_ = ""', "if (_result := f()) is not None:\n    _ = _result", "t = _"]),
        (("f()", "t = _1"), ["if (_result := f()) is not None:\n    _1 = _result", "t = _1"]),
        (("t = _",), ['_ = ""', "t = _"]),
        (("1 + 1", "a, _ = f()\nprint(_)"), ["1 + 1", "a, _ = f()", "print(_)"]),
        (
            ("x = 1", "print(In[1])"),
            ['In = [""]', "In.append('x = 1')", "x = 1", "In.append('print(In[1])')", "print(In[1])"],
        ),
        (
            ("x = 1", "print(_i)"),
            ['In = [""]', "In.append('x = 1')", "x = 1", "In.append('print(_i)')", "print(In[1])"],
        ),
        (("_i = 1\nprint(_i)",), ["_i = 1", "print(_i)"]),
        (("1", "[_1 for x in xs]"), ["_1 = 1", "[_1 for x in xs]"]),
        (("1", "def f():\n    return _"), ["_ = 1", "def f():\n    return _"]),
        (("1", "def f(_):\n    return _"), ["1", "def f(_):\n    return _"]),
        (("%reset -f", "x = 1"), ["", "x = 1"]),
        (("x = 1", "%reset -f", "y = 2"), ["x = 1", "del x", "y = 2"]),
        (("x = 1", "%reset -f out", "y = 2"), ["x = 1", "", "y = 2"]),
        (
            ("x = 1\nif x:\n    y = 2", "%reset"),
            ["x = 1", "if x:\n    y = 2", "del x", "try:\n    del y\nexcept NameError:\n    pass"],
        ),
        (("x = 1", "%reset -f", "y = 2", "%reset -f"), ["x = 1", "del x", "y = 2", "del y"]),
    ],
)
def test_statements_say_what_jupyter_does(cells: Sequence[str], sources: Sequence[str]) -> None:
    assert _settled(*cells) == list(sources)


def test_history_of_three_results_holds_what_jupyter_holds() -> None:
    names: dict[str, object] = {}
    for source in _settled("1", "2", "3", "r = (_, __, ___)"):
        exec(source, names)
    assert names["r"] == (3, 2, 1)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("5 * 5", "Out[1] + 1", "r = (_, __, _1)"), (26, 25, 25)),
        (("7 + 0", "for _ in [1, 2]:\n    pass", "8 + 0", "r = _"), 2),
        (("7 + 0", "for _ in []:\n    pass", "8 + 0", "r = _"), 8),
        (("7 + 0", "for _ in [6, 7]:\n    pass", "8 + 0", "r = _"), 8),
        (("7 + 0", "_ = 3", "8 + 0", "del _", "9 + 0", "r = _"), 9),
        (("7 + 0", "_ = 3", "8 + 0", "r = _"), 3),
        (("7 + 0", "_ = 3", "8 + 0", "del _", "9 + 0", "r = (_, __)"), (9, 8)),
        (("7 + 0", "{}.get(1)", "r = _"), 7),
        (("7 + 0", "8 + 0", "{}.get(1)", "r = (_, __)"), (8, 7)),
        (("{}.get(1)", "r = (_, len(Out))"), ("", 0)),
        (("def f():\n    global _\n    _ = 3", "7 + 0", "r = [_]", "f()", "8 + 0", "r += [_]"), [7, 3]),
        (("def f():\n    return _", "7 + 0", "r = [f()]", "_ = 3", "8 + 0", "r += [f()]"), [7, 3]),
    ],
)
def test_short_names_hold_what_jupyter_gives_them(cells: Sequence[str], expected: object) -> None:
    names: dict[str, object] = {}
    for source in _settled(*cells):
        exec(source, names)
    assert names["r"] == expected


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


MODULE = """\
import os
from math import pi as PI
__version__ = 1
RATE = 2
def show():
    inner = 1
if RATE:
    MAYBE = 1
"""


@pytest.mark.parametrize(
    ("module", "mentions", "expected"),
    [
        (MODULE, "print(RATE, show, inner, __version__)", "from tools import RATE, show"),
        (MODULE, "print(PI, os.sep)", "from tools import PI, os"),
        (MODULE, "print(other)", "from tools import *"),
        (MODULE, "print(MAYBE, RATE)", "from tools import *"),
        ("__all__ = ['a', '_b']\na = _b = c = 1", "print(a, _b, c)", "from tools import _b, a"),
        ("__all__ = ['a']\n__all__ += ['c']\na = c = 1", "print(a, c)", "from tools import *"),
        ("from more import *\na = 1", "print(a)", "from tools import *"),
        ("globals()['a'] = 1\nb = 1", "print(a, b)", "from tools import *"),
        ("a = 1\ndel a\nb = 1", "print(a, b)", "from tools import *"),
        ("a =", "print(a)", "from tools import *"),
    ],
)
def test_star_imports_of_modules_beside_say_what_they_import(
    tmp_path: Path, module: str, mentions: str, expected: str
) -> None:
    (tmp_path / "tools.py").write_text(module)
    cells = ("from tools import *", mentions)
    assert _settled(*cells, path=tmp_path / "nb.ipynb")[0] == expected
    package = tmp_path / "kit"
    package.mkdir()
    (package / "__init__.py").write_text(module)
    assert _settled("from kit import *", mentions, path=tmp_path / "nb.ipynb")[0] == expected.replace("tools", "kit")


def test_a_module_is_read_as_the_notebook_wrote_it_last() -> None:
    first, more = "%%writefile 'tools.py'\na = 1", "%%writefile -a tools.py\nb = 1"
    star, use = "from tools import *", "print(a, b)"
    assert _settled(first, more, star, use)[-2] == "from tools import a, b"
    assert _settled(first, star, more, use)[-3] == "from tools import a"
    assert _settled(star, first, use)[0] == star


def test_a_script_that_shares_the_scope_stands_in_its_place() -> None:
    script = "%%writefile step.py\n# doubles\ny = x * 2\nif __name__ == '__main__':\n    print(y)"
    sources = _settled(script, "x = 1\n%run -i step.py")
    assert [s for s in sources if s in ("y = x * 2", "print(y)")] == ["y = x * 2", "print(y)"]


@pytest.mark.parametrize("text", ['{"cells": 3}', "[1", '{"cells": [{"cell_type": "code", "source": "1 +"}]}'])
def test_a_notebook_that_cannot_be_read_is_left_out_with_the_reason(text: str) -> None:
    cells = (f"%%writefile other.ipynb\n{text}", "%run other.ipynb")
    statements = settle_statements(parse_cells(notebook_of(*cells))).statements
    (left,) = [s for s in statements if s.node is None]
    assert left.magic is not None
    assert "convert it by itself" in left.magic.reason


def test_a_notebook_that_runs_itself_ends() -> None:
    cell = '{"cell_type": "code", "source": "x = 1\\n%run a.ipynb", "metadata": {}, "outputs": []}'
    assert "x = 1" in _settled(f'%%writefile a.ipynb\n{{"cells": [{cell}]}}', "%run a.ipynb")


def test_a_script_is_run_in_a_branch_too() -> None:
    sources = _settled("%%writefile a.py\nn = 1", "if True:\n    %run a.py\nprint(n)")
    assert any(s.startswith("if True:") and "[n] = [names[n]" in s for s in sources)
