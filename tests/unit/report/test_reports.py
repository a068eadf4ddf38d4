"""Reports as functions of frozen values: what they leave out, group and shorten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nb2prod import pipeline
from nb2prod.analysis import Analysis
from nb2prod.knowledge import load_knowledge
from nb2prod.notebook.model import Cell, CellKind, Notebook, StatementId
from nb2prod.plan.build import Options, plan
from nb2prod.plan.model import (
    Disposition,
    DispositionKind,
    Function,
    Parameter,
    ParameterKind,
    Returned,
    Setting,
)
from nb2prod.report.analysis_json import analyses_record
from nb2prod.report.analysis_text import analysis_text, write
from nb2prod.report.left_out import find_remarks, remark_lines
from nb2prod.report.model import PlannedNotebook, Unreadable, View
from nb2prod.report.plan_json import plan_record
from nb2prod.report.plan_text import plan_text
from nb2prod.report.signature import setting_line, signature
from nb2prod.types.model import TypeGuess, TypeSource

FRAME = TypeGuess("pandas.DataFrame", TypeSource.TABLE, 0.9)


def _analysis(*sources: str) -> Analysis:
    cells = tuple(Cell(number, None, CellKind.CODE, source) for number, source in enumerate(sources, 1))
    return pipeline.analyze_notebook(Notebook(Path("made.ipynb"), "python", cells), load_knowledge())


def _planned(*sources: str) -> PlannedNotebook:
    analysis = _analysis(*sources)
    return PlannedNotebook(analysis, plan(analysis, load_knowledge(), Options()))


def _function(*parameters: Parameter, returns: tuple[Returned, ...] = ()) -> Function:
    return Function("split", "preprocessing", parameters, returns, (), (), (3,), "Split", "split")


def test_a_signature_shows_types_defaults_and_results() -> None:
    function = _function(
        Parameter("df", ParameterKind.VALUE, FRAME),
        Parameter("mystery", ParameterKind.VALUE, TypeGuess()),
        Parameter("size", ParameterKind.OPTION, TypeGuess("float", TypeSource.LITERAL, 1.0), "0.25"),
        returns=(Returned("train", FRAME), Returned("rest", TypeGuess())),
    )

    assert signature(function) == "split(df: DataFrame, mystery, *, size: float = 0.25) -> train: DataFrame, rest"
    assert signature(replace(_function(), awaits=True)) == "async split() -> None"


def test_types_inside_types_lose_their_modules_for_people() -> None:
    guess = TypeGuess("tuple[pandas.DataFrame, dict[str, numpy.ndarray]]", TypeSource.TABLE, 0.9)

    assert "x: tuple[DataFrame, dict[str, ndarray]]" in signature(_function(Parameter("x", ParameterKind.VALUE, guess)))


def test_a_secret_setting_has_no_default() -> None:
    setting = Setting("key", "str", "", "KEY", "Secret", StatementId(1, 0))

    assert "environment" in setting_line(setting)
    assert setting_line(replace(setting, value="'a'")) == "key: str = 'a'"


def _with_dispositions(planned: PlannedNotebook, *kinds: tuple[DispositionKind, str]) -> PlannedNotebook:
    ids = [statement.id for statement in planned.analysis.parsed.statements]
    dispositions = tuple(Disposition(i, kind, reason) for i, (kind, reason) in zip(ids, kinds, strict=True))
    return replace(planned, plan=replace(planned.plan, dispositions=dispositions))


def test_remarks_are_grouped_the_most_important_first() -> None:
    shown = (DispositionKind.OMITTED, "only shows")
    planned = _with_dispositions(
        _planned("a = 1", "a", "a", "b = a", "exec('c = 1')"),
        (DispositionKind.OMITTED, "a setting of the screen"),
        shown,
        shown,
        (DispositionKind.MOVED, ""),
        (DispositionKind.INLINE, "reaches into scopes"),
    )

    remarks = find_remarks(planned.analysis, planned.plan)

    assert [(remark.reason, [place.cell for place in remark.places]) for remark in remarks] == [
        ("reaches into scopes", [5]),
        ("a setting of the screen", [1]),
        ("only shows", [2, 3]),
    ]
    assert remarks[0].places[0].source == "exec('c = 1')"


def test_a_cell_that_is_no_python_comes_first_with_what_the_parser_said() -> None:
    planned = _planned("x = 1\nx", "def f(:")

    first = find_remarks(planned.analysis, planned.plan)[0]

    assert first.kind is DispositionKind.LEFTOVER
    assert first.reason
    assert [(place.cell, place.source) for place in first.places] == [(2, "def f(:")]


@pytest.mark.parametrize(("verbose", "lines"), [(False, 1), (True, 13)])
def test_many_places_of_one_reason_are_shortened(verbose: bool, lines: int) -> None:
    planned = _planned("a = 1", *["a"] * 12)
    kinds = [(DispositionKind.MOVED, ""), *[(DispositionKind.OMITTED, "only shows")] * 12]
    remarks = find_remarks(planned.analysis, _with_dispositions(planned, *kinds).plan)

    written = list(remark_lines(remarks, View(verbose=verbose)))

    assert len(written) == lines
    assert "12 left out: only shows" in written[0]
    assert ("and 4 more" in written[0]) is not verbose


def test_many_reasons_are_shortened() -> None:
    planned = _planned(*[f"a{number} = 1" for number in range(12)])
    kinds = [(DispositionKind.OMITTED, f"reason {number}") for number in range(12)]
    remarks = find_remarks(planned.analysis, _with_dispositions(planned, *kinds).plan)

    assert "  4 more reasons; -v shows them" in list(remark_lines(remarks, View()))
    assert "more" not in "".join(remark_lines(remarks, View(verbose=True)))


def test_builtins_are_no_names_that_are_read_unless_rebound() -> None:
    record = analyses_record([_analysis("n = len([1])", "def len(x):\n    return 0", "m = len([1])")], "1.0")

    first, _, last = (cell["statements"][0]["reads"] for cell in record["notebooks"][0]["cells"])
    assert "len" not in first
    assert "len" in last


def test_a_magic_is_shown_as_it_was_written() -> None:
    record = analyses_record([_analysis("%matplotlib inline")], "1.0")

    assert record["notebooks"][0]["cells"][0]["statements"][0]["source"] == "%matplotlib inline"


def test_notebooks_are_taken_one_at_a_time() -> None:
    taken: list[str] = []

    def values() -> object:
        for name in ("one", "two"):
            taken.append(name)
            yield replace(_analysis("x = 1"))

    texts = write(values(), View())  # type: ignore[arg-type]

    assert next(texts).startswith("made.ipynb")
    assert taken == ["one"]


def test_text_passes_over_what_could_not_be_read() -> None:
    assert list(write([Unreadable(Path("a.ipynb"), "no such file")], View())) == []


def test_empty_and_broken_cells_have_a_line_of_their_own() -> None:
    lines = analysis_text(_analysis("x = 1", "# nothing", "def f(:"), View()).splitlines()

    rows = [line for line in lines if line.split()[:1] in (["2"], ["3"])]
    assert "no code" in rows[0]
    assert "does not parse" in rows[1]


@pytest.mark.parametrize("width", [60, 120, 200])
def test_the_lines_of_cells_fit(width: int) -> None:
    analysis = _analysis("import pandas as pd", f"value = pd.read_csv('{'long' * 60}.csv')", "value['x'] = 1")
    room = max(width, 78)

    for line in analysis_text(analysis, View(width=width)).splitlines():
        assert len(line) <= room


def test_the_plan_in_text_and_in_json_tells_the_same() -> None:
    planned = _planned(
        "import pandas as pd", "df = pd.read_csv('a.csv')", "df['x'] = df['y'] * 2", "df.to_csv('b.csv')"
    )

    record, text = plan_record(planned, "1.0"), plan_text(planned, View())

    assert record["functions"]
    for function in record["functions"]:
        assert f"  {function['name']}(" in text
    for setting in record["settings"]:
        assert setting["env"] in text
    assert "not in a function" not in text
