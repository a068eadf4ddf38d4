"""Where settings are found, and what is said of wrong ones."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from nb2prod.config import Config, LintConfig, load_config
from nb2prod.config.model import WEIGHTS
from nb2prod.config.readers import LINT_READERS, READERS
from nb2prod.finding import UsageError
from nb2prod.plan.cost import Weights


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_hold_where_nothing_is_set(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()

    assert load_config(tmp_path) == Config()


def test_every_field_can_be_read() -> None:
    assert {field.name for field in fields(Config)} == set(READERS)
    assert {field.name for field in fields(LintConfig)} == set(LINT_READERS)


def test_the_section_on_linting_is_read(tmp_path: Path) -> None:
    write(
        tmp_path / "pyproject.toml",
        """
        [tool.nb2prod]
        profile = "production"
        [tool.nb2prod.lint]
        select = ["nbx", "NBH004"]
        per-file-ignores = { "drafts/*" = ["NBX001"] }
        max-cells = 30
        baseline = "known.json"
        """,
    )

    config = load_config(tmp_path)

    assert config.profile == "production"
    assert config.lint == LintConfig(
        select=("NBX", "NBH004"),
        per_file_ignores={"drafts/*": ("NBX001",)},
        max_cells=30,
        baseline=tmp_path / "known.json",
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("selct = []", "Did you mean `select`?"),
        ("max-cells = 0", "`max-cells` must be a whole number from 1 up"),
        ("min-markdown = 101", "a whole number from 0 to 100"),
        ('per-file-ignores = ["a"]', "a table of patterns and lists of codes"),
    ],
)
def test_a_wrong_key_of_linting_is_refused(line: str, said: str, tmp_path: Path) -> None:
    write(tmp_path / "nb2prod.toml", f"[lint]\n{line}\n")

    with pytest.raises(UsageError) as refused:
        load_config(tmp_path)

    assert said in str(refused.value)


def test_all_keys_are_read_in_either_spelling(tmp_path: Path) -> None:
    write(
        tmp_path / "nb2prod.toml",
        """
        exploration = "drop"
        name = "churn"
        strict = true
        knowledge = ["ours.toml"]
        exclude = ["drafts/*"]
        max_function_lines = 25
        pin-from = "/opt/python"
        """,
    )

    assert load_config(tmp_path) == Config(
        exploration="drop",
        name="churn",
        strict=True,
        knowledge=(tmp_path / "ours.toml",),
        exclude=("drafts/*",),
        max_function_lines=25,
        pin_from=Path("/opt/python"),
    )


def test_search_goes_upward_from_a_notebook(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.nb2prod]\nname = "above"\n')
    write(tmp_path / "deep" / "pyproject.toml", '[project]\nname = "other"\n')

    assert load_config(tmp_path / "deep" / "er" / "churn.ipynb").name == "above"


def test_search_stops_at_the_repository(tmp_path: Path) -> None:
    write(tmp_path / "nb2prod.toml", "strict = true")
    (tmp_path / "repository" / ".git").mkdir(parents=True)

    assert not load_config(tmp_path / "repository").strict


def test_repository_folder_itself_is_searched(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    write(tmp_path / "nb2prod.toml", "strict = true")

    assert load_config(tmp_path / "notebooks").strict


def test_own_file_comes_before_the_shared_one(tmp_path: Path) -> None:
    write(tmp_path / "nb2prod.toml", 'name = "own"')
    write(tmp_path / "pyproject.toml", '[tool.nb2prod]\nname = "shared"')

    assert load_config(tmp_path).name == "own"


def test_weights_are_all_those_that_a_cut_has(tmp_path: Path) -> None:
    write(tmp_path / "nb2prod.toml", "[weights]\n" + "\n".join(f"{name} = 2" for name in WEIGHTS))

    prices = load_config(tmp_path).weights

    assert Weights(**prices) == Weights(*([2.0] * len(fields(Weights))))


def test_an_unknown_weight_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "nb2prod.toml", "weights = {tal = 1}")

    with pytest.raises(UsageError, match="unknown weight `tal`") as caught:
        load_config(tmp_path)

    assert "`tall`" in caught.value.way_out


def test_paths_are_relative_to_the_file(tmp_path: Path) -> None:
    write(tmp_path / "nb2prod.toml", 'knowledge = ["tables/a.toml"]')

    assert load_config(tmp_path / "x" / "y").knowledge == (tmp_path / "tables" / "a.toml",)


@pytest.mark.parametrize(
    ("key", "advice"),
    [("explorations", "`exploration`"), ("max-functon-lines", "`max_function_lines`"), ("zzz", "Known keys: ")],
)
def test_unknown_key_names_the_nearest(tmp_path: Path, key: str, advice: str) -> None:
    path = write(tmp_path / "nb2prod.toml", f"{key} = 1")

    with pytest.raises(UsageError) as caught:
        load_config(tmp_path)

    assert str(path) in str(caught.value)
    assert f"`{key}`" in str(caught.value)
    assert advice in caught.value.way_out


@pytest.mark.parametrize(
    "line",
    [
        'exploration = "keep"',
        "name = 3",
        'name = " "',
        'strict = "yes"',
        'knowledge = "a.toml"',
        "knowledge = [1]",
        'exclude = "a"',
        "strict = 1",
        "max_function_lines = true",
        "max_function_lines = 0",
        "max_function_lines = 3.5",
        "pin_from = false",
        "compare = 3",
        'docstrings = "rest"',
        "weights = 3",
        "weights = {tall = true}",
        "weights = {tall = -1}",
        "compare = {Model = 'parts'}",
    ],
)
def test_wrong_kind_names_file_and_key(tmp_path: Path, line: str) -> None:
    path = write(tmp_path / "nb2prod.toml", line)

    with pytest.raises(UsageError) as caught:
        load_config(tmp_path)

    assert str(path) in str(caught.value)
    assert f"`{line.split(' ', maxsplit=1)[0]}` must be" in caught.value.message


def test_same_key_twice_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "nb2prod.toml", 'pin-from = "a"\npin_from = "b"')

    with pytest.raises(UsageError, match="set twice"):
        load_config(tmp_path)


@pytest.mark.parametrize("text", ["strict = ", "[tool.nb2prod\nstrict = true"])
def test_broken_toml_is_a_usage_error(tmp_path: Path, text: str) -> None:
    write(tmp_path / "pyproject.toml", f"# nb2prod\n{text}")

    with pytest.raises(UsageError, match="not valid TOML"):
        load_config(tmp_path)


def test_section_must_be_a_table(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", "[tool]\nnb2prod = true")

    with pytest.raises(UsageError, match="must be a table"):
        load_config(tmp_path)


def test_explicit_file_replaces_the_search(tmp_path: Path) -> None:
    write(tmp_path / "nb2prod.toml", 'name = "found"')
    other = write(tmp_path / "ci.toml", 'name = "named"')

    assert load_config(tmp_path, explicit=other).name == "named"


def test_explicit_file_that_is_missing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"can't be read"):
        load_config(tmp_path, explicit=tmp_path / "none.toml")


def test_explicit_shared_file_needs_our_section(tmp_path: Path) -> None:
    shared = write(tmp_path / "pyproject.toml", '[project]\nname = "x"')

    with pytest.raises(UsageError, match=r"no \[tool.nb2prod\]"):
        load_config(tmp_path, explicit=shared)


def test_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "nb2prod.toml").write_bytes(b"\xef\xbb\xbfstrict = true\n")

    assert load_config(tmp_path).strict


def test_other_encoding_is_said(tmp_path: Path) -> None:
    (tmp_path / "nb2prod.toml").write_bytes(b'name = "caf\xe9"')

    with pytest.raises(UsageError, match="not UTF-8"):
        load_config(tmp_path)
