"""What the tables say against the libraries themselves, as far as they are installed."""

from __future__ import annotations

from pathlib import Path

import pytest

from nb2prod.knowledge.entry import parse_mutation
from nb2prod.knowledge.installed import compare, release
from nb2prod.knowledge.load import FOLDER, NO_TABLES
from nb2prod.knowledge.members import CONVENTIONS

TABLES = {
    path.stem: path for path in sorted(FOLDER.glob("*.toml")) if path.stem not in NO_TABLES and path.stem != CONVENTIONS
}
WRONG = """
[library]
name = 'JSON'
imports = 'json'
nameless = 'json.Odd'

[[calls]]
of = 'json'
names = 'detect_encoding(text) load undo Odd.twist'

[[values]]
of = 'json'
names = 'VERSION->str'

[types.'json.Node']

[until]
'3.0' = 'json.undo'
"""


@pytest.mark.parametrize("stem", sorted(TABLES))
def test_every_name_and_argument_of_an_installed_library_exists(stem: str) -> None:
    found = compare(TABLES[stem])
    if not found.versions:
        pytest.skip(f"what {stem}.toml speaks of is not installed")
    assert found.problems == ()


def test_what_does_not_exist_is_said_with_file_key_and_way_out(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(WRONG)
    problems = compare(path).problems
    assert all(problem.startswith(f"{path}: ") for problem in problems)
    assert any("values.json.VERSION: does not exist" in p and "[since]" in p for p in problems)
    assert any("types.json.Node: does not exist" in p for p in problems)
    assert any("calls.json.detect_encoding: has no parameter 'text'" in p for p in problems)
    assert not any("undo" in p or "twist" in p for p in problems)


def test_a_library_that_is_not_installed_is_not_compared(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("[library]\nname = 'No'\nimports = 'no_such_library'\n")
    assert compare(path).versions == ""


def test_versions_are_compared_by_their_numbers() -> None:
    assert release("2.10.1") > release("2.9")
    assert release("2.0+cpu") == release("2.0")


def test_a_mutation_is_read_with_its_switch() -> None:
    assert parse_mutation("X unless copy").when is False
    assert parse_mutation("self if inplace").switch == "inplace"
    assert parse_mutation("out").switch == ""
