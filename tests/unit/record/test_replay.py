"""What two runs agree on, whether a test could fail, and which lines of a file are taken."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from nb2prod.record.agent.agreeing import TEXT, nothing_to_compare, stays, steady
from nb2prod.record.agent.processes import in_process
from nb2prod.record.agent.tables import table_part
from nb2prod.record.shipped.making import state_of
from nb2prod.record.shipped.rebuilding import rebuild
from nb2prod.record.shipped.values import describe


def _outcome(**parts: Any) -> dict[str, Any]:
    nothing = {
        "results": {},
        "inputs": {},
        "files": {},
        "same objects": [],
        "figures": [],
        "printed": {"is": "text", "of": ""},
    }
    return {**nothing, **parts}


def test_what_differs_from_run_to_run_is_not_compared() -> None:
    found = steady(_outcome(results={"a": 1, "b": 2}), _outcome(results={"a": 1, "b": 3}))

    assert found["results"] == {"a": 1, "b": {"is": "not compared"}}


@pytest.mark.parametrize(
    ("outcome", "can_fail"),
    [
        (_outcome(), False),
        (_outcome(results={"a": 1}), True),
        (_outcome(results={"a": {"is": "not compared"}}), False),
        (_outcome(inputs={"x": 1}), False),
        (_outcome(inputs={"x": 2}), True),
        (_outcome(files={"out.csv": {"is": "text", "of": "a"}}), True),
        (_outcome(files={"out.png": {"is": "not compared"}}), False),
        (_outcome(printed={"is": "text", "of": "7\n"}), True),
        (_outcome(figures=[{"is": "figure", "axes": []}]), True),
        (_outcome(figures=[{"is": "not compared"}]), False),
    ],
)
def test_a_test_that_could_not_fail_is_not_written(outcome: dict[str, Any], can_fail: bool) -> None:
    assert (nothing_to_compare(outcome, {"inputs": {"x": 1}}) == "") is can_fail


def test_work_in_a_process_of_its_own_is_bounded_and_can_not_harm(tmp_path: Path) -> None:
    report = tmp_path / "report"

    assert in_process(lambda: [1, 2], report, 10) == [1, 2]
    assert in_process(lambda: os._exit(3), report, 10) is None
    assert in_process(lambda: time.sleep(60), report, 0.2) is None
    assert not report.exists()


def test_of_a_long_table_the_head_and_some_lines_are_taken(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("head\n" + "".join(f"{n}\n" for n in range(1000)))

    part = table_part(str(path), ("spread", 20), 10_000)

    assert part is not None
    assert part.decode().split()[:2] == ["head", "0"]
    assert len(part.split()) == 21
    assert table_part(str(path), ("spread", 20), 10) is None
    assert table_part(str(path), ("all", 0), 10_000) is None


def test_what_is_no_table_is_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(b"PAR1\n" * 100)

    assert table_part(str(path), ("first", 20), 10_000) is None


def test_a_function_of_the_pipeline_is_compared_where_the_call_changes_what_it_works_on() -> None:
    text = "import math\n"
    node = {"is": TEXT, "name": "add", "texts": [text, "def add():\n    rows.append(1)"], "reads": [["rows", [0]]]}
    function = rebuild(node, str)
    before = describe(state_of(function))
    function()
    after = describe(state_of(function))

    assert stays(node, before)
    assert not stays(node, after)
    assert stays({"is": "made"}, after)
    assert not stays([1], after)
    assert state_of(describe) is None
