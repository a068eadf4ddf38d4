"""Names for types are constants, so that functions which mention them can stand in a module."""

from __future__ import annotations

import pytest

from tests.unit.making import package_output, plan_of, script_output

USE = "def first(words: List[Word]) -> Word:\n    return words[0]"


def _hoisted(*cells: str) -> set[str]:
    return {h.name for m in plan_of(*cells).modules for h in m.hoisted}


@pytest.mark.parametrize(
    ("alias", "known"),
    [
        ("Word = str", True),
        ("Word = Tuple[str, ...]", True),
        ("Word = Dict[str, List[int]]", True),
        ("Word = list[int]", True),
        ("Word = str\nWord = bytes", False),
        ("str = 5\nWord = str", False),
        ("Word = make_type(str)", False),
        ("Word = Other", False),
    ],
)
def test_names_for_types_are_constants(alias: str, known: bool) -> None:
    start = "from typing import Dict, List, Tuple\nimport sys\nmake_type = sys.intern if sys else str\nOther = sys.argv"

    assert ("Word" in _hoisted(start, alias, USE, "print(first(['a']))")) is known


def test_types_of_types_are_constants_too() -> None:
    cells = ("from typing import List", "Word = str\nBin = List[Word]", "def size(b: Bin) -> int:\n    return len(b)")

    assert {"Bin", "Word", "size"} <= _hoisted(*cells, "print(size(['a']))")
    assert package_output(*cells, "print(size(['a']), Bin)") == script_output(*cells, "print(size(['a']), Bin)")
