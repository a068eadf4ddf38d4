"""Edits inside moved statements: names that change, parameters that are added, and nothing else."""

from __future__ import annotations

import ast
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nb2prod.plan.edits import Offsets, apply_edits, without_overlaps
from nb2prod.plan.model import Edit
from nb2prod.plan.rewrite import Renames, add_parameters, rename_definition, rewrite, to_nonlocal
from tests.unit.programs import Programs, parses


def _function(code: str) -> ast.FunctionDef:
    node = ast.parse(code).body[0]
    assert isinstance(node, ast.FunctionDef)
    return node


_DEFAULTS = st.sampled_from(
    ["", "=1", "=(1)", "=((2))", "=(1, 2)", "='a, b'", "=[x for x in (1,)]", "=f(1)", "={'k': (3)}"]
)
_NOTES = st.sampled_from(["", ": int", ": 'list[int]'", ": dict[str, int]", ": (int)"])
_FLIP = st.booleans()
_STAR = st.sampled_from(["*rest", "*rest: int", "* rest"])
_MORE = st.sampled_from(["**more", "** more", "**more: int"])
_SPACES = st.sampled_from(["", " ", "\n        "])


@st.composite
def _headers(draw: st.DrawFn) -> str:
    """Headers with parameters of all kinds."""
    with_default = False
    parts: list[str] = []

    def named(prefix: str, count: int, *, keyword: bool) -> list[str]:
        nonlocal with_default
        made: list[str] = []
        for number in range(count):
            default = draw(_DEFAULTS)
            if not keyword:
                default = default or ("=0" if with_default else "")
                with_default = with_default or bool(default)
            made.append(f"{prefix}{number}{draw(_NOTES)}{default}")
        return made

    before = named("a", draw(st.integers(0, 2)), keyword=False)
    parts += [*before, "/"] if before else []
    parts += named("b", draw(st.integers(0, 2)), keyword=False)
    after = named("c", draw(st.integers(0, 2)), keyword=True)
    star = draw(_STAR)
    if draw(_FLIP):
        parts.append(star)
    elif after:
        parts.append("*")
    parts += after
    if draw(st.booleans()):
        parts.append(draw(_MORE))
    comma = "," if bool(parts) and draw(st.booleans()) else ""
    inner = f",{draw(_SPACES)}".join(parts) + comma + (draw(_SPACES) if parts else "")
    arrow = draw(st.sampled_from(["", " -> int", " -> tuple[int, ...]"]))
    head = draw(st.sampled_from(["", "@deco(1, k=(2))\n"]))
    return f"{head}def name({inner}){arrow}:\n    return (1)"


@settings(max_examples=300)
@given(_headers(), st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, unique=True))
def test_added_parameters_are_keyword_only_and_nothing_else_changes(code: str, names: list[str]) -> None:
    node = _function(code)
    fresh = _function(apply_edits(code, add_parameters(node, code, tuple(names))))
    old = {a.arg: d for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)}
    new = dict(zip((a.arg for a in fresh.args.kwonlyargs), fresh.args.kw_defaults, strict=True))
    assert set(new) == {*old, *names}
    assert all(new[n] is None for n in names)
    fresh.args.kwonlyargs = [a for a in fresh.args.kwonlyargs if a.arg not in names]
    fresh.args.kw_defaults = [new[a.arg] for a in fresh.args.kwonlyargs]
    assert ast.dump(fresh) == ast.dump(node)


