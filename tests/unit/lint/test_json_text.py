"""Changing one value of a document leaves every other character as it was."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.lint.json_text import NoSuchValueError, remove_value, replace_lines, replace_value, written_like

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4),
    max_leaves=12,
)
FORMS: list[dict[str, Any]] = [
    {"indent": 1, "ensure_ascii": False},
    {"indent": 2},
    {"indent": "\t"},
    {"separators": (",", ":")},
    {},
]


def paths(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(below for key, child in inner for below in paths(child, (*path, key)))]


def at(value: Any, path: tuple[str | int, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


@given(value=VALUES, new=VALUES, form=st.sampled_from(FORMS), data=st.data())
def test_replacing_gives_the_document_of_the_new_value(value: Any, new: Any, form: Any, data: st.DataObject) -> None:
    text = json.dumps({"top": value}, **form)
    path = data.draw(st.sampled_from(paths({"top": value})[1:]))
    changed = json.loads(text)
    at(changed, path[:-1])[path[-1]] = new

    assert json.loads(replace_value(text, path, json.dumps(new))) == changed
    if form.get("indent"):
        ascii_only = text.isascii()
        written = replace_value(text, path, written_like(new, text, path))
        assert written == json.dumps(changed, indent=form["indent"], ensure_ascii=ascii_only)


@given(value=VALUES, form=st.sampled_from(FORMS), data=st.data())
def test_removing_gives_the_document_without_it(value: Any, form: Any, data: st.DataObject) -> None:
    text = json.dumps({"top": value}, **form)
    path = data.draw(st.sampled_from(paths({"top": value})[1:]))
    changed = json.loads(text)
    del at(changed, path[:-1])[path[-1]]

    assert remove_value(text, path) == json.dumps(changed, **form)


@given(old=st.lists(st.text(max_size=4), max_size=5), new=st.lists(st.text(max_size=4), max_size=5))
def test_lines_are_replaced(old: list[str], new: list[str]) -> None:
    text = json.dumps({"a": [{"source": old}], "b": 1}, indent=1, ensure_ascii=False)
    changed = replace_lines(text, ("a", 0, "source"), new)

    assert json.loads(changed) == {"a": [{"source": new}], "b": 1}
    if old and new and not text.isascii():
        assert changed == json.dumps(json.loads(changed), indent=1, ensure_ascii=False)


def test_lines_that_stay_keep_their_escapes() -> None:
    text = '{"source": ["\\u0061 \\/ b\\n",  "old"]}'

    assert replace_lines(text, ("source",), ["a / b\n", "new"]) == '{"source": ["\\u0061 \\/ b\\n",  "new"]}'


def test_a_source_that_is_one_string_stays_one() -> None:
    assert replace_lines('{"source": "a\\nb"}', ("source",), ["a\n", "c"]) == '{"source": "a\\nc"}'


@pytest.mark.parametrize("path", [("none",), ("a", 3), ("a", "0"), ("a", 0, "x")])
def test_what_is_not_there_is_said(path: tuple[str | int, ...]) -> None:
    with pytest.raises(NoSuchValueError):
        remove_value('{"a": [1, 2]}', path)
    with pytest.raises(NoSuchValueError):
        replace_value('{"a": [1, 2]}', path, "0")
