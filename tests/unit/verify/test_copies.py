"""Fresh copies for each run, and that the original stays as it is whatever a run does."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from nb2prod.verify import copies
from nb2prod.verify.confinement import Confinement
from nb2prod.verify.copies import Copies
from nb2prod.verify.workspace import Origin

HARM = """
echo changed > data.csv; echo more >> sub/kept.csv; echo new > new.csv; mkdir added; echo x > added/y
rm sub/gone.csv; ln data.csv linked.csv; truncate -s 3 big.bin; chmod 600 mode.csv; mv moved.csv sub/
ln -s /nowhere sub/dangling; rm -r removed; touch -d 2001-01-01 sub/kept.csv
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "study"
    (place / "sub").mkdir(parents=True)
    (place / "removed" / "deeper").mkdir(parents=True)
    (place / ".git").mkdir()
    (place / ".git" / "config").write_text("secret", encoding="utf-8")
    names = "data.csv sub/kept.csv sub/gone.csv big.bin mode.csv moved.csv removed/deeper/a.csv"
    for number, name in enumerate(names.split()):
        (place / name).write_text(f"{number}\n" * 3, encoding="utf-8")
        os.utime(place / name, ns=(10**18 + number, 10**18 + number))
    (place / "mode.csv").chmod(0o644)
    (place / "inner.csv").symlink_to("data.csv")
    return place


def _content(folder: Path) -> dict[str, tuple[str, int, int]]:
    return {
        str(path.relative_to(folder)): (
            path.read_text(encoding="utf-8"),
            path.stat().st_mode & 0o077,
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def _ran(made: Copies, script: str) -> str:
    """Run a script in a fresh copy, as a notebook's run is started."""
    command = [*made.fresh().prefix, "sh", "-c", f"cd {made.target} && {script}"]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout


LIST = "find . -type f -o -type l | sort | xargs -I{} sh -c 'echo {} $(cat {})'"


@pytest.fixture(params=["copied", "layered"])
def made(request: pytest.FixtureRequest, folder: Path, tmp_path: Path) -> Copies:
    place = tmp_path / "bench"
    place.mkdir()
    layered = request.param == "layered"
    origin = Origin(folder, Path(), size=copies.LAYERED_FROM if layered else 0, hidden=(Path(".git"),))
    found = Copies(origin, place, Confinement((), "allowed"))
    if layered and not found.is_layered:
        pytest.skip("layers can't be mounted here")
    assert found.is_layered == layered
    return found


def test_every_run_finds_the_original_and_none_changes_it(made: Copies, folder: Path) -> None:
    before = _content(folder)
    first = _ran(made, LIST)
    assert "./sub/gone.csv 2 2 2" in first
    assert "secret" not in first
    for _ in range(2):
        harmed = _ran(made, f"{HARM.strip()}\n{LIST}")
        assert "./data.csv changed" in harmed
        assert "gone.csv" not in harmed
        assert _content(folder) == before
        assert _ran(made, LIST) == first
    assert _content(folder) == before


def test_only_what_a_run_has_changed_is_copied_anew(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bench").mkdir()
    made = Copies(Origin(folder, Path()), tmp_path / "bench", Confinement((), "allowed"))
    made.fresh()
    kept, changed = made.target / "sub" / "kept.csv", made.target / "data.csv"
    before = kept.stat().st_ino, _content(made.target)
    changed.write_text("9\n" * 3, encoding="utf-8")
    os.utime(changed, ns=(10**18, 10**18))
    made.fresh()
    assert (kept.stat().st_ino, _content(made.target)) == before


def test_a_link_that_leads_out_is_never_followed_into_the_original(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "bench").mkdir()
    outside = tmp_path / "outside.csv"
    outside.write_text("mine", encoding="utf-8")
    (folder / "outside.csv").symlink_to(outside)
    origin = Origin(folder, Path(), size=copies.LAYERED_FROM, leads_out=True)
    made = Copies(origin, tmp_path / "bench", Confinement((), "allowed"))
    assert not made.is_layered
    made.fresh()
    (made.target / "outside.csv").write_text("theirs", encoding="utf-8")
    assert outside.read_text(encoding="utf-8") == "mine"
