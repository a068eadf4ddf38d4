"""Reading files: every format that is read, and every input that is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nb2prod.finding import UnreadableInputError
from nb2prod.notebook import CellKind, Notebook, OutputKind, parse_cells, read_source, require_python


def code_cell(*lines: str, **more: object) -> dict[str, Any]:
    """Make a code cell as Jupyter stores it."""
    source = [f"{line}\n" for line in lines[:-1]] + list(lines[-1:])
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None, **more}


def notebook_json(*cells: object, **more: object) -> dict[str, Any]:
    """Make a notebook of format 4.5."""
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5, **more}


def save(folder: Path, content: object, name: str = "nb.ipynb") -> Path:
    """Write a notebook as Jupyter does."""
    path = folder / name
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return path


def read(folder: Path, *cells: object, **more: object) -> Notebook:
    """Write and read a notebook."""
    return read_source(save(folder, notebook_json(*cells, **more)))


def test_cells_keep_kind_text_tags_id_and_count(tmp_path: Path) -> None:
    notebook = read(
        tmp_path,
        {"cell_type": "markdown", "metadata": {}, "source": "# Title", "id": "a"},
        code_cell("x = 1", "x", id="b", execution_count=7, metadata={"tags": ["raises-exception", 3]}),
        {"cell_type": "raw", "metadata": {}, "source": ["raw\n"]},
    )
    assert [cell.kind for cell in notebook.cells] == [CellKind.MARKDOWN, CellKind.CODE, CellKind.RAW]
    assert [cell.index for cell in notebook.cells] == [1, 2, 3]
    assert [cell.id for cell in notebook.cells] == ["a", "b", None]
    assert [cell.source for cell in notebook.cells] == ["# Title", "x = 1\nx", "raw"]
    assert notebook.cells[1].tags == frozenset({"raises-exception"})
    assert notebook.cells[1].execution_count == 7
    assert notebook.format == (4, 5)


def test_outputs_are_read(tmp_path: Path) -> None:
    outputs = [
        {"output_type": "stream", "name": "stderr", "text": ["a\n", "b"]},
        {"output_type": "execute_result", "data": {"text/plain": "5", "text/html": "<b>5</b>"}, "metadata": {}},
        {"output_type": "display_data", "data": {"image/png": "…"}, "metadata": {}},
        {"output_type": "error", "ename": "KeyError", "evalue": "'k'", "traceback": []},
        {"output_type": "unheard of"},
    ]
    (cell,) = read(tmp_path, code_cell("x", outputs=outputs)).cells
    stream, result, display, error = cell.outputs
    assert (stream.kind, stream.name, stream.text) == (OutputKind.STREAM, "stderr", "a\nb")
    assert (result.text, result.mimes) == ("5", ("text/plain", "text/html"))
    assert (display.kind, display.mimes) == (OutputKind.DISPLAY, ("image/png",))
    assert (error.kind, error.name, error.text) == (OutputKind.ERROR, "KeyError", "'k'")


def test_physical_lines_are_those_of_the_file(tmp_path: Path) -> None:
    tricky = {"output_type": "display_data", "metadata": {}, "data": {"application/json": {"source": ["x = 1"]}}}
    path = save(
        tmp_path,
        notebook_json(
            code_cell('print("\\"source\\": [")', "y = 2", outputs=[tricky]),
            code_cell("x = 1"),
            code_cell(),
            {"cell_type": "markdown", "metadata": {"source": "elsewhere"}, "source": ["text"]},
        ),
    )
    lines = path.read_text(encoding="utf-8").split("\n")
    first, second, empty, markdown = read_source(path).cells
    assert first.physical_line is not None
    assert "print(" in lines[first.physical_line - 1]
    assert second.physical_line is not None
    assert lines[second.physical_line - 1].strip() == '"x = 1"'
    assert empty.physical_line is not None
    assert markdown.physical_line is not None
    assert lines[markdown.physical_line - 1].strip() == '"text"'


@pytest.mark.parametrize("indent", [None, 1])
def test_physical_lines_are_unknown_where_lines_say_nothing(tmp_path: Path, indent: int | None) -> None:
    path = tmp_path / "nb.ipynb"
    cell = code_cell("x = 1", "y = 2")
    cell["source"] = "".join(cell["source"])
    path.write_text(json.dumps(notebook_json(cell), indent=indent), encoding="utf-8")
    assert read_source(path).cells[0].physical_line is None


def test_statements_have_physical_lines(tmp_path: Path) -> None:
    path = save(tmp_path, notebook_json(code_cell("x = 1", "", "y = 2", id="c")))
    second = parse_cells(read_source(path)).statements[1]
    assert second.location.physical_line is not None
    lines = path.read_text(encoding="utf-8").split("\n")
    assert lines[second.location.physical_line - 1].strip() == '"y = 2"'
    assert (second.location.cell, second.location.cell_id, second.location.line) == (1, "c", 3)


@pytest.mark.parametrize("minor", [0, 2, 4, 5, 9])
def test_minor_versions_of_format_4(tmp_path: Path, minor: int) -> None:
    assert read(tmp_path, code_cell("x"), nbformat_minor=minor).format == (4, minor)


LEGACY_CELLS = [
    {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Loading"]},
    {
        "cell_type": "code",
        "collapsed": False,
        "input": ["import math\n", "math.pi"],
        "language": "python",
        "prompt_number": 3,
        "outputs": [
            {"output_type": "pyout", "text": ["3.14"], "png": "…", "prompt_number": 3},
            {"output_type": "stream", "stream": "stderr", "text": "careful"},
            {"output_type": "pyerr", "ename": "E", "evalue": "v", "traceback": []},
        ],
    },
]


@pytest.mark.parametrize("major", [2, 3])
def test_formats_2_and_3(tmp_path: Path, major: int) -> None:
    content = {
        "metadata": {"name": "old"},
        "nbformat": major,
        "nbformat_minor": 0,
        "worksheets": [{"cells": LEGACY_CELLS}],
    }
    path = save(tmp_path, content)
    notebook = read_source(path)
    heading, code = notebook.cells
    assert (heading.kind, heading.source) == (CellKind.MARKDOWN, "## Loading")
    assert (code.source, code.execution_count) == ("import math\nmath.pi", 3)
    result, stream, error = code.outputs
    assert (result.kind, result.text, result.mimes) == (OutputKind.RESULT, "3.14", ("text/plain", "image/png"))
    assert (stream.name, error.name) == ("stderr", "E")
    assert notebook.format == (major, 0)
    assert notebook.language == "python"
    assert code.physical_line is not None
    assert "import math" in path.read_text(encoding="utf-8").split("\n")[code.physical_line - 1]


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({}, "python"),
        ({"kernelspec": {"name": "python3", "display_name": "Python 3"}}, "python"),
        ({"kernelspec": {"name": "conda-env-x-py"}}, "python"),
        ({"kernelspec": {"name": "ir", "language": "R"}}, "r"),
        ({"kernelspec": {"name": "julia-1.9"}}, "julia"),
        ({"language_info": {"name": "scala"}}, "scala"),
        ({"language_info": {"name": "ipython", "version": "3.9"}}, "python"),
        ({"kernelspec": "odd", "language_info": [1]}, "python"),
    ],
)
def test_language(tmp_path: Path, metadata: dict[str, Any], language: str) -> None:
    assert read(tmp_path, code_cell("x"), metadata=metadata).language == language


def test_another_language_is_refused_by_name(tmp_path: Path) -> None:
    notebook = read(tmp_path, code_cell("x <- 1"), metadata={"kernelspec": {"name": "ir", "language": "R"}})
    with pytest.raises(UnreadableInputError, match="written in r, not in Python"):
        require_python(notebook)


def test_python_is_not_refused(tmp_path: Path) -> None:
    require_python(read(tmp_path, code_cell("%%R", "x <- 1")))


def test_a_module_is_a_notebook_of_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_text("# %% not jupytext\nx = 1\nx\n", encoding="utf-8")
    notebook = read_source(path)
    assert notebook.format == (0, 0)
    assert [cell.source for cell in notebook.cells] == ["# %% not jupytext\nx = 1\nx"]
    last = parse_cells(notebook).statements[-1]
    assert last.location.physical_line == 3
    assert not last.displayed


def test_a_module_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    path = tmp_path / "module.py"
    path.write_bytes("# coding: latin-1\nname = 'Zoë'\n".encode("latin-1"))
    assert read_source(path).cells[0].source.endswith("'Zoë'")


PERCENT = """\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     name: python3
# ---

