"""Docstrings say the same in every style, and only what is known."""

from __future__ import annotations

import ast

import pytest

from nb2prod.render.docstrings import STYLES, Docstring, Entry, docstring_lines, fits

WHOLE = Docstring(
    "Derive `ratio`.",
    notes=("A blank means a customer of this month.",),
    arguments=(Entry("df", "Frame with the column `a`.", "pd.DataFrame"), Entry("seed", "Seed.")),
    returns=(Entry("df", "Frame with the column `b`.", "pd.DataFrame"),),
    raises=(Entry("ValueError", "No rows."),),
    source="cell 5",
)

GOOGLE = '''"""Derive `ratio`.

A blank means a customer of this month.

Args:
    df: Frame with the column `a`.
    seed: Seed.

Returns:
    Frame with the column `b`.

Raises:
    ValueError: No rows.

Source: cell 5.
"""'''
NUMPY = '''"""Derive `ratio`.

A blank means a customer of this month.

Parameters
----------
df : pd.DataFrame
    Frame with the column `a`.
seed
    Seed.

Returns
-------
df : pd.DataFrame
    Frame with the column `b`.

Raises
------
ValueError
    No rows.

Notes
-----
Source: cell 5.
"""'''
SPHINX = '''"""Derive `ratio`.

A blank means a customer of this month.

Source: cell 5.

:param df: Frame with the column `a`.
:type df: pd.DataFrame
:param seed: Seed.

:returns: Frame with the column `b`.

:raises ValueError: No rows.
"""'''


@pytest.mark.parametrize(("style", "text"), [("google", GOOGLE), ("numpy", NUMPY), ("sphinx", SPHINX)])
def test_a_style_has_all_sections(style: str, text: str) -> None:
    assert "\n".join(docstring_lines(WHOLE, style)) == text


@pytest.mark.parametrize("style", STYLES)
def test_what_is_not_known_has_no_section(style: str) -> None:
    content = Docstring("Work.", arguments=(Entry("df", "", "int"),), returns=(Entry("x", "", "int"),))

    assert docstring_lines(content, style) == ['"""Work."""']


def test_several_results_are_one_field_for_sphinx() -> None:
    content = Docstring("Split.", returns=(Entry("a", "Rows."), Entry("b", "Others.")))

    assert ":returns: `a`: Rows; `b`: Others." in docstring_lines(content, "sphinx")


@pytest.mark.parametrize("text", [r"Take $\frac{a}{b}$ of it.", 'Say """ and \\.', 'It is "quoted"', "back\\"])
def test_any_text_can_be_told(text: str) -> None:
    source = "\n".join(docstring_lines(Docstring("Work.", notes=(text,))))

    told = ast.literal_eval(source)

    assert told.split("\n\n")[1].strip() == text.replace('"""', "'''")


def test_formulas_stay_readable() -> None:
    assert docstring_lines(Docstring(r"Take $\alpha$.")) == [r'r"""Take $\alpha$."""']


def test_lines_are_not_too_long() -> None:
    content = Docstring("Work.", arguments=(Entry("df", "Frame with " + "a long column, " * 20),))

    lines = docstring_lines(content)

    assert max(map(len, lines)) <= 84
    assert all(line.startswith(" " * 8) for line in lines[4:-1])


def test_a_summary_has_one_line() -> None:
    assert fits("x" * 78)
    assert not fits("x" * 79)
    assert not fits("one\ntwo")
