"""What an input that can't be read turns out to be, and what its owner can do about it."""

from __future__ import annotations

import codecs
import io
import json
import re
import stat
import tokenize
from pathlib import Path

from nb2prod.finding import Location, UnreadableInputError

_CONFLICT = re.compile(r"^<{7}(?: |$)", re.MULTILINE)
_HEAD = 4096
_LFS = "version https://git-lfs.github.com/spec/"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def read_text(path: Path) -> str:
    """Read a file as text, in UTF-8 unless a byte order mark says otherwise.

    Args:
        path: The file.

    Returns:
        Its text with line ends as they are.

    Raises:
        UnreadableInputError: It isn't there, isn't a readable file, is an empty notebook, or isn't text.
    """
    return decode_text(path, read_bytes(path))


def decode_text(path: Path, raw: bytes) -> str:
    """Do to what a file holds what `read_text` does.

    Args:
        path: The file.
        raw: What it holds.

    Returns:
        Its text with line ends as they are.

    Raises:
        UnreadableInputError: It is an empty notebook, or isn't text.
    """
    if not raw.strip() and path.suffix.lower() != ".py":  # many a package has an empty module
        raise refuse(path, "the file is empty", "Save the notebook again, or restore it from version control.")
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if not encoding:
        encoding = _declared_encoding(raw) if path.suffix.lower() == ".py" else "utf-8"
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise _not_text(path, raw, error) from error


def read_bytes(path: Path) -> bytes:
    """Read a file.

    Args:
        path: The file.

    Returns:
        What it holds.

    Raises:
        UnreadableInputError: It isn't there, or isn't a file that can be read.
    """
    try:
        # A pipe is somebody's `<(...)`; a device such as /dev/zero would never end.
        if stat.S_ISCHR(mode := path.stat().st_mode) or stat.S_ISBLK(mode):
            raise refuse(path, "this is a device, no file", "Give a notebook.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise refuse(path, "no such file", "Check the path; it is taken relative to the current folder.") from error
    except IsADirectoryError as error:
        raise refuse(path, "this is a directory", "Name the notebooks in it, such as FOLDER/*.ipynb.") from error
    except PermissionError as error:
        if path.is_dir():
            raise refuse(path, "this is a directory", "Name the notebooks in it, such as FOLDER/*.ipynb.") from error
        raise refuse(path, "no permission to read it", "Change its permissions, or run as its owner.") from error
    except (OSError, ValueError) as error:
        raise refuse(path, f"it can't be read: {error}", "Check the path and the disk that it is on.") from error


def _declared_encoding(raw: bytes) -> str:
    """Read the encoding that a module declares in its first lines."""
    try:
        return tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
    except SyntaxError:
        return "utf-8"


def _not_text(path: Path, raw: bytes, error: UnicodeDecodeError) -> UnreadableInputError:
    if b"\0" in raw[:_HEAD]:
        return refuse(path, "this is a binary file, no notebook", "Give the `.ipynb` or `.py` file itself.")
    line = raw.count(b"\n", 0, error.start) + 1
    return refuse(
        path,
        f"the file isn't UTF-8: byte 0x{raw[error.start]:02x} on line {line}",
        "Save it again as UTF-8.",
        at=(line, 1),
    )


def load_json(path: Path, text: str) -> object:
    """Decode a notebook's JSON.

    Args:
        path: The file, for the message.
        text: Its text.

    Returns:
        What it holds.

    Raises:
        UnreadableInputError: It is a Git LFS pointer, has conflict markers, isn't JSON, or is nested too deeply.
    """
    if text.startswith(_LFS):
        raise refuse(path, "this is a Git LFS pointer, not the notebook", "Fetch the file itself: git lfs pull")
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _not_json(path, text, error) from error
    except RecursionError as error:
        raise refuse(path, "its JSON is nested too deeply for a notebook", "Clear its outputs and save it.") from error
    except ValueError as error:
        raise refuse(
            path, f"its JSON holds a value that can't be read: {error}", "Save it again in Jupyter."
        ) from error


def _not_json(path: Path, text: str, error: json.JSONDecodeError) -> UnreadableInputError:
    if conflict := _CONFLICT.search(text):
        line = text.count("\n", 0, conflict.start()) + 1
        return refuse(
            path,
            f"it has merge-conflict markers, the first on line {line}",
            "Resolve the conflict first; nbdime's `git mergetool` shows notebooks cell by cell.",
            at=(line, 1),
        )
    if text.lstrip()[:9].lower().startswith(("<!doctype", "<html")):
        return refuse(
            path, "this is a web page, not the notebook", "Download the raw file instead of the page that shows it."
        )
    return refuse(
        path,
        f"not JSON: {error.msg} on line {error.lineno}, column {error.colno}",
        "Open it in Jupyter and save it again, or restore it from version control.",
        at=(error.lineno, error.colno),
    )


def refuse(
    path: Path, message: str, way_out: str, *, cell: int | None = None, at: tuple[int, int] = (1, 1)
) -> UnreadableInputError:
    """Make the error that refuses a file.

    Args:
        path: The file.
        message: What is wrong.
        way_out: What its owner can do.
        cell: The cell where it is, if it has one.
        at: Line and column where it is, in the cell or else in the file.

    Returns:
        The error, to be raised.
    """
    line, column = at
    where = Location(path=path, cell=cell, line=line, column=column, physical_line=line if cell is None else None)
    return UnreadableInputError(message, location=where, way_out=way_out)
