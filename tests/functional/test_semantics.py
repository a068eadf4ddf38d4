"""Each case of meaning is converted and run, and must print and write what Jupyter printed and wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.functional.semantics_support import case_names, convert_and_run, load_case, own_output

FEWEST_CASES = 80
MOST_REFUSABLE_CASES = 2


@pytest.mark.parametrize("name", case_names())
def test_package_computes_what_the_notebook_computes(name: str, tmp_path: Path) -> None:
    case = load_case(name)
    outcome = convert_and_run(case, tmp_path)
    assert outcome.verdict == "ok", f"{case.trap}: {outcome.verdict}, {outcome.detail}"


def test_cases_are_many_and_hardly_one_may_be_refused() -> None:
    cases = [load_case(name) for name in case_names()]
    assert len(cases) >= FEWEST_CASES
    assert sum(case.refusable for case in cases) <= MOST_REFUSABLE_CASES


def test_every_case_says_its_trap_and_shows_something() -> None:
    for case in map(load_case, case_names()):
        assert case.trap
        assert case.stdout or case.files, case.name


def test_messages_of_magics_are_not_prints(tmp_path: Path) -> None:
    said = f"a\r\nWriting tools.py\nenv: X=1\n{tmp_path}/data\nCPU times: user 1 ms\nWriting is fun, they say\n"
    assert own_output(said, tmp_path) == "a\nWriting is fun, they say"
