"""How a recording is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath

from nb2prod.record.model import LeftOut, Recorded, Recording
from nb2prod.report.model import View
from nb2prod.report.recording_json import recording_record
from nb2prod.report.recording_text import recording_text
from nb2prod.verify.model import Conditions, Failure, Side

_DATA = PurePosixPath("tests/recorded/data/training.fit.json")
DONE = Recording(
    Path("nb.ipynb"),
    Path("made"),
    (
        Recorded("preparation.load", "tests/recorded/test_recorded_preparation.py::test_load", data=("big.csv",)),
        Recorded(
            "training.fit",
            "tests/recorded/test_recorded_training.py::test_fit",
            rows="300 of 9000 rows",
            pickled=("model",),
            left_out=("df: column email",),
            files=(_DATA,),
        ),
    ),
    (LeftOut("exploration.plot", "it only draws"), LeftOut("exploration.hist", "it only draws")),
    Conditions("/bin/python", "9.0", ("random",), {}, "off", 0.0),
    checked=True,
    files={_DATA: b" " * 1200},
    seconds=2.04,
)


def test_people_read_how_many_and_why_not() -> None:
    assert recording_text(DONE, View()).splitlines() == [
        "nb.ipynb and made: 2 of 4 functions recorded",
        "  2 tests with 2 kB of fixtures; each passed once",
        "not recorded",
        "    2 it only draws (exploration.plot, exploration.hist)",
        "pickled, since nothing else serves",
        "  training.fit: model",
        "not kept, since it looks personal",
        "  training.fit: df: column email",
        "how",
        "  2.0 s; cells run by IPython 9.0; network off",
    ]


def test_verbose_tells_of_each_function() -> None:
    text = recording_text(DONE, View(verbose=True))

    assert "  preparation.load (needs big.csv)\n" in text
    assert "  training.fit (300 of 9000 rows; pickled: model; left out: df: column email)\n" in text


def test_it_is_said_where_tests_were_not_run_and_where_the_notebook_could_not() -> None:
    failure = Failure(Side.NOTEBOOK, "KeyError: 'a'", cell=3, line=2, way_out="Try this.")

    assert "not run, since that environment has no pytest" in recording_text(replace(DONE, checked=False), View())
    failed = recording_text(replace(DONE, recorded=(), left_out=(), files={}, failure=failure), View())
    assert "0 of 0 functions recorded" in failed
    assert "the notebook could not run: cell 3, line 2\n  KeyError: 'a'\n  Try this.\n" in failed


def test_programs_read_the_same() -> None:
    record = recording_record(DONE)

    assert record["counts"] == {"recorded": 2, "left out": 2}
    assert record["bytes"] == 1200
    assert record["recorded"][1]["files"] == [str(_DATA)]
    assert record["left_out"][0] == {"name": "exploration.plot", "reason": "it only draws"}
    assert record["failure"] is None
