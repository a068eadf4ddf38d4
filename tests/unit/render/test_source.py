"""Moving code to another indentation leaves what it means alone."""

from __future__ import annotations

import ast
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2prod.notebook.indentation import indent, string_lines
from nb2prod.render.source import piece_text, quote_docstring
from tests.unit.making import functions_of, plan_of
from tests.unit.programs import Programs, parses

TEXTS = [
    "x = '''a\n  b\nc'''",
    'x = """a\n\n    b"""',
    "x = 'a\\\nb'",
    "x = f'''{1 +\n 2} a\n  b'''",
    "x = b'''a\nb'''",
    "def f():\n    '''Say.\n\n    More.\n    '''\n    return '''\n a'''",
    "x = [\n    '''a\nb''',\n    1,\n]",
    "x = ('a'\n     'b')",
    "x = '''a\nb''' + '''c\n  d'''; y = 1",
    "if x:\n    # a comment\n\n    y = 'a # b'",
    "x = 1 + \\\n    2",
    "x = r'''\\\n a'''",
]


def _body(text: str) -> list[str]:
    tree = ast.parse(text).body
    return [ast.dump(n) for n in tree]


def _moved(text: str) -> list[str]:
    wrapper = ast.parse(f"if True:\n{indent(text)}").body[0]
    assert isinstance(wrapper, ast.If)
    return [ast.dump(n) for n in wrapper.body]


@pytest.mark.parametrize("text", TEXTS)
def test_indenting_keeps_the_value_of_every_text(text: str) -> None:
    assert _moved(text) == _body(text)


_INSIDE = st.text(alphabet="ab \n#{}\t", max_size=12)
_QUOTES = st.sampled_from(["'''", '"""'])


@settings(max_examples=200)
@given(
    st.lists(st.tuples(_INSIDE, _QUOTES, st.sampled_from(["", "r", "b"])), min_size=1, max_size=4),
    st.sampled_from([1, 2]),
)
def test_indenting_random_texts(parts: list[tuple[str, str, str]], depth: int) -> None:
    lines = [f"x{n} = {prefix}{quote}{inside}{quote}" for n, (inside, quote, prefix) in enumerate(parts)]
    text = "\n".join(["if x:", *(f"    {line}" for line in lines)]) if depth == 2 else "\n".join(lines)
    assert _moved(text) == _body(text)


@settings(max_examples=60)
@given(st.randoms(use_true_random=False))
def test_indenting_random_programs(random: Random) -> None:
    text = "\n".join(s for s in Programs(random).program(6) if parses(s))
    assert _moved(text) == _body(text)


def test_lines_inside_of_texts() -> None:
    assert string_lines("x = '''a\nb\nc'''\ny = 1") == {2, 3}
    assert string_lines("x = 1\ny = 2") == frozenset()


@given(st.text(alphabet="a\"\\ \n'", max_size=20))
def test_any_text_can_be_a_docstring(text: str) -> None:
    value = ast.literal_eval(f'"""{quote_docstring(text)}"""')
    assert value.strip() == text.replace('"""', "'''").rstrip().strip()


def test_comments_travel_with_their_statement() -> None:
    made = plan_of("# first\n# second\nx = [1]  # third\nprint(x)")
    (step,) = functions_of(made)
    assert piece_text(step.pieces[0]) == "# first\n# second\nx = [1]  # third"
