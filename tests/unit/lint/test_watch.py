"""Files are linted again when one of them is written, made or deleted."""

from __future__ import annotations

from pathlib import Path

from nb2prod.lint.watch import changes


def test_each_change_is_told(tmp_path: Path) -> None:
    first, second = tmp_path / "a.ipynb", tmp_path / "b.ipynb"
    first.write_text("1", encoding="utf-8")
    told = changes([tmp_path], ["skip*"], pause=0.001)
    next(told)

    first.write_text("22", encoding="utf-8")
    next(told)
    second.write_text("1", encoding="utf-8")
    next(told)
    first.unlink()
    next(told)


def test_what_is_excluded_is_not_waited_for(tmp_path: Path) -> None:
    watched, excluded = tmp_path / "a.ipynb", tmp_path / "skip.ipynb"
    watched.write_text("1", encoding="utf-8")
    told = changes([tmp_path], ["skip*"], pause=0.001)
    next(told)
    excluded.write_text("1", encoding="utf-8")
    watched.write_text("22", encoding="utf-8")

    next(told)
