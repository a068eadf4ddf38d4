"""What looks personal or secret is never recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from nb2prod.record.agent.patterns import looks_personal, personal_file
from nb2prod.record.agent.personal import mask_inputs, mask_outcome
from nb2prod.record.shipped.rebuilding import rebuild
from nb2prod.record.shipped.values import describe

_TOKEN = "gh" + "p_" + "a1B2" * 10


@pytest.mark.parametrize(
    "text",
    [
        "ada@lovelace.org",
        "write to Ada <ada@lovelace.org>",
        "DE89 3704 0044 0532 0130 00",
        "4111 1111 1111 1111",
        "+49 170 1234567",
        "(555) 555-1234",
        "078-05-1120",
        _TOKEN,
        "AKIA" + "ABCDEFGH12345678",
        "-----BEGIN " + "RSA PRIVATE KEY-----",
        "/home/ada/data.csv",
    ],
)
def test_a_text_is_known_by_how_it_is_written(text: str) -> None:
    assert looks_personal(text)


@pytest.mark.parametrize(
    "text",
    ["", "Berlin", "2024-01-02 03:04:05", "3.14159265358979", "1234567890123456789012", "a@b", "masked-3", "x/y.csv"],
)
def test_ordinary_texts_are_kept(text: str) -> None:
    assert not looks_personal(text)


@pytest.mark.parametrize(
    ("column", "personal"),
    [
        ("Name", True),
        ("last_name", True),
        ("Customer Name", True),
        ("e-mail", True),
        ("billing_address", True),
        ("phone number", True),
        ("IBAN", True),
        ("api_key", True),
        ("date_of_birth", True),
        ("plan_name", False),
        ("feature names", False),
        ("age", False),
        ("tokens_per_second", False),
        ("species", False),
    ],
)
def test_a_column_is_known_by_its_name(column: str, personal: bool) -> None:
    inputs = {"df": describe(pd.DataFrame({column: ["one", "two", "one"], "n": [1, 2, 3]}))}

    notes = mask_inputs(inputs)
    frame = rebuild(inputs["df"], pytest.fail)

    assert bool(notes) is personal
    assert frame[column].tolist() == (["masked-1", "masked-2", "masked-1"] if personal else ["one", "two", "one"])
    assert frame["n"].tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "value",
    [
        ["ada@lovelace.org"],
        {"to": ("ada@lovelace.org",)},
        {"password": "hunter2"},
        pd.Series(["ada@lovelace.org", "x"]),
        pd.Series(["x"], index=["ada@lovelace.org"]),
        pd.DataFrame({"text": ["mail ada@lovelace.org now"]}),
        pd.DataFrame({"c": pd.Categorical(["ada@lovelace.org"])}),
        pd.Series(["ada@lovelace.org"]).to_numpy(dtype=str),
    ],
    ids=lambda value: type(value).__name__,
)
def test_no_such_value_stays_wherever_it_stands(value: Any) -> None:
    for mask in (_masked_inputs, _masked_outcome):
        text = str(mask(value))
        assert "lovelace" not in text
        assert "hunter2" not in text


@pytest.mark.parametrize(
    "value", [{"name": "Ridge", "password": 17}, {"name": ["n"], "address": 3}, ["name", "password"]], ids=str
)
def test_labels_and_places_in_a_vocabulary_are_kept(value: Any) -> None:
    inputs = {"given": describe(value)}

    assert mask_inputs(inputs) == []
    assert inputs == {"given": describe(value)}


def _masked_inputs(value: Any) -> Any:
    inputs = {"given": describe(value)}
    assert mask_inputs(inputs)
    return inputs


def _masked_outcome(value: Any) -> Any:
    outcome: dict[str, Any] = {
        "results": {"r": describe(value)},
        "inputs": {},
        "files": {},
        "printed": {"is": "text", "of": ""},
    }
    outcome["figures"] = []
    assert mask_outcome(outcome)
    return outcome


def test_what_is_printed_is_not_kept_where_it_looks_personal() -> None:
    outcome: dict[str, Any] = {"results": {}, "inputs": {}, "files": {}, "figures": []}
    outcome["printed"] = {"is": "text", "of": "dear ada@lovelace.org"}

    assert mask_outcome(outcome) == ["what it prints"]
    assert outcome["printed"] == {"is": "not compared"}


@pytest.mark.parametrize(
    ("name", "text", "personal"),
    [
        ("a.csv", "id,email\n1,x\n", True),
        ("a.csv", "id,note\n1,ada@lovelace.org\n", True),
        ("a.json", json.dumps({"last_name": "Lovelace"}), True),
        ("a.csv", "id,species\n1,setosa\n", False),
    ],
)
def test_files_are_looked_through_as_well(name: str, text: str, personal: bool, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)

    assert personal_file(str(tmp_path / name)) is personal