# %% [markdown]
# # Title

# %%
# %matplotlib inline
x = 1
"""
MYST = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  name: python3
  display_name: Python 3
---

# Title

```{code-cell} ipython3
x = 1
```
"""


@pytest.mark.parametrize(
    ("name", "text", "code"), [("a.py", PERCENT, "%matplotlib inline\nx = 1"), ("a.md", MYST, "x = 1")]
)
def test_text_notebooks(tmp_path: Path, name: str, text: str, code: str) -> None:
    pytest.importorskip("jupytext")
    if name.endswith(".md"):
        pytest.importorskip("markdown_it")
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    notebook = read_source(path)
    assert [(cell.kind, cell.source) for cell in notebook.cells] == [
        (CellKind.MARKDOWN, "# Title"),
        (CellKind.CODE, code),
    ]


def test_text_notebooks_without_jupytext_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nb2prod.notebook.text_formats.find_spec", lambda _: None)
    path = tmp_path / "a.py"
    path.write_text(PERCENT, encoding="utf-8")
    with pytest.raises(UnreadableInputError, match="pip install jupytext") as caught:
        read_source(path)
    assert caught.value.location is not None
    assert caught.value.location.path == path


CONFLICT = '{\n "cells": [\n<<<<<<< HEAD\n  {},\n=======\n>>>>>>> other\n ]\n}'
LFS = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
REFUSED = {
    "empty": (b"", "the file is empty"),
    "blank": (b" \n\t\n", "the file is empty"),
    "not JSON": (b'{\n "cells": [\n  oops\n ]\n}', "not JSON: Expecting value on line 3, column 3"),
    "conflict": (CONFLICT.encode(), "merge-conflict markers, the first on line 3"),
    "pointer": (LFS.encode(), "Git LFS pointer"),
    "web page": (b"\n<!DOCTYPE html>\n<html></html>", "web page"),
    "no cells": (b'{"name": "x"}', "it has no cells"),
    "a list": (b"[1, 2]", "it has no cells"),
    "a number": (b"3", "it has no cells"),
    "cells are no list": (b'{"cells": 3}', "its cells are no list"),
    "a cell is null": (b'{"cells": [null]}', "cell 1 is no cell"),
    "a source is a number": (b'{"cells": [{"cell_type": "code", "source": 3}]}', "the source of cell 1 is no text"),
    "unknown type": (b'{"cells": [{"cell_type": "odd", "source": ""}]}', "cell 1 is of an unknown type"),
    "newer format": (b'{"cells": [], "nbformat": 5}', "newer than the 4"),
    "latin-1": ('{"cells": ["é"]}'.encode("latin-1"), "isn't UTF-8: byte 0xe9 on line 1"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0\0\xff", "binary file"),
    "too deep": (b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}", "nested too deeply"),
    "endless number": (b'{"cells": [' + b"1" * 5000 + b"]}", "a value that can't be read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_bad_input_is_refused_with_path_and_way_out(tmp_path: Path, case: str) -> None:
    content, message = REFUSED[case]
    path = tmp_path / "bad.ipynb"
    path.write_bytes(content)
    with pytest.raises(UnreadableInputError) as caught:
        read_source(path)
    assert message in caught.value.message
    assert caught.value.way_out
    assert caught.value.location is not None
    assert caught.value.location.path == path
    assert path.read_bytes() == content


def test_a_bad_cell_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableInputError) as caught:
        read(tmp_path, code_cell("x"), {"cell_type": "code", "source": {}})
    assert caught.value.location is not None
    assert caught.value.location.cell == 2


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("missing.ipynb", "no such file"),
        ("", "this is a directory"),
        ("a\0b.ipynb", "it can't be read"),
        ("n" * 300 + ".ipynb", "it can't be read"),
    ],
)
def test_no_file(tmp_path: Path, name: str, message: str) -> None:
    with pytest.raises(UnreadableInputError, match=message):
        read_source(tmp_path / name)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, notebook_json())

    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    # Changing the mode would not do: tests may run as root.
    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableInputError, match="no permission"):
        read_source(path)


