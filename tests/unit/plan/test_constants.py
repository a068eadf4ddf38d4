"""Constants: made of literals, of each other, and of an environment that nothing has changed."""

from __future__ import annotations

import pytest

from tests.unit.making import package_output, package_texts, plan_of, script_output

USE = "def use():\n    return SIZE"


def _constants(*cells: str) -> set[str]:
    return {h.name for m in plan_of(*cells).modules for h in m.hoisted if h.constant}


@pytest.mark.parametrize(
    "value",
    [
        "LIMIT * 2 + 1",
        "(LIMIT, -LIMIT)",
        "float(LIMIT)",
        "f'n={LIMIT}'",
        "'a' if LIMIT > 2 else 'b'",
        "str(LIMIT).strip().lower()",
        "int(os.environ.get('CONSTANTS_SIZE', '3'))",
        "os.getenv('CONSTANTS_SIZE') or LIMIT",
    ],
)
def test_what_is_made_of_constants_is_one(value: str) -> None:
    cells = ["import os", "LIMIT = 3", f"SIZE = {value}", USE, "print(use(), LIMIT)"]

    assert "SIZE" in _constants(*cells)
    assert package_output(*cells) == script_output(*cells)


@pytest.mark.parametrize(
    ("before", "value"),
    [
        ("LIMIT = 3\nLIMIT = 4", "LIMIT * 2"),
        ("LIMIT = [3]", "LIMIT * 2"),
        ("LIMIT = 3", "list(str(LIMIT))"),
        ("LIMIT = 3", "print(LIMIT)"),
        ("def float(x):\n    return 'mine'\nLIMIT = 3", "float(LIMIT)"),
        ("os.environ['CONSTANTS_SIZE'] = str(os.getpid())", "os.environ.get('CONSTANTS_SIZE', '3')"),
        ("key = 'CONSTANTS_' + str(1)", "os.environ.get(key, '3')"),
    ],
)
def test_what_depends_on_the_moment_is_none(before: str, value: str) -> None:
    cells = ["import os", before, f"SIZE = {value}", USE, "print(use())", "os.environ.clear()"]

    assert "SIZE" not in _constants(*cells)


def test_an_environment_that_is_changed_later_does_not_matter() -> None:
    cells = ["import os", "SIZE = os.environ.get('CONSTANTS_SIZE', '3')", USE, "os.environ['CONSTANTS_SIZE'] = '5'"]
    cells += ["print(use(), os.environ['CONSTANTS_SIZE'])"]

    assert "SIZE" in _constants(*cells)


def test_what_is_a_setting_stays_one() -> None:
    cells = ["import pandas as pd", "folder = 'data/raw/'", "SIZE = folder + 'a.csv'", USE]
    cells += ["print(len(pd.read_csv(folder + 'b.csv')), use())"]
    made = plan_of(*cells)

    assert _constants(*cells) == set()
    assert [s.name for s in made.settings] == ["folder"]


def test_constants_that_only_constants_need_stand_beside_them() -> None:
    cells = ["WIDTH = 4", "SIZE = WIDTH * WIDTH", USE, "print(use(), WIDTH)"]

    assert _constants(*cells) == {"WIDTH", "SIZE"}
    assert any("WIDTH" in text for text in package_texts(plan_of(*cells), "made").values())
