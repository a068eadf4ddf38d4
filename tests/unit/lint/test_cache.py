"""Results are kept for as long as they hold, and no longer."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nb2prod.finding import Location
from nb2prod.lint.cache import Cache
from nb2prod.lint.encode import decode, encode
from nb2prod.lint.model import CellStart, Crash, FileResult, Trouble
from nb2prod.lint.run import Settings, lint
from nb2prod.lint.stamps import digest_of_file, settings_digest, stamp
from nb2prod.rules.cases import code, file_text
from nb2prod.rules.model import Case, ContentEdit, Finding, Fix, Severity, SourceEdit, Span, Step
from nb2prod.rules.registry import Selection

WHERE = Location(Path("a.ipynb"), 2, "id", 3, 4, 50)
FIX = Fix(
    "f", (SourceEdit(Span(1, 2, 3, 4, 5), "é\n"), ContentEdit(("cells", 0, "x"), [1]), ContentEdit(("a",), remove=True))
)
FINDING = Finding(
    *("NBX001", "name", Severity.ERROR, WHERE, 5, 6, "m'\"é\ud800", FIX, (Step(Span(1), "s"),), "sym", "url", ("F821",))
)
FULL = FileResult(
    Path("a.ipynb"),
    (FINDING,),
    "",
    Trouble("t", "w", WHERE),
    (Crash("NBX002", Path("a.ipynb"), "m", "p"),),
    3,
    (Path("b"),),
    "digest",
    ((None, ()), (2, ("F", "NBX"))),
    (CellStart("id", 4), CellStart(None, None, "abc")),
)


@pytest.mark.parametrize("result", [FULL, FileResult(Path("a.ipynb")), FileResult(Path("a.ipynb"), skipped="r")])
def test_a_result_is_the_same_when_it_is_read_again(result: FileResult) -> None:
    assert decode(encode(result)) == result
    assert decode(encode(result), Path("b.ipynb")).path == Path("b.ipynb")


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    path = tmp_path / "a.ipynb"
    path.write_text("one", encoding="utf-8")
    return path


def kept(path: Path, *seen: Path) -> FileResult:
    return FileResult(path, seen=seen, digest=digest_of_file(path))


def find(cache: Cache, path: Path) -> str | None:
    stamp.cache_clear()
    return cache.find([path]).get(path)


def store(cache: Cache, path: Path, *seen: Path) -> None:
    stamp.cache_clear()
    cache.keep([(kept(path, *seen), "result")])


def test_an_unchanged_file_is_known(notebook: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", "s")
    assert find(cache, notebook) is None
    store(cache, notebook)

    assert find(cache, notebook) == "result"
    assert find(Cache(tmp_path / "cache", "other"), notebook) is None
    assert (tmp_path / "cache" / ".gitignore").read_text(encoding="utf-8") == "*\n"


def test_a_file_that_was_only_touched_is_known_by_its_content(notebook: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", "s")
    store(cache, notebook)
    os.utime(notebook, (1, 1))

    assert find(cache, notebook) == "result"


def test_a_changed_file_is_not_known_even_with_its_size_and_time(notebook: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache", "s")
    times = notebook.stat()
    store(cache, notebook)
    notebook.write_text("two", encoding="utf-8")
    os.utime(notebook, ns=(times.st_atime_ns, times.st_mtime_ns))

    assert find(cache, notebook) is None


@pytest.mark.parametrize("was_there", [True, False])
def test_a_result_holds_no_longer_than_what_it_depends_on(was_there: bool, notebook: Path, tmp_path: Path) -> None:
    cache, other = Cache(tmp_path / "cache", "s"), tmp_path / "requirements.txt"
    if was_there:
        other.write_text("pandas", encoding="utf-8")
    store(cache, notebook, other)
    assert find(cache, notebook) == "result"

    other.write_text("pandas>=2", encoding="utf-8")
    assert find(cache, notebook) is None


@pytest.mark.parametrize("content", [b"", b"garbage" * 1000])
def test_a_broken_cache_knows_nothing_and_stops_nobody(content: bytes, notebook: Path, tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir()
    (folder / "lint.sqlite").write_bytes(content)
    cache = Cache(folder, "s")

    assert find(cache, notebook) is None
    store(cache, notebook)


def test_old_settings_are_forgotten(notebook: Path, tmp_path: Path) -> None:
    for number in range(12):
        store(Cache(tmp_path / "cache", str(number)), notebook)

    known = [n for n in range(12) if find(Cache(tmp_path / "cache", str(n)), notebook)]
    assert known == list(range(4, 12))


def test_settings_and_files_that_they_name_count(tmp_path: Path) -> None:
    table = tmp_path / "ours.toml"
    table.write_text("a", encoding="utf-8")
    before = settings_digest(Selection(), files=[table])
    assert before == settings_digest(Selection(), files=[table])
    assert before != settings_digest(Selection(ignore=("NBX",)), files=[table])

    table.write_text("b", encoding="utf-8")
    assert before != settings_digest(Selection(), files=[table])


def test_a_second_run_finds_the_same(tmp_path: Path) -> None:
    for number in range(40):
        case = Case((code("x = input()", count=2), code(f"y = {number}", count=1)))
        (tmp_path / f"{number}.ipynb").write_text(file_text(case), encoding="utf-8")
    settings = Settings(cache=tmp_path / "cache", ruff=None)
    first, second = lint([tmp_path], settings), lint([tmp_path], settings)

    assert first == second
    assert first == lint([tmp_path], Settings(ruff=None))
    assert len(list(first.findings)) == 80
