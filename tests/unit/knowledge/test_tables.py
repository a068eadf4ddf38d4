"""Tables as files: those that come with the project, and the user's own."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.finding import UsageError
from nb2prod.knowledge import CallEntry, load_knowledge, parse_type_expression
from nb2prod.knowledge.check import check_table
from nb2prod.knowledge.entry import call_entry
from nb2prod.knowledge.load import FOLDER, FORMAT, NO_TABLES
from nb2prod.knowledge.table import read_table

PATHS = tuple(path for path in sorted(FOLDER.glob("*.toml")) if path.stem not in NO_TABLES)

OURS = """
[library]
name = 'House'
imports = 'house pandas'

[aliases]
frame = 'pandas.DataFrame'

[renames]
'house.old' = 'house'

[[calls]]
of = 'house'
activity = 'load'
reads = 'database'
names = 'read_orders(query)->frame read_pair->tuple[frame,int]'
queries = 'query'

[[classes]]
of = 'house'
bases = 'sklearn.base.ClassifierMixin sklearn.base.BaseEstimator'
kind = 'estimator'
activity = 'train'
hyperparameters = true
names = 'Forest'

[[calls]]
of = 'pandas'
activity = 'query'
names = 'read_csv->frame'
"""


def entries() -> Iterator[CallEntry]:
    for path in PATHS:
        table = read_table(path)
        for name, signature in table.calls.items():
            yield call_entry(table, name, signature)


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_tables_of_the_project_are_well_formed(path: Path) -> None:
    assert check_table(path) == ()


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_table_is_read_fast(path: Path) -> None:
    times = []
    for _ in range(5):
        start = time.process_time()
        read_table(path)
        times.append(time.process_time() - start)
    assert min(times) < 0.02


def test_a_pure_entry_says_no_effect() -> None:
    for entry in entries():
        if entry.pure:
            effects = (*entry.mutates, *entry.reads, *entry.writes, entry.seeds)
            assert not any(effects), entry.name
            assert not entry.draws or entry.draws_at, entry.name


OF_TWO_TYPES = {"product", "together"}
"""What is worked out from two types, and no class."""


def test_what_is_given_back_is_a_known_class() -> None:
    knowledge = load_knowledge()
    heads: set[str] = set()
    for entry in entries():
        for text in (entry.returns, *(kind for _, kind in entry.returns_if)):
            heads |= names_in(text)
    heads = {head for head in heads if ":" not in head and not head.isdigit()}
    unknown = sorted(head for head in heads - OF_TWO_TYPES if knowledge.type(head) is None)
    assert unknown == []


def names_in(text: str) -> set[str]:
    from nb2prod.knowledge.type_expression import expression_names

    return set(expression_names(parse_type_expression(text))) - {"?", "self", "*"}


def test_a_users_table_adds_and_goes_first(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(OURS)
    knowledge = load_knowledge((path,))
    orders, pair, fit = (
        knowledge.call("house.old.read_orders"),
        knowledge.call("house.read_pair"),
        knowledge.method("house.Forest", "fit"),
    )
    assert orders is not None
    assert (orders.activity, orders.returns, orders.queries) == ("load", "pandas.DataFrame", ("query",))
    assert pair is not None
    assert pair.returns == "tuple[pandas.DataFrame,int]"
    assert fit is not None
    assert fit.activity == "train"
    forest = knowledge.type("house.Forest")
    assert forest is not None
    assert (forest.annotation, forest.annotation_import) == ("Forest", "from house import Forest")
    csv, excel = knowledge.call("pandas.read_csv"), knowledge.call("pandas.read_excel")
    assert csv is not None
    assert csv.activity == "query"
    assert excel is not None
    assert excel.activity == "load"
    untouched = load_knowledge().call("pandas.read_csv")
    assert untouched is not None
    assert untouched.activity == "load"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "[library]\nname = 'x'\n[[calls]]\nnames = 'a'\nactivty = 'load'",
            "activty: unknown key; did you mean 'activity'",
        ),
        (
            "[library]\nname = 'x'\n[[calls]]\nnames = 'a'\nactivity = 'laod'",
            "'laod' is no activity; did you mean 'load'",
        ),
        ("[library]\nname = 'x'\n[[calls]]\nactivity = 'load'", "names: is missing"),
        ("[library]\nname = 'x'\n[[calls]]\nnames = 'a'\nreads = 'file'", "'file' is no channel; did you mean 'files'"),
        ("[library]\nname = 'x'\n[[calls]]\nnames = 'a'\nreturns = 'list['", "'list[' is no type expression"),
        ("[library]\nname = 'x'\n[[calls]]\nnames = 'a'\nmutates = 'self when inplace'", "is not like"),
        ("[library]\nname = 'x'\n[[calls]]\nnames = 'a'\npure = 'yes'", "pure: must be true or false"),
        ("[library]\nname = 'x'\n[[calls]]\nnames = 'a -> b'", "is no `name(parameter, …)->type`"),
        ("[[calls]]\nnames = 'a'", "library: is missing"),
        ("calls = 3\n[library]\nname = 'x'", "calls: must be an array of tables"),
        ("[library\n", "no valid TOML"),
    ],
)
def test_a_wrong_table_is_refused_with_file_and_key(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(text)
    assert any(expected in problem for problem in check_table(path))
    with pytest.raises(UsageError) as caught:
        load_knowledge((path,))
    assert str(path) in str(caught.value)
    assert expected in str(caught.value)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_knowledge((tmp_path / "absent.toml",))


def test_renames_in_a_circle_end(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text("[library]\nname = 'x'\nimports = 'a'\n[renames]\n'a.b' = 'a.c'\n'a.c' = 'a.b'\n'a.d' = 'a.d.e'")
    knowledge = load_knowledge((path,))
    assert knowledge.canonical("a.b.f").startswith("a.")
    assert knowledge.call("a.d.f") is None


SCALARS = st.one_of(st.booleans(), st.integers(0, 9), st.sampled_from(["self", "frame", "list[", "a if b", "", "x->?"]))
VALUES = st.one_of(SCALARS, st.lists(SCALARS, max_size=2))


@given(
    st.sampled_from(["calls", "classes", "values"]),
    st.dictionaries(
        st.sampled_from(
            "of names activity returns mutates pure reads kind item attributes unlisted returns_if".split()
        ),
        VALUES,
        max_size=4,
    ),
)
def test_checking_never_fails_itself(section: str, group: dict[str, object]) -> None:
    from nb2prod.knowledge.check import _problems

    for raw in ({section: [group], "library": {}}, {section: group}, {"types": {"x": group}}, {"library": group}):
        assert all(isinstance(problem, str) for problem in _problems(raw))


def test_the_documented_example_is_right(tmp_path: Path) -> None:
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    path = tmp_path / "house.toml"
    path.write_text(text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert check_table(path) == ()
    knowledge = load_knowledge((path,))
    logged = knowledge.call("house.legacy.read_with_log")
    assert logged is not None
    assert (logged.returns, logged.activity) == ("tuple[pandas.DataFrame,str]", "query")
    assert knowledge.item("house.Client", "str") == "pandas.DataFrame"


def test_the_example_of_the_documented_format_is_a_table(tmp_path: Path) -> None:
    text = FORMAT.read_text(encoding="utf-8")
    path = tmp_path / "house.toml"
    path.write_text(text.partition("```toml\n")[2].partition("```")[0], encoding="utf-8")
    assert check_table(path) == ()
    orders = load_knowledge((path,)).call("house.legacy.read_orders")
    assert orders is not None
    assert orders.returns == "pandas.DataFrame"
