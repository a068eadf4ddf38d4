"""Writing a project: nothing of a person's is ever destroyed, and nothing is half done."""

from __future__ import annotations

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nb2prod.finding import UsageError
from nb2prod.render.difference import diff_project, tree
from nb2prod.render.model import Project, ProjectFile
from nb2prod.render.pristine import pristine_text
from nb2prod.render.stage import RollbackError
from nb2prod.render.write import WriteReport, plan_write, write_project

CONVERSION = json.dumps({"nb2prod": "1", "package": "churn"}) + "\n"


def project(**texts: str) -> Project:
    """A project of `src/NAME.py` files and a `conversion.json`."""
    files = {f"src/{name}.py": text for name, text in texts.items()} | {"conversion.json": CONVERSION}
    return Project("churn", "churn", tuple(ProjectFile(PurePosixPath(path), text) for path, text in files.items()))


def contents(folder: Path) -> dict[str, str]:
    """Text of every file in a folder, and of its folders, the record left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") if path.is_file() else "folder"
        for path in folder.rglob("*")
        if ".nb2prod" not in path.parts
    }


def everything(folder: Path) -> dict[str, bytes | None]:
    """Content of every file and folder, the record included."""
    return {str(path): path.read_bytes() if path.is_file() else None for path in folder.rglob("*")}


def paths(*names: str) -> tuple[PurePosixPath, ...]:
    """Paths of a report."""
    return tuple(PurePosixPath(name) for name in names)


def failing_from(nth: int, error: BaseException, original: Callable[..., None]) -> Callable[..., None]:
    """A stand-in for `os.replace` that fails at its nth call, once."""
    calls = 0

    def replace(source: object, destination: object) -> None:
        nonlocal calls
        calls += 1
        if calls == nth:
            raise error
        original(source, destination)

    return replace


class TestFresh:
    """Into a folder that isn't there, or is empty."""

    def test_creates_all_files_and_missing_parents(self, tmp_path: Path) -> None:
        target = tmp_path / "deep" / "er" / "churn"

        report = write_project(project(a="A = 1\n"), target)

        assert report == WriteReport(created=paths("conversion.json", "src/a.py"))
        assert contents(target) == {"conversion.json": CONVERSION, "src": "folder", "src/a.py": "A = 1\n"}
        assert [path.name for path in target.parent.iterdir()] == ["churn"]

    def test_folder_has_usual_permissions(self, tmp_path: Path) -> None:
        usual = tmp_path / "usual"
        usual.mkdir()

        write_project(project(a=""), tmp_path / "churn")

        assert (tmp_path / "churn").stat().st_mode == usual.stat().st_mode

    def test_empty_folder_is_fine(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n"), tmp_path)

        assert contents(tmp_path)["src/a.py"] == "A = 1\n"

    def test_newlines_are_written_as_they_are(self, tmp_path: Path) -> None:
        write_project(project(a="x = 'é'\n"), tmp_path)

        assert (tmp_path / "src" / "a.py").read_bytes() == "x = 'é'\n".encode()

    @pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), KeyboardInterrupt()])
    def test_failure_leaves_nothing_behind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
    ) -> None:
        monkeypatch.setattr(os, "replace", failing_from(1, error, os.replace))

        with pytest.raises((UsageError, KeyboardInterrupt)):
            write_project(project(a=""), tmp_path / "new" / "churn")

        assert list(tmp_path.iterdir()) == []

    def test_full_disk_leaves_nothing_behind(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def full(self: Path, _data: bytes) -> int:
            raise OSError(errno.ENOSPC, "No space left on device", str(self))

        monkeypatch.setattr(Path, "write_bytes", full)

        with pytest.raises(UsageError, match="disk is full"):
            write_project(project(a=""), tmp_path / "new" / "churn")

        assert list(tmp_path.iterdir()) == []


class TestRefusal:
    """Folders that are not ours to write to."""

    def test_foreign_folder(self, tmp_path: Path) -> None:
        (tmp_path / "thesis.tex").write_text("mine")

        with pytest.raises(UsageError, match="holds no earlier conversion") as caught:
            write_project(project(a=""), tmp_path, force=True)

        assert caught.value.way_out
        assert contents(tmp_path) == {"thesis.tex": "mine"}

    @pytest.mark.parametrize("text", ["", "{}", "[]", '{"package": 3}', '{"package": "churn"}', "\xff"])
    def test_foreign_conversion_file(self, tmp_path: Path, text: str) -> None:
        (tmp_path / "conversion.json").write_text(text, encoding="latin-1")

        with pytest.raises(UsageError):
            write_project(project(a=""), tmp_path)

        assert list(tmp_path.iterdir()) == [tmp_path / "conversion.json"]

    def test_output_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "churn").write_text("mine")

        with pytest.raises(UsageError, match="is a file"):
            write_project(project(a=""), tmp_path / "churn")

    def test_parent_is_a_file(self, tmp_path: Path) -> None:
        (tmp_path / "churn").write_text("mine")

        with pytest.raises(UsageError):
            write_project(project(a=""), tmp_path / "churn" / "out")

        assert contents(tmp_path) == {"churn": "mine"}

    def test_no_permission(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def forbidden(*_: object, **__: object) -> str:
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr("tempfile.mkdtemp", forbidden)

        with pytest.raises(UsageError, match="permission denied"):
            write_project(project(a=""), tmp_path / "new" / "churn")

        assert list(tmp_path.iterdir()) == []

    def test_project_that_could_not_be_recognised(self, tmp_path: Path) -> None:
        with pytest.raises(ValueError, match=r"conversion\.json"):
            write_project(Project("a", "a", ()), tmp_path)

    def test_folder_where_a_file_is_to_stand(self, tmp_path: Path) -> None:
        write_project(project(a=""), tmp_path)
        (tmp_path / "src" / "b.py").mkdir()

        with pytest.raises(UsageError, match="in the way"):
            write_project(project(a="", b=""), tmp_path)


class TestAgain:
    """Into a folder that holds an earlier conversion."""

    def test_same_project_changes_nothing(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        write_project(project(a="A = 1\n"), tmp_path)
        monkeypatch.setattr("nb2prod.render.write.apply_changes", pytest.fail)

        report = write_project(project(a="A = 1\n"), tmp_path)

        assert report == WriteReport(unchanged=paths("conversion.json", "src/a.py"))

    def test_updates_creates_and_removes(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n", b="", c="C = 1\n"), tmp_path)

        report = write_project(project(a="A = 2\n", c="C = 1\n", d="D = 1\n"), tmp_path)

        assert report == WriteReport(
            created=paths("src/d.py"),
            updated=paths("src/a.py"),
            unchanged=paths("conversion.json", "src/c.py"),
            removed=paths("src/b.py"),
        )
        assert (tmp_path / "src" / "a.py").read_text() == "A = 2\n"
        assert not (tmp_path / "src" / "b.py").exists()
        assert {path.name for path in (tmp_path / "src").iterdir()} == {"a.py", "c.py", "d.py"}

    def test_folders_that_became_empty_go(self, tmp_path: Path) -> None:
        write_project(project(a=""), tmp_path)

        write_project(project(), tmp_path)

        assert contents(tmp_path) == {"conversion.json": CONVERSION}

    def test_files_of_a_person_stay(self, tmp_path: Path) -> None:
        write_project(project(a=""), tmp_path)
        (tmp_path / "src" / "mine.py").write_text("mine")

        write_project(project(), tmp_path, force=True)

        assert (tmp_path / "src" / "mine.py").read_text() == "mine"

    def test_permissions_of_a_file_stay(self, tmp_path: Path) -> None:
        write_project(project(a=""), tmp_path)
        (tmp_path / "src" / "a.py").chmod(0o755)

        write_project(project(a="A = 1\n"), tmp_path)

        assert (tmp_path / "src" / "a.py").stat().st_mode & 0o777 == 0o755

    def test_other_line_ends_are_no_edit(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\nB = 2\n"), tmp_path)
        (tmp_path / "src" / "a.py").write_bytes(b"A = 1\r\nB = 2\r\n")

        assert write_project(project(a="A = 3\n"), tmp_path).updated == paths("src/a.py")

    def test_file_that_was_deleted_comes_back(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n"), tmp_path)
        (tmp_path / "src" / "a.py").unlink()

        assert write_project(project(a="A = 1\n"), tmp_path).created == paths("src/a.py")

    def test_pristine_text_is_kept_for_merging(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n"), tmp_path)
        write_project(project(a="A = 2\n"), tmp_path)

        assert pristine_text(tmp_path, PurePosixPath("src/a.py")) == "A = 2\n"
        assert len(list((tmp_path / ".nb2prod" / "pristine").iterdir())) == 2

    @given(
        first=st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["", "A = 1\n", "B = 2\n"])),
        second=st.dictionaries(st.sampled_from("abcd"), st.sampled_from(["", "A = 1\n", "B = 2\n"])),
    )
    def test_ends_up_as_if_written_afresh(
        self, tmp_path_factory: pytest.TempPathFactory, first: dict[str, str], second: dict[str, str]
    ) -> None:
        folder = tmp_path_factory.mktemp("again")

        write_project(project(**first), folder / "twice")
        write_project(project(**second), folder / "twice")
        write_project(project(**second), folder / "once")

        once, twice = everything(folder / "once"), everything(folder / "twice")
        assert {key.replace("once", "twice", 1): value for key, value in once.items()} == twice
        assert {path.name for path in folder.iterdir()} == {"once", "twice"}


class TestEdits:
    """What a person edited."""

    def test_edited_file_stops_the_writing(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n", b=""), tmp_path)
        (tmp_path / "src" / "a.py").write_text("A = 42\n")
        before = everything(tmp_path)

        with pytest.raises(UsageError, match=r"src/a\.py") as caught:
            write_project(project(a="A = 2\n", b="B = 1\n"), tmp_path)

        assert "--force" in caught.value.way_out
        assert everything(tmp_path) == before

    def test_force_overwrites(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n"), tmp_path)
        (tmp_path / "src" / "a.py").write_text("A = 42\n")

        assert write_project(project(a="A = 2\n"), tmp_path, force=True).updated == paths("src/a.py")
        assert (tmp_path / "src" / "a.py").read_text() == "A = 2\n"

    def test_edit_that_matches_the_new_text_is_fine(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n"), tmp_path)
        (tmp_path / "src" / "a.py").write_text("A = 2\n")

        assert paths("src/a.py")[0] in write_project(project(a="A = 2\n"), tmp_path).unchanged

    @pytest.mark.parametrize("force", [False, True])
    def test_edited_file_that_is_no_longer_generated_stays(self, tmp_path: Path, force: bool) -> None:
        write_project(project(a="A = 1\n"), tmp_path)
        (tmp_path / "src" / "a.py").write_text("A = 42\n")

        assert write_project(project(), tmp_path, force=force).kept == paths("src/a.py")
        assert (tmp_path / "src" / "a.py").read_text() == "A = 42\n"
        assert pristine_text(tmp_path, PurePosixPath("src/a.py")) == "A = 1\n"

    def test_file_of_a_person_where_a_new_one_is_to_stand(self, tmp_path: Path) -> None:
        write_project(project(a=""), tmp_path)
        (tmp_path / "src" / "b.py").write_text("mine")

        with pytest.raises(UsageError, match=r"src/b\.py"):
            write_project(project(a="", b="B = 1\n"), tmp_path)

    def test_without_record_each_file_counts_as_edited(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n", b=""), tmp_path)
        shutil.rmtree(tmp_path / ".nb2prod")

        with pytest.raises(UsageError, match=r"generated: src/a\.py\n"):
            plan_write(project(a="A = 2\n", b=""), tmp_path)

    @pytest.mark.parametrize("record", ["", "[]", '{"format": 1, "files": {"../../x": "0", "src/a.py": 3}}'])
    def test_record_that_was_tampered_with_is_no_licence(self, tmp_path: Path, record: str) -> None:
        write_project(project(a="A = 1\n"), tmp_path / "churn")
        (tmp_path / "x").write_text("mine")
        (tmp_path / "churn" / ".nb2prod" / "manifest.json").write_text(record)

        with pytest.raises(UsageError, match=r"src/a\.py"):
            write_project(project(a="A = 2\n"), tmp_path / "churn")

        assert (tmp_path / "x").read_text() == "mine"

    def test_notebook_to_explore_in_is_kept_and_stops_nothing(self, tmp_path: Path) -> None:
        def with_notebook(text: str) -> Project:
            notebook = ProjectFile(PurePosixPath("notebooks/a.ipynb"), text, keeps_edits=True)
            return Project("churn", "churn", (*project(a=text).files, notebook))

        write_project(with_notebook("1\n"), tmp_path)
        (tmp_path / "notebooks" / "a.ipynb").write_text("explored")

        report = write_project(with_notebook("2\n"), tmp_path)

        assert report.kept == paths("notebooks/a.ipynb")
        assert report.updated == paths("src/a.py")
        assert (tmp_path / "notebooks" / "a.ipynb").read_text() == "explored"
        assert pristine_text(tmp_path, PurePosixPath("notebooks/a.ipynb")) == "1\n"
        assert write_project(with_notebook("3\n"), tmp_path).kept == paths("notebooks/a.ipynb")


class TestRollBack:
    """A failure halfway leaves the folder as it was."""

    @pytest.mark.parametrize("nth", range(1, 7))
    @pytest.mark.parametrize("error", [OSError(errno.EIO, "broken"), KeyboardInterrupt()])
    def test_each_step_can_fail(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int, error: BaseException
    ) -> None:
        target = tmp_path / "churn"
        write_project(project(a="A = 1\n", b="B = 1\n", c="C = 1\n"), target)
        before = everything(tmp_path)
        monkeypatch.setattr(os, "replace", failing_from(nth, error, os.replace))

        with pytest.raises((UsageError, KeyboardInterrupt)):
            write_project(project(a="A = 2\n", b="B = 2\n", d="D = 1\n"), target)

        assert everything(tmp_path) == before

    @pytest.mark.parametrize("nth", [1, 2])
    def test_removal_can_fail(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, nth: int) -> None:
        target = tmp_path / "churn"
        write_project(project(a="A = 1\n", b="B = 1\n", c="C = 1\n"), target)
        before = everything(tmp_path)
        unlink, calls = Path.unlink, iter(range(1, 100))

        def failing(self: Path, missing_ok: bool = False) -> None:
            if next(calls) == nth:
                raise PermissionError(errno.EACCES, "Permission denied")
            unlink(self, missing_ok=missing_ok)

        monkeypatch.setattr(Path, "unlink", failing)

        with pytest.raises(UsageError, match="permission denied"):
            write_project(project(a="A = 2\n"), target)

        assert everything(tmp_path) == before

    def test_disk_that_fills_up_halfway(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        target = tmp_path / "churn"
        write_project(project(a="A = 1\n"), target)
        before = everything(tmp_path)

        def full(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(shutil, "copy2", full)

        with pytest.raises(UsageError, match="disk is full"):
            write_project(project(a="A = 2\n"), target)

        assert everything(tmp_path) == before

    def test_renames_that_go_on_failing_are_undone_by_copying(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        target = tmp_path / "churn"
        write_project(project(a="A = 1\n"), target)
        original, before = os.replace, everything(tmp_path)
        calls = iter(range(1, 100))

        def failing(source: Path, destination: Path) -> None:
            if next(calls) > 1:
                raise OSError(errno.EIO, "broken")
            original(source, destination)

        monkeypatch.setattr(os, "replace", failing)

        with pytest.raises(UsageError, match="broken"):
            write_project(project(a="A = 2\n"), target)

        assert everything(tmp_path) == before

    def test_what_cannot_be_put_back_is_kept_and_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        target = tmp_path / "churn"
        write_project(project(a="A = 1\n"), target)
        original, originals = os.replace, shutil.copy2
        calls = iter(range(1, 100))

        def failing(source: Path, destination: Path, **_: object) -> None:
            if next(calls) > 1:
                monkeypatch.setattr(shutil, "copy2", failing)
                raise OSError(errno.EIO, "broken")
            original(source, destination)

        monkeypatch.setattr(os, "replace", failing)

        with pytest.raises(RollbackError, match=r"src/a\.py") as caught:
            write_project(project(a="A = 2\n"), target)

        monkeypatch.setattr(shutil, "copy2", originals)
        kept = Path(caught.value.way_out.split(" in ")[1].split(":")[0])
        assert (kept / "src" / "a.py").read_text() == "A = 1\n"


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege on Windows")
class TestLinks:
    """Links are never followed out of the folder."""

    @pytest.mark.parametrize("force", [False, True])
    def test_linked_folder_that_leads_out(self, tmp_path: Path, force: bool) -> None:
        target, outside = tmp_path / "churn", tmp_path / "outside"
        write_project(project(a="A = 1\n"), target)
        (target / "src").rename(outside)
        (target / "src").symlink_to(outside)

        with pytest.raises(UsageError, match="leads out"):
            write_project(project(a="A = 2\n"), target, force=force)

        assert (outside / "a.py").read_text() == "A = 1\n"

    def test_removal_through_a_link_that_leads_out(self, tmp_path: Path) -> None:
        target, outside = tmp_path / "churn", tmp_path / "outside"
        write_project(project(a="A = 1\n"), target)
        (target / "src").rename(outside)
        (target / "src").symlink_to(outside)

        with pytest.raises(UsageError, match="leads out"):
            write_project(project(), target)

        assert (outside / "a.py").exists()

    def test_linked_file_that_leads_out(self, tmp_path: Path) -> None:
        target, outside = tmp_path / "churn", tmp_path / "outside.py"
        write_project(project(a="A = 1\n"), target)
        outside.write_text("A = 1\n")
        (target / "src" / "a.py").unlink()
        (target / "src" / "a.py").symlink_to(outside)

        with pytest.raises(UsageError, match="leads out"):
            write_project(project(a="A = 2\n"), target, force=True)

        assert outside.read_text() == "A = 1\n"

    def test_linked_file_inside_is_a_persons(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n", b="A = 1\n"), tmp_path)
        (tmp_path / "src" / "a.py").unlink()
        (tmp_path / "src" / "a.py").symlink_to(tmp_path / "src" / "b.py")

        with pytest.raises(UsageError, match=r"src/a\.py"):
            write_project(project(a="A = 2\n", b="A = 1\n"), tmp_path)
        write_project(project(a="A = 2\n", b="A = 1\n"), tmp_path, force=True)

        assert not (tmp_path / "src" / "a.py").is_symlink()
        assert (tmp_path / "src" / "b.py").read_text() == "A = 1\n"

    def test_folder_that_the_user_names_may_be_a_link(self, tmp_path: Path) -> None:
        (tmp_path / "real").mkdir()
        (tmp_path / "link").symlink_to(tmp_path / "real")

        write_project(project(a="A = 1\n"), tmp_path / "link")

        assert (tmp_path / "real" / "src" / "a.py").read_text() == "A = 1\n"

    def test_loop_of_links_is_a_usage_error(self, tmp_path: Path) -> None:
        (tmp_path / "a").symlink_to(tmp_path / "b")
        (tmp_path / "b").symlink_to(tmp_path / "a")

        with pytest.raises(UsageError):
            write_project(project(a=""), tmp_path / "a")


class TestModel:
    """Paths that could be written anywhere else are no paths of a project."""

    @pytest.mark.parametrize(
        "path",
        [
            *("/etc/passwd", "../x", "a/../../x", "", ".", "C:/x", "a\\b", "con.py", "src/NUL", "x.", "x "),
            *(".git/hooks/x", ".nb2prod/manifest.json", "a\nb", "a?b", "a" * 256),
        ],
    )
    def test_bad_paths(self, path: str) -> None:
        with pytest.raises(ValueError, match=r"\w"):
            ProjectFile(PurePosixPath(path), "")

    @pytest.mark.parametrize("path", ["a.py", ".gitignore", ".github/workflows/ci.yml", "console.py", "größe.py"])
    def test_good_paths(self, path: str) -> None:
        assert str(ProjectFile(PurePosixPath(path), "").path) == path

    @pytest.mark.parametrize(("one", "other"), [("a.py", "a.py"), ("a.py", "A.py"), ("a", "a/b"), ("a/b/c", "a/b")])
    def test_files_may_not_overwrite_each_other(self, one: str, other: str) -> None:
        with pytest.raises(ValueError, match=r"twice|is a file"):
            Project("x", "x", (ProjectFile(PurePosixPath(one), ""), ProjectFile(PurePosixPath(other), "")))


class TestDifference:
    """Looking before writing."""

    def test_dry_run_writes_nothing(self, tmp_path: Path) -> None:
        report = plan_write(project(a=""), tmp_path / "churn")

        assert report.created == paths("conversion.json", "src/a.py")
        assert not (tmp_path / "churn").exists()

    def test_diff_shows_new_changed_and_removed_files(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n", b="B = 1\n", c="C = 1\n"), tmp_path)

        assert diff_project(project(a="A = 2\n", c="C = 1\n", d="D = 1"), tmp_path) == (
            "--- a/src/a.py\n+++ b/src/a.py\n@@ -1 +1 @@\n-A = 1\n+A = 2\n"
            "--- a/src/b.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-B = 1\n"
            "--- /dev/null\n+++ b/src/d.py\n@@ -0,0 +1 @@\n+D = 1\n\\ No newline at end of file\n"
        )

    def test_no_difference_is_empty(self, tmp_path: Path) -> None:
        write_project(project(a="A = 1\n"), tmp_path)

        assert diff_project(project(a="A = 1\n"), tmp_path) == ""

    def test_binary_file_in_the_way_is_named(self, tmp_path: Path) -> None:
        (tmp_path / "src").mkdir()
        (tmp_path / "src" / "a.py").write_bytes(b"\xff\xfe")

        assert "Binary file src/a.py differs\n" in diff_project(project(a=""), tmp_path)

    def test_tree(self) -> None:
        assert tree(project(b="", a="")) == "churn/\n├── src/\n│   ├── a.py\n│   └── b.py\n└── conversion.json\n"
