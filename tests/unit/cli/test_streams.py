"""Colours, encodings, progress: what standard output and standard error get."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.cli import main
from nb2prod.cli.progress import progress_shown
from nb2prod.cli.streams import fitting, has_colours, say, width_for
from tests.unit.cli.notebooks import write_notebook


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("command", [["analyze", "-v"], ["plan"], ["convert", "-o", "out"]], ids=lambda c: c[0])
def test_no_colours_when_piped(command: list[str], form: str, capsys: pytest.CaptureFixture[str]) -> None:
    write_notebook(Path("sales.ipynb"))

    main([*command, "sales.ipynb", "--format", form])

    assert "\x1b" not in capsys.readouterr().out


@pytest.mark.parametrize("command", [["analyze", "-v"], ["plan"], ["convert", "-o", "out"]], ids=lambda c: c[0])
def test_json_has_no_colours_on_a_terminal_either(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_notebook(Path("sales.ipynb"))
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured, plain = _Terminal(), _Terminal()
    monkeypatch.setattr(sys, "stdout", coloured)
    main([*command, "sales.ipynb"])
    monkeypatch.setattr(sys, "stdout", plain)
    main([*command, "sales.ipynb", "--format", "json"])

    assert "\x1b[1m" in coloured.getvalue()
    assert "\x1b" not in plain.getvalue()


@pytest.mark.parametrize(
    ("stream", "environment", "expected"),
    [
        (_Terminal(), {}, True),
        (_Terminal(), {"NO_COLOR": "1"}, False),
        (_Terminal(), {"NO_COLOR": "", "TERM": "dumb"}, False),
        (_Terminal(), {"FORCE_COLOR": "0"}, False),
        (io.StringIO(), {}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colours_follow_the_terminal_and_the_environment(
    stream: io.StringIO, environment: dict[str, str], *, expected: bool
) -> None:
    assert has_colours(stream, environment) is expected


@given(st.text(st.characters(codec=None), max_size=40), st.sampled_from(["utf-8", "ascii", "latin-1", "cp1252"]))
def test_whatever_is_said_can_be_written(text: str, encoding: str) -> None:
    assert fitting(text, encoding).encode(encoding) is not None


def test_lines_of_a_tree_are_drawn_in_ascii_where_nothing_else_is_there() -> None:
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")

    say("├── é\n└── \ud800\n", stream)
    stream.flush()

    assert raw.getvalue() == b"|-- \\xe9\n`-- \\ud800\n"


@pytest.mark.parametrize("command", [["analyze", "-v"], ["plan"], ["convert", "-o", "out"]], ids=lambda c: c[0])
def test_odd_text_in_a_notebook_is_printed_harmlessly(command: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_notebook(Path("odd.ipynb"), ("# \ud800 \x1b[31m", "日本 = '\ud800\x1b]0;owned\x07'", "print(日本)"))
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))

    assert main([*command, "odd.ipynb"]) == 0
    assert raw.getvalue()
    assert b"\x1b" not in raw.getvalue()
    assert b"\x07" not in raw.getvalue()


def test_width_is_fixed_when_piped() -> None:
    assert width_for(io.StringIO()) == 120


def _progress(monkeypatch: pytest.MonkeyPatch, stream: io.StringIO, total: int, *, quiet: bool = False) -> str:
    monkeypatch.setattr(sys, "stderr", stream)
    with progress_shown(total, quiet=quiet) as progress:
        for number in range(total):
            progress(f"reading {number}")
        progress("")
        progress("writing down x")
    return stream.getvalue()


def test_progress_is_one_line_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")

    shown = _progress(monkeypatch, _Terminal(), 2)

    assert "[1/2] reading 0" in shown
    assert "[2/2] reading 1" in shown
    assert "\n" not in shown
    assert shown.endswith("\r\x1b[K"), "nothing is left of it"


def test_progress_is_plain_lines_on_a_simple_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "dumb")

    assert _progress(monkeypatch, _Terminal(), 2) == "reading 0\nreading 1\nwriting down x\n"
    assert _progress(monkeypatch, _Terminal(), 1) == ""


def test_there_is_no_progress_when_piped_or_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")

    assert _progress(monkeypatch, io.StringIO(), 3) == ""
    assert _progress(monkeypatch, _Terminal(), 3, quiet=True) == ""
