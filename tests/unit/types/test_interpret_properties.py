"""Whatever is parsed can be interpreted."""

from __future__ import annotations

import warnings

from hypothesis import given, settings
from hypothesis import strategies as st

from nb2prod.types import annotation_of
from tests.unit.types.support import interpreted, knowledge

NAMES = st.sampled_from(["a", "b", "f", "df", "np", "pd", "self", "print", "list", "foreign"])
CONSTANTS = st.sampled_from(["1", "2.5", "'a'", "None", "True", "...", "b'a'", "[]", "{}", "()", "''"])
OPERATORS = st.sampled_from(
    ["+", "-", "*", "/", "%", "@", "**", "//", "&", "|", "<", "==", "in", "is not", "and", "or"]
)


def _compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.builds("({} {} {})".format, inner, OPERATORS, inner),
        st.builds("{}({})".format, inner, inner),
        st.builds("{}(*{}, k={}, **{})".format, NAMES, inner, inner, inner),
        st.builds("({}).{}".format, inner, st.sampled_from(["append", "loc", "T", "fit", "pop", "x", "values"])),
        st.builds("({})[{}]".format, inner, inner),
        st.builds("({})[{}:{}]".format, inner, inner, inner),
        st.builds("[{}, *{}]".format, inner, inner),
        st.builds("({}, {})".format, inner, inner),
        st.builds("{{{}: {}}}".format, inner, inner),
        st.builds("[{} for {} in {} if {}]".format, inner, NAMES, inner, inner),
        st.builds("({} for {} in {})".format, inner, NAMES, inner),
        st.builds("(lambda {}: {})".format, NAMES, inner),
        st.builds("({} if {} else {})".format, inner, inner, inner),
        st.builds("({} := {})".format, NAMES, inner),
        st.builds("f'{{{}!r}}'".format, NAMES),
        st.builds("(not {})".format, inner),
    )


EXPRESSIONS = st.recursive(st.one_of(NAMES, CONSTANTS), _compound, max_leaves=8)


def _indent(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))


def _blocks(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map("\n".join).map(_indent)
    return st.one_of(
        st.builds("if {}:\n{}\nelse:\n{}".format, EXPRESSIONS, body, body),
        st.builds("for {} in {}:\n{}".format, NAMES, EXPRESSIONS, body),
        st.builds("while {}:\n{}".format, EXPRESSIONS, body),
        st.builds("with {} as {}:\n{}".format, EXPRESSIONS, NAMES, body),
        st.builds("try:\n{}\nexcept ValueError as {}:\n{}\nfinally:\n{}".format, body, NAMES, body, body),
        st.builds(
            "def {}({}, b={}, *args, **kw):\n{}\n    return {}".format,
            NAMES,
            NAMES.filter("b".__ne__),
            CONSTANTS,
            body,
            EXPRESSIONS,
        ),
        st.builds("def {}(a):\n    global b\n{}\n    yield {}".format, NAMES, body, EXPRESSIONS),
        st.builds(
            "class {}({}):\n{}\n    def __init__(self, *a):\n        self.x = {}".format,
            NAMES,
            NAMES,
            body,
            EXPRESSIONS,
        ),
        st.builds("match {}:\n    case [a, *b]:\n{}\n    case _:\n{}".format, EXPRESSIONS, body, body),
        st.builds("@{}\ndef f(a):\n{}".format, NAMES, body),
    )


SIMPLE = st.one_of(
    EXPRESSIONS,
    st.builds("{} = {}".format, NAMES, EXPRESSIONS),
    st.builds("{}, *{} = {}".format, NAMES, NAMES, EXPRESSIONS),
    st.builds("({}).x = {}".format, EXPRESSIONS, EXPRESSIONS),
    st.builds("({})[{}] = {}".format, EXPRESSIONS, EXPRESSIONS, EXPRESSIONS),
    st.builds("{} += {}".format, NAMES, EXPRESSIONS),
    st.builds("del {}".format, NAMES),
    st.builds("{}: {} = {}".format, NAMES, EXPRESSIONS, EXPRESSIONS),
    st.builds("assert {}".format, EXPRESSIONS),
    st.just("import numpy as np"),
    st.just("exec('b = 1')"),
    st.just("pass"),
)
STATEMENTS = st.recursive(SIMPLE, _blocks, max_leaves=4)


def _parses(code: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(code, "a", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


@settings(max_examples=100, deadline=None)
@given(st.lists(STATEMENTS.filter(_parses), min_size=1, max_size=6))
def test_interpreting_never_fails_and_says_something_of_each_statement(statements: list[str]) -> None:
    facts, found = interpreted("from numpy import *", *statements)

    assert set(found.effects) == set(found.after) == {fact.id for fact in facts}
    for guesses in found.after.values():
        for guess in guesses.values():
            assert 0 <= guess.confidence <= 1
            assert (guess.type == "?") == (guess.confidence == 0)
            annotation = annotation_of(guess, knowledge())
            assert annotation is None or _parses(f"x: {annotation.text}")


@settings(max_examples=40, deadline=None)
@given(st.lists(STATEMENTS.filter(_parses), min_size=1, max_size=5))
def test_certain_mutations_are_mutations(statements: list[str]) -> None:
    _, found = interpreted(*statements)

    assert all(effects.certain <= effects.mutates for effects in found.effects.values())


@settings(max_examples=25, deadline=None)
@given(st.lists(STATEMENTS.filter(_parses), min_size=1, max_size=4))
def test_the_same_code_means_the_same(statements: list[str]) -> None:
    assert interpreted(*statements)[1] == interpreted(*statements)[1]


def test_deep_nesting_is_said_to_be_unknown() -> None:
    code = "x = " + "+".join(["a"] * 900)

    facts, found = interpreted("a = 1", code)

    assert found.effects[facts[1].id].mutates <= {"a"}


def test_endless_recursion_ends() -> None:
    code = "def f(a):\n    return g([a])\ndef g(a):\n    return f((a, a))\nx = f(1)"

    facts, found = interpreted(code)

    assert found.after[facts[-1].id]["x"].type == "?"
