"""Text for people: width, escapes, lists; and what an excerpt hides."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.report.excerpt import first_line, mask_secrets
from nb2prod.report.style import ansi, plain
from nb2prod.report.wording import (
    cells_of,
    counted,
    harmless,
    listed,
    one_line,
    padded,
    percent,
    tallied,
    width_of,
)

ANY_TEXT = st.text(st.characters(codec=None), max_size=80)


@given(ANY_TEXT, st.integers(2, 60))
def test_a_line_is_one_line_and_fits(text: str, width: int) -> None:
    line = one_line(text, width)

    assert len(line.splitlines()) <= 1
    assert width_of(line) <= width


@given(ANY_TEXT)
def test_harmless_text_holds_nothing_that_a_terminal_obeys(text: str) -> None:
    assert all(character in "\n\t" or character.isprintable() or ord(character) >= 0xA0 for character in harmless(text))
    harmless(text).encode("utf-8")


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=20))
def test_padded_text_has_the_width(text: str) -> None:
    assert width_of(padded(text, 50)) == 50


def test_wide_characters_count_twice() -> None:
    assert width_of("日本") == 4
    assert one_line("日本語日本語", 7) == "日本語…"


@pytest.mark.parametrize(
    ("text", "expected"), [("a\n  b", "a b"), ("a\x1b[31m", "a\\x1b[31m"), ("\u202eevil", "\\u202eevil"), ("", "")]
)
def test_one_line_without_a_limit(text: str, expected: str) -> None:
    assert one_line(text) == expected


def test_numbers_and_lists() -> None:
    assert counted(1, "cell") == "1 cell"
    assert counted(2, "cell") == "2 cells"
    assert percent(0.755) == "76%"
    assert listed("abcd", 2) == "a, b and 2 more"
    assert listed("ab", 2) == "a, b"
    assert cells_of([3]) == "cell 3"
    assert cells_of([3, 3, 4, 5], 2) == "cells 3, 4 and 1 more"
    assert tallied({"a": 1, "b": 2, "c": 0}) == "2 b, 1 a"


def test_the_first_line_is_one_that_says_something() -> None:
    assert first_line("\n   \n  x = 1  \ny") == "x = 1"
    assert first_line(" \n") == ""


@pytest.mark.parametrize(
    "line",
    [
        "api_key = 'sk-abcdefghijk12345678XYZ'",
        "connect(user='me', password='x9Kq2LmZ77aP')",
        'os.environ["AWS_SECRET_ACCESS_KEY"] = "a8Fj29dkQ01mZpX7"',
        "login('ghp_abcdefghijklmnopqrstuvwxyz123456')",
    ],
)
def test_secrets_are_masked(line: str) -> None:
    assert "'•••'" in mask_secrets(line).replace('"', "'")


@pytest.mark.parametrize(
    "line", ["token = 'a'", "key = 'customers.csv'", "df['keyword'] = 'monkeys and keys'", "x = 'plain'"]
)
def test_what_is_no_secret_is_shown(line: str) -> None:
    assert mask_secrets(line) == line


def test_colours() -> None:
    assert plain("title", "x") == "x"
    assert ansi("title", "x") == "\x1b[1mx\x1b[0m"
    assert ansi("unheard of", "x") == "x"
    assert ansi("title", "") == ""