@pytest.mark.parametrize("name", ["notes.md", "script.R", "page.html"])
def test_files_that_are_no_notebooks(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("# Just text\n", encoding="utf-8")
    with pytest.raises(UnreadableInputError):
        read_source(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "nb.ipynb"
    path.write_text(json.dumps(notebook_json(code_cell("é = 1"))), encoding=encoding)
    assert read_source(path).cells[0].source == "é = 1"


def test_only_markdown_is_a_notebook(tmp_path: Path) -> None:
    notebook = read(tmp_path, {"cell_type": "markdown", "metadata": {}, "source": "text"})
    assert parse_cells(notebook).statements == ()


def test_lone_surrogates_are_replaced_and_said(tmp_path: Path) -> None:
    path = tmp_path / "nb.ipynb"
    path.write_text(
        '{"cells": [{"cell_type": "code", "id": "\\ud800", "source": "x = \'\\ud800\'"}]}', encoding="utf-8"
    )
    notebook = read_source(path)
    assert notebook.cells[0].source == "x = '\ufffd'"
    assert notebook.cells[0].id == "\ufffd"
    (warning,) = notebook.warnings
    assert "cell 1" in warning


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
texts = st.text(max_size=30) | st.lists(st.text(max_size=10), max_size=3) | values
cells = st.fixed_dictionaries(
    {},
    optional={
        "cell_type": st.sampled_from(["code", "markdown", "raw", "heading", "odd"]) | values,
        "source": texts,
        "input": texts,
        "metadata": st.fixed_dictionaries({}, optional={"tags": st.lists(values, max_size=3) | values}) | values,
        "outputs": st.lists(
            st.dictionaries(st.sampled_from(["output_type", "data", "text", "ename"]), values), max_size=2
        )
        | values,
        "execution_count": values,
        "id": values,
    },
)
notebooks = st.fixed_dictionaries(
    {},
    optional={
        "cells": st.lists(cells | values, max_size=4) | values,
        "worksheets": st.lists(
            st.fixed_dictionaries({}, optional={"cells": st.lists(cells, max_size=3) | values}) | values
        ),
        "metadata": st.dictionaries(st.sampled_from(["kernelspec", "language_info"]), values) | values,
        "nbformat": st.integers(1, 5) | values,
        "nbformat_minor": values,
    },
)


@given(notebooks | values)
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_any_json_is_read_or_refused(tmp_path: Path, content: object) -> None:
    try:
        notebook = read_source(save(tmp_path, content))
    except UnreadableInputError:
        return
    for cell in notebook.cells:
        cell.source.encode("utf-8")
    parsed = parse_cells(notebook)
    accounted = {statement.id.cell for statement in parsed.statements} | {cell.cell for cell in parsed.unparsed}
    assert accounted <= {cell.index for cell in notebook.cells if cell.kind is CellKind.CODE}


@given(sources=st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=5), as_lines=st.booleans())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_text_of_cells_is_kept(tmp_path: Path, sources: list[str], *, as_lines: bool) -> None:
    stored = [source.splitlines(keepends=True) if as_lines else source for source in sources]
    content = notebook_json(*({"cell_type": "markdown", "metadata": {}, "source": source} for source in stored))
    notebook = read_source(save(tmp_path, content))
    assert [cell.source for cell in notebook.cells] == [source.removesuffix("\n") for source in sources]
