"""Results that are kept: by file, content, settings and version."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from nb2prod.lint.model import FileResult
from nb2prod.lint.stamps import digest_of_file, stamp

_FILE = "lint.sqlite"
_SCHEMA = 1
_MANY = 50
_KEPT_SETTINGS = 8
_TABLES = """
create table if not exists results (
    path text, settings text, stamp text, digest text, seen text, result text, primary key (path, settings)
) without rowid;
create table if not exists uses (settings text primary key, used integer);
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of one file.

    Attributes:
        stamp: What the file was known by.
        digest: Hash of what it held.
        seen: Files beside it that the result depends on, with what they were known by.
        result: The result.
    """

    stamp: str
    digest: str
    seen: str
    result: str


class Cache:
    """Results of earlier runs, and a place for those of this one.

    A cache that can't be read or written is one that knows nothing: it never stops the work.
    """

    def __init__(self, folder: Path, settings: str) -> None:
        self._folder = folder
        self._settings = settings

    def find(self, paths: Iterable[Path]) -> Mapping[Path, str]:
        """Find results that still hold.

        Args:
            paths: Files.

        Returns:
            The results of those that have one.
        """
        listed = list(paths)
        for path in listed:
            stamp(str(path.absolute()))  # from before a file is read: what changes later is seen next time
        try:
            kept = self._read([str(path.absolute()) for path in listed])
        except sqlite3.Error:
            return {}
        found = ((path, kept.get(str(path.absolute()))) for path in listed)
        return {path: entry.result for path, entry in found if entry is not None and _holds(path, entry)}

    def _read(self, paths: list[str]) -> Mapping[str, Kept]:
        file = self._folder / _FILE
        if not file.is_file():
            return {}
        with closing(sqlite3.connect(file, timeout=1)) as database:
            query = "select path, stamp, digest, seen, result from results where settings = ?"
            if len(paths) > _MANY:
                rows = database.execute(query, (self._settings,)).fetchall()
            else:
                marks = ",".join("?" * len(paths))
                rows = database.execute(f"{query} and path in ({marks})", (self._settings, *paths)).fetchall()
        return {path: Kept(*values) for path, *values in rows}

    def keep(self, results: Iterable[tuple[FileResult, str]]) -> None:
        """Keep results for the next run.

        Args:
            results: Results, each with its text.
        """
        rows = [self._row(result, text) for result, text in results if result.digest]
        try:
            self._prepare()
            with closing(sqlite3.connect(self._folder / _FILE, timeout=1)) as database, database:
                database.executescript(_TABLES)
                database.executemany("insert or replace into results values (?, ?, ?, ?, ?, ?)", rows)
                self._forget(database)
        except (sqlite3.Error, OSError):
            return

    def _row(self, result: FileResult, text: str) -> tuple[str, ...]:
        path = str(result.path.absolute())
        seen = json.dumps({str(other): stamp(str(other)) for other in result.seen})
        return (path, self._settings, stamp(path), result.digest, seen, text)

    def _prepare(self) -> None:
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True)
            (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")
            tag = "Signature: 8a477f597d28d172789f06886806bc55\n"
            (self._folder / "CACHEDIR.TAG").write_text(tag, encoding="utf-8")

    def _forget(self, database: sqlite3.Connection) -> None:
        """Drop the results of settings that have not been used for long."""
        turn = database.execute("select coalesce(max(used), 0) + 1 from uses").fetchone()[0]
        database.execute("insert or replace into uses values (?, ?)", (self._settings, turn))
        old = database.execute("select settings from uses order by used desc limit -1 offset ?", (_KEPT_SETTINGS,))
        for (settings,) in old.fetchall():
            database.execute("delete from results where settings = ?", (settings,))
            database.execute("delete from uses where settings = ?", (settings,))


def _holds(path: Path, entry: Kept) -> bool:
    same = entry.stamp == stamp(str(path.absolute())) or entry.digest == digest_of_file(path)
    return same and (entry.seen == "{}" or all(stamp(p) == old for p, old in json.loads(entry.seen).items()))
