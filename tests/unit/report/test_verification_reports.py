"""How a comparison of notebook and package is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from nb2prod.report.model import View
from nb2prod.report.verification_json import verification_record
from nb2prod.report.verification_text import verification_text
from nb2prod.verify.model import Conditions, Failure, Kind, Seconds, Side, Value, Verdict, Verification

WRONG = Value(Kind.VARIABLE, "scores", 4, "evaluation.score", Verdict.DIFFERENT, "[1]: 0.5, and 0.6 in the package")
DONE = Verification(
    Path("nb.ipynb"),
    Path("made"),
    (
        Value(Kind.VARIABLE, "df", 1, "preparation.load", Verdict.EQUAL),
        WRONG,
        Value(Kind.VARIABLE, "fig", 5, "exploration.plot", Verdict.NOT_COMPARED, "[0]: a picture"),
        Value(Kind.VARIABLE, "ax", 5, "exploration.plot", Verdict.NOT_COMPARED, "a picture"),
        Value(Kind.FILE, "out.csv", None, "", Verdict.EQUAL),
    ),
    Conditions("/bin/python", "9.0", ("random",), {"PYTHONHASHSEED": "0"}, "off", 1e-9),
    Seconds((1.26, 1.31), 0.9),
    first_wrong=WRONG,
)


def test_people_read_verdict_first_wrong_step_and_reasons() -> None:
    assert verification_text(DONE, View()).splitlines() == [
        "nb.ipynb and made: different",
        "  5 values: 2 equal, 1 different, 2 not compared",
        "first wrong: scores in evaluation.score",
        "different",
        "  cell 4 scores in evaluation.score: [1]: 0.5, and 0.6 in the package",
        "not compared",
        "    2 a picture (fig, ax)",
        "how",
        "  notebook 1.3 s, notebook 1.3 s, package 0.9 s; cells run by IPython 9.0; network off",
        "  seeded: random; one thread a library, fixed hashes; relative tolerance 1e-09",
        "  files are compared as they are at the end of a run and of the cells that write them",
    ]


def test_verbose_lists_every_value_and_many_differences_are_cut_otherwise() -> None:
    many = replace(DONE, values=(WRONG,) * 20)
    assert "and 8 more; -v shows them" in verification_text(many, View())
    assert verification_text(many, View(verbose=True)).count("evaluation.score: [1]") == 40
    assert "equal         cell 1 df in preparation.load" in verification_text(DONE, View(verbose=True))


def test_a_failure_says_where_and_what_to_try() -> None:
    notebook = Failure(Side.NOTEBOOK, "KeyError: 'a'", cell=3, line=2, way_out="Try this.")
    text = verification_text(replace(DONE, values=(), first_wrong=None, failure=notebook), View())
    assert "the notebook could not run: cell 3, line 2\n  KeyError: 'a'\n  Try this.\n" in text
    package = Failure(Side.PACKAGE, "KeyError: 'a'", file="made/steps.py", line=7)
    text = verification_text(replace(DONE, failure=package), View())
    assert "the package could not run: made/steps.py, line 7" in text


def test_without_ipython_the_report_says_so() -> None:
    plain = replace(DONE, conditions=replace(DONE.conditions, ipython=""))
    assert "no IPython in that environment" in verification_text(plain, View())
    assert verification_record(plain)["conditions"]["ipython"] is None


def test_programs_read_all_of_it() -> None:
    record = verification_record(DONE)
    assert record["verdict"] == "different"
    assert record["counts"] == {"equal": 2, "different": 1, "not compared": 2}
    assert record["first_wrong"] == record["values"][1]
    assert record["values"][4] == {
        "kind": "file",
        "name": "out.csv",
        "cell": None,
        "step": "",
        "verdict": "equal",
        "why": "",
    }
    assert record["notebook"] == {"path": "nb.ipynb", "seconds": [1.26, 1.31]}
    assert record["project"] == {"path": "made", "seconds": 0.9}
    assert record["failure"] is None
