"""IPython's syntax, with IPython's own transformer as the judge."""

from __future__ import annotations

import ast
import warnings

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2prod.notebook.cleanup import clean, code_of
from nb2prod.notebook.ipython import PLACEHOLDERS, Piece, PieceKind, cell_magic, split_cell
from nb2prod.notebook.slicing import parse_python

inputtransformer2 = pytest.importorskip("IPython.core.inputtransformer2")


def _theirs(source: str) -> list[str] | None:
    """Give the statements that IPython makes of a cell, calls of its own as `call`; `None` where it is no Python."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(inputtransformer2.TransformerManager().transform_cell(source))
    except (SyntaxError, ValueError, RuntimeError):
        return None
    return [_masked(node) for node in tree.body]


def _ours(source: str) -> list[str] | None:
    split = split_cell(clean(code_of(source)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = ast.parse(split.code.text)
    except (SyntaxError, ValueError):
        return None
    return [_masked(_Called(split.pieces).visit(node)) for node in tree.body]


def _masked(node: ast.stmt) -> str:
    return ast.dump(_Mask().visit(node))


class _Mask(ast.NodeTransformer):
    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        match node.func:
            case ast.Attribute(value=ast.Call(func=ast.Name(id="get_ipython"))):
                return ast.Name(id="PIECE")
            case _:
                return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(id="PIECE") if PLACEHOLDERS.fullmatch(node.id) else node


class _Called(ast.NodeTransformer):
    """Puts what an automatic call is in its place, as IPython does."""

    def __init__(self, pieces: tuple[Piece, ...]) -> None:
        self.pieces = pieces

    def visit_Name(self, node: ast.Name) -> ast.AST:
        match = PLACEHOLDERS.fullmatch(node.id)
        if match and self.pieces[int(match[1])].kind is PieceKind.CALL:
            return ast.parse(self.pieces[int(match[1])].argument, mode="eval").body
        return node


LINES = [
    "%time x = f()",
    "%matplotlib inline",
    "!echo it's $HOME {x} # no comment",
    "!ls \\\n  -l",
    "!!ls",
    "files = !ls *.py",
    "files=!ls",
    "a, b = !ls",
    "x.y = %pwd",
    "x[0]['k'] = %time f(1)",
    "x: list = !ls",
    "obj?",
    "obj.method??",
    "?obj",
    "??obj.x",
    "%time?",
    "str.*find*?",
    "a[0]?",
    "/f x y",
    ",f a b",
    ";f a b",
    "if x:\n    %time y = f()\n    !echo {i}",
    "for i in y:\n    !ls\n    z = !ls {i}\nelse:\n    ?x",
    "def f():\n\tx = %env HOME\n\treturn x",
    "y = (3\n  % 2)",
    "y = 3 \\\n  % 2",
    "y = [1,\n!ls\n]",
    "s = '''\n%time\n!ls\nx?\n'''",
    's = """a\n?b"""',
    "s = 'a \\\n%b'",
    "x = 1 # ?",
    "# %time x?",
    "x = 5 % 3",
    "x %= 2",
    "f(x=%time)",
    "x == !ls",
    "x = y = !ls",
    "print(a != b)",
    "@wrap\ndef g(): pass",
    "lambda: 1;",
    "'#' + x",
    "a = f'{x}%' % 3",
    "r'\\'",
    "b'x' ; b\"y\"",
    "%%time",
    "  ",
    "",
    "\t",
    "x = !",
    "%",
    "!",
    "? ",
    "//",
    "x?!",
    "'open",
    '"""open',
    "(",
    ")",
    "]",
]


@pytest.mark.parametrize("source", LINES)
def test_lines_as_ipython_reads_them(source: str) -> None:
    assert _ours(source) == _theirs(source)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=5).map("\n".join))
@settings(max_examples=400, deadline=None)
def test_cells_as_ipython_reads_them(source: str) -> None:
    if source.lstrip().startswith("%%"):
        return
    theirs = _theirs(source)
    if theirs is None and source != source.rstrip():
        # Blanks behind an open bracket hide a help request from IPython, to which the cell is no Python then.
        return
    assert _ours(source) == theirs


@given(
    st.lists(st.sampled_from(LINES), min_size=1, max_size=4).map("\n".join),
    st.sampled_from(["  ", "\t", ">>> ", "In [3]: "]),
)
@settings(max_examples=200, deadline=None)
def test_indented_and_pasted_cells_as_ipython_reads_them(source: str, prefix: str) -> None:
    pasted = "\n".join(prefix + line for line in source.split("\n"))
    if source.lstrip().startswith("%%"):
        return
    assert _ours(pasted) == _theirs(pasted)


@pytest.mark.parametrize(
    "source",
    [
        ">>> x = 1\n>>> if x:\n...     y = 2\n",
        "    >>> x = 1\n    >>> y = 2",
        ">>> s = '''\n>>> kept\n'''",
        's = """\n>>> kept\n"""\n>>> y = 1',
        "In [1]: x = 1\n   ...: y = 2",
        "In [12]: for i in x:\n   ....:     print(i)",
        "\n\n    a = 1\n    b = 2\n",
        "  a = 1\n    \n  b = 2",
    ],
)
def test_prompts_and_indentation(source: str) -> None:
    expected = inputtransformer2.TransformerManager().transform_cell(source)
    assert clean(code_of(source)).text.strip("\n") == expected.strip("\n")


def _is_python(line: str) -> bool:
    try:
        parse_python(line)
    except SyntaxError:
        return False
    return True


@given(st.lists(st.sampled_from([line for line in LINES if _is_python(line)]), max_size=5))
@settings(max_examples=200, deadline=None)
def test_python_is_left_as_it_is(lines: list[str]) -> None:
    source = "\n".join(lines)
    assert split_cell(clean(code_of(source))).pieces == ()
    assert clean(code_of(source)).text.split() == source.split()


@pytest.mark.parametrize(
    ("source", "name", "argument", "body"),
    [
        ("%%bash -s a\necho\n", "bash", "-s a", "echo\n\n"),
        ("\n  \n%%time\nx = 1", "time", "", "x = 1\n"),
        ("%%writefile 'a b.py'", "writefile", "'a b.py'", ""),
        ("  %%sql\n  select 1", "sql", "", "select 1\n"),
    ],
)
def test_cell_magics(source: str, name: str, argument: str, body: str) -> None:
    piece = cell_magic(clean(code_of(source)))
    assert piece is not None
    assert (piece.name, piece.argument, piece.body) == (name, argument, body)


@pytest.mark.parametrize("source", ["%time x", "# first\n%%time\nx", "%%time?", "x = '%%bash'", ""])
def test_no_cell_magic(source: str) -> None:
    assert cell_magic(clean(code_of(source))) is None
