"""From cells to statements: text, trees, places, comments."""

from __future__ import annotations

import ast
import gc
import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2prod.notebook import Cell, CellKind, Notebook, StatementId, parse_cells
from tests.unit.notebook.made_notebooks import code_of, notebook_of, parsed

PIECES = [
    "a = 1; b = 'ä'; c = 3",
    "@decorate\n@twice(1)\ndef f(x, *, y=2):\n    return x  # inside",
    "class A:\n    '''Doc ü\n    more'''\n    n: int = 1",
    "x = '''é\n  two\n''' + f'{a}{b!r:>{c}}'",
    "for i in range(3):\n    print(i)\nelse:\n    pass",
    "y = (1,\n  2)",
    "z = [n for n in 'ö' if (m := n)]",
    "if a:\n  b = 1\nelif c:\n  d = 2",
    "await asyncio.sleep(0)",
    "async with x as y:\n    await z",
    "match a:\n    case {'k': [*rest]}:\n        pass",
    "value = 'ß'; other = '''\n'''; last = lambda q: q",
    "print('ä', 1)  # trailing",
    "text = f'''{\n  a\n} ü {b}'''",
    "from __future__ import annotations",
    "",
    "# only a comment ä",
]


def _reparsed(source: str) -> str:
    return ast.dump(ast.parse(source).body[0], include_attributes=True)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
@settings(deadline=None)
def test_each_statement_is_its_own_text_and_tree(pieces: list[str]) -> None:
    result = parsed("\n".join(pieces))
    assert not result.unparsed
    for statement in result.statements:
        assert statement.node is not None
        assert ast.dump(statement.node, include_attributes=True) == _reparsed(statement.source)


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=6))
@settings(deadline=None)
def test_python_is_cut_as_python_cuts_it(pieces: list[str]) -> None:
    source = "\n".join(pieces)
    statements = parsed(source).statements
    assert [ast.dump(node) for node in ast.parse(source).body] == [ast.dump(_node(s.node)) for s in statements]
    lines = source.split("\n")
    for statement in statements:
        here = lines[statement.location.line - 1][statement.location.column - 1 :]
        assert here.startswith(statement.source.split("\n")[0])
        assert statement.location.physical_line == 100 + statement.location.line - 1


def _node(node: ast.stmt | None) -> ast.stmt:
    assert node is not None
    return node


def test_ids_count_in_each_cell() -> None:
    ids = [statement.id for statement in parsed("a = 1; b = 2", "# nothing", "c = 3").statements]
    assert ids == [StatementId(1, 0), StatementId(1, 1), StatementId(3, 0)]


def test_comments_go_to_the_statement_that_they_precede() -> None:
    source = "# one\n\n  # two\na = 1  # behind a\n# three\nif a:\n    # inside\n    b = 2\n# the end"
    first, second = parsed(source).statements
    assert first.comments == ("# one", "# two")
    assert first.trailing_comment == "# behind a"
    assert second.comments == ("# three",)
    assert second.trailing_comment == ""
    assert "# inside" in second.source


@pytest.mark.parametrize(
    ("source", "displayed"),
    [
        ("x", True),
        ("x  # shown", True),
        ("x;", False),
        ("x ; # hidden", False),
        ("x = 1", False),
        ("x\ny = 1", False),
        ("y = 1; x", True),
        ("if x:\n    x", False),
        ("%time f()", True),
        ("%time f();", False),
        ("%%time\nf()", True),
        ("%%capture\nf()", False),
        ("!mkdir a", False),
        ("!!mkdir a", True),
        ("/f x", True),
        ("%pylab inline", False),
    ],
)
def test_what_jupyter_displays(source: str, *, displayed: bool) -> None:
    assert parsed(source).statements[-1].displayed is displayed


def test_raises_exception() -> None:
    cells = (
        Cell(1, None, CellKind.CODE, "1 / 0", tags=frozenset({"raises-exception"})),
        Cell(2, None, CellKind.CODE, "1 / 1"),
    )
    first, second = parse_cells(Notebook(Path("nb.ipynb"), "python", cells)).statements
    assert first.expects_error
    assert not second.expects_error


@pytest.mark.parametrize(
    "source",
    [
        "x = (",
        "return 1",
        "yield 1",
        "break",
        "for i in x:\n    def f():\n        continue",
        "def f(a, a): pass",
        "f(a=1, a=2)",
        "nonlocal x",
        "x = 'a\0b'",
        "\0",
        "(" * 5000,
        "-" * 100_000 + "1",
        "x = " + "+".join(["1"] * 50_000),
        "1 = x",
        "  a = 1\n b = 2",
        "def f():",
        "print 'two'",
        "val x = 1",
    ],
)
def test_what_is_no_python_is_kept_and_said(source: str) -> None:
    result = parsed("a = 1", source, "b = 2")
    (failure,) = result.unparsed
    assert (failure.cell, failure.source) == (2, source)
    assert failure.message
    assert failure.location.cell == 2
    assert [statement.source for statement in result.statements] == ["a = 1", "b = 2"]


def test_where_the_parser_gave_up() -> None:
    (failure,) = parsed("    a = 1\n    b = = 2").unparsed
    assert (failure.location.line, failure.location.column) == (2, 9)
    assert failure.location.physical_line == 101


def test_syntax_of_a_newer_python_is_explained() -> None:
    notebook = replace(notebook_of("type type type"), language_version="3.99.1")
    assert "Python 3.99 ran the notebook" in parse_cells(notebook).unparsed[0].message


def test_future_imports_may_stand_below_other_statements() -> None:
    assert code_of("x = 1\nfrom __future__ import annotations") == "x = 1\nfrom __future__ import annotations"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_other_line_ends(end: str) -> None:
    assert code_of(f"a = 1{end}if a:{end}    b = 2") == "a = 1\nif a:\n    b = 2"


def test_lines_of_spaces_are_emptied_as_jupyter_does() -> None:
    assert code_of("a = '''x\n   \ny'''") == "a = '''x\n\ny'''"


def test_warnings_and_collector_are_left_as_they_were() -> None:
    assert gc.isenabled()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(parsed("x = '\\d'\nassert (x, 'y')").statements) == 2
    assert gc.isenabled()


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_any_text_is_parsed_or_kept(source: str) -> None:
    result = parsed(source)
    assert len(result.unparsed) <= 1
    for statement in result.statements:
        assert (statement.node is None) == (not statement.source)
        assert statement.node is not None or (statement.magic is not None and not statement.magic.translated)


MARKS = ["%", "%%", "!", "?", "!!", "/", ",", ";", "=", "'", '"', '"""', "(", ")", "{", "}", "$", "#", ":"]
WORDS = [
    "x",
    "if",
    "time",
    "bash",
    "sql",
    "writefile",
    "cd",
    "env",
    "run",
    "capture",
    "pip install",
    ">>> ",
    "In [1]: ",
]
SPACES = [" ", "    ", "\n", "\\\n"]
SCRAPS = st.sampled_from([*MARKS, *WORDS, *SPACES])


@given(st.lists(SCRAPS, max_size=25).map("".join))
@settings(max_examples=500, deadline=None)
def test_any_mix_of_scraps_is_parsed_or_kept(source: str) -> None:
    result = parsed(source)
    for statement in result.statements:
        if statement.source:
            assert ast.dump(ast.parse(statement.source).body[0]) == ast.dump(_node(statement.node))