CALLS = [
    ("f()", "f(x=x)"),
    ("f(1)", "f(1, x=x)"),
    ("f(1,)", "f(1, x=x)"),
    ("f(a=1)", "f(a=1, x=x)"),
    ("f(*r, **m)", "f(*r, **m, x=x)"),
    ("f(i for i in r)", "f((i for i in r), x=x)"),
    ("f((i for i in r))", "f((i for i in r), x=x)"),
    ("f(f(1))", "f(f(1, x=x), x=x)"),
    ("f(\n    1,  # one\n    2  # two\n)", "f(1, 2, x=x)"),
    ("f(\n    1,\n)", "f(1, x=x)"),
    ("f('),(')", "f('),(', x=x)"),
    ("f(')#(')", "f(')#(', x=x)"),
    ("f('ü', 'é')[f('ö')]", "f('ü', 'é', x=x)[f('ö', x=x)]"),
    ("[f(i) for i in r]", "[f(i, x=x) for i in r]"),
    ("o.f(1)", "o.f(1)"),
    ("k = f'{f(1)} {g}'", "k = f'{f(1, x=x)} {g_2}'"),
    ("lambda f: f(1)", "lambda f: f(1)"),
    ("[f(1) for f in fs]", "[f(1) for f in fs]"),
    ("def g(f):\n    return f(1)", "def g(f):\n    return f(1)"),
    ("def g(p):\n    return f(p)", "def g(p):\n    return f(p, x=x)"),
    ("g(g=1)", "g_2(g=1)"),
    ("print(g, 'g', h.g)", "print(g_2, 'g', h.g)"),
    ("g = g + 1", "g = g_2 + 1"),
]


@pytest.mark.parametrize(("code", "expected"), CALLS, ids=[c[0] for c in CALLS])
def test_calls_pass_on_what_was_global(code: str, expected: str) -> None:
    edits = rewrite(ast.parse(code).body[0], code, Renames({"g": "g_2"}, {"f": {"x": "x"}}))
    assert ast.dump(ast.parse(apply_edits(code, edits))) == ast.dump(ast.parse(expected))


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_rewriting_random_programs_changes_names_alone(random: Random) -> None:
    for code in [s for s in Programs(random).program(4) if parses(s)]:
        node = ast.parse(code).body[0]
        fresh = apply_edits(code, rewrite(node, code, Renames({"xs": "xs_2"}, {})))
        assert ast.dump(ast.parse(fresh)).replace("xs_2", "xs") == ast.dump(ast.parse(code))
        stored = [n for n in ast.walk(ast.parse(fresh)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
        assert not any(n.id == "xs_2" for n in stored)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f():\n    return f()", "def f_2():"),
        ("@f_deco(f=1)\ndef f(f_x):\n    pass", "def f_2(f_x):"),
        ("async def f(): pass", "async def f_2(): pass"),
        ("class f(fff): pass", "class f_2(fff): pass"),
    ],
)
def test_definitions_get_another_name(code: str, expected: str) -> None:
    node = ast.parse(code).body[0]
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    assert expected in apply_edits(code, rename_definition(node, code, "f_2"))
    assert rename_definition(node, code, "f") == ()


@pytest.mark.parametrize(
    ("declared", "expected"),
    [("global a", "nonlocal a"), ("global a, b", "nonlocal a; global b"), ("global b", "global b")],
)
def test_globals_of_the_notebook_become_nonlocal(declared: str, expected: str) -> None:
    code = f"def f():\n    {declared}\n    a = b = 1"
    fresh = apply_edits(code, to_nonlocal(ast.parse(code).body[0], code, frozenset("a")))
    assert fresh == f"def f():\n    {expected}\n    a = b = 1"


@given(st.text(alphabet="añ€𝄞 \n", max_size=30), st.data())
def test_offsets_count_characters_where_the_parser_counts_bytes(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    line = text.count("\n", 0, place) + 1
    start = text.rfind("\n", 0, place) + 1
    assert Offsets(text).at(line, len(text[start:place].encode())) == place


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 5), st.sampled_from(["", "x", "yz"])), max_size=6))
def test_edits_that_are_left_do_not_overlap(raw: list[tuple[int, int, str]]) -> None:
    kept = without_overlaps(Edit(start, start + size, text) for start, size, text in raw)
    assert all(a.end <= b.start for a, b in pairwise(kept))
    source = "a" * 26
    fresh = apply_edits(source, kept)
    assert len(fresh) == 26 + sum(len(e.text) - (e.end - e.start) for e in kept)
