"""Making generated code black- and ruff-clean: black formats; ruff sorts imports and marks the author's own style."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath

from nb2prod.finding import UsageError
from nb2prod.render.import_order import keep_effectful, order_matters
from nb2prod.render.model import Project, ProjectFile
from nb2prod.render.source import broken_lines

_CONFIG = PurePosixPath("pyproject.toml")
_FALLBACK_CONFIG = """\
line-length = 88
target-version = "py311"
src = ["src"]

[lint]
select = ["E4", "E7", "E9", "F", "I", "W"]
"""
_MAGIC = re.compile(r"(?m)^\s*[%!]")
_WIDTH = 88
_PASSES = 5
_TIMEOUT = 60


class FormattingError(RuntimeError):
    """Generated code can't be formatted: a fault of the generator, not of the input."""


def format_project(project: Project) -> Project:
    """Format all Python of a project and make it pass its own linter.

    Imports are sorted and unused ones removed; what else the linter finds is the author's own style, which stays and is
    marked with `# noqa`. An import that only looks unused is kept where its line says `# noqa: F401`, and in modules of
    the author's own. Imports stay in their order where a star import, or a name that two of them bind, makes the order
    matter.

    Args:
        project: Freshly rendered files. Those in a folder `leftovers` are no Python and are left alone.

    Returns:
        The project with formatted files.

    Raises:
        FormattingError: A file is no valid Python, or the linter can't be run.
        UsageError: There is no room for temporary files.
    """
    sources = {file.path: file.text.replace("\r\n", "\n") for file in project.files if _is_python(file.path)}
    config = next((file.text for file in project.files if file.path == _CONFIG), "")
    try:
        with tempfile.TemporaryDirectory(prefix="nb2prod-") as folder:
            authors = frozenset(file.path for file in project.files if file.is_authors)
            texts = _format_sources(sources, config, Path(folder), authors)
    except OSError as error:
        raise UsageError(
            f"temporary files can't be written: {error.strerror}", way_out="Free some space; nothing was written."
        ) from error
    return replace(project, files=tuple(_formatted(file, texts) for file in project.files))


def _is_python(path: PurePosixPath) -> bool:
    return path.suffix == ".py" and "leftovers" not in path.parts


def _formatted(file: ProjectFile, texts: Mapping[PurePosixPath, str]) -> ProjectFile:
    if file.path.suffix == ".ipynb":
        return replace(file, text=_format_notebook(file.text, file.path))
    return replace(file, text=texts.get(file.path, file.text))


def _format_sources(
    sources: Mapping[PurePosixPath, str], config: str, folder: Path, authors: frozenset[PurePosixPath]
) -> dict[PurePosixPath, str]:
    _write_all({path: keep_effectful(text) for path, text in sources.items()}, folder)
    if "[tool.ruff" in config:
        (folder / _CONFIG).write_bytes(config.encode("utf-8"))
    else:
        (folder / "ruff.toml").write_text(_FALLBACK_CONFIG)
    _sort_imports(sources, folder, authors)
    clean = {path: format_code(text, path) for path, text in _read_all(sources, folder).items()}
    return _mark_violations(clean, folder)


def _sort_imports(sources: Mapping[PurePosixPath, str], folder: Path, authors: frozenset[PurePosixPath]) -> None:
    left = [f"{path}:I001" for path, text in sources.items() if order_matters(text)]
    left += [f"{path}:F401" for path in sorted(authors)]
    exceptions = ("--extend-per-file-ignores", ",".join(left)) if left else ()
    _run_ruff(folder, "--fix", "--select", "I,F401", *exceptions)


def _mark_violations(clean: Mapping[PurePosixPath, str], folder: Path) -> dict[PurePosixPath, str]:
    """Add `# noqa` until black, too, leaves the lines as they are: a comment may make it split a line anew."""
    texts = dict(clean)
    for _ in range(_PASSES):
        _write_all(texts, folder)
        _run_ruff(folder, "--add-noqa")
        marked = {path: text for path, text in _read_all(clean, folder).items() if text != texts[path]}
        formatted = {path: _format_marked(text, texts[path], path) for path, text in marked.items()}
        texts |= formatted
        if formatted == marked:
            return texts
    unstable = {path: clean[path] for path in formatted if formatted[path] != marked[path]}
    return texts | _mark_whole_files(unstable, folder)


def _format_marked(marked: str, before: str, path: PurePosixPath) -> str:
    """Format code again that was clean before it was marked, unless no mark can change how black writes it.

    One at the end of a statement that has a line of its own can't, if it fits there. Inside brackets black moves it,
    and breaks the lines around it differently.
    """
    lines = zip(marked.split("\n"), before.split("\n"), strict=True)
    new = {number: text for number, (text, old) in enumerate(lines, start=1) if text != old}
    # Wide characters count twice for black; it may judge those lines itself.
    fits = all(len(text) <= _WIDTH and text.isascii() for text in new.values())
    return marked if fits and not new.keys() & broken_lines(before) else format_code(marked, path)


def _mark_whole_files(texts: Mapping[PurePosixPath, str], folder: Path) -> dict[PurePosixPath, str]:
    _write_all(texts, folder)
    report = json.loads(_run_ruff(folder, "--output-format", "json") or "[]")
    return {path: _mark_whole_file(path, text, report, folder) for path, text in texts.items()}


def _mark_whole_file(path: PurePosixPath, text: str, report: list[dict[str, str]], folder: Path) -> str:
    place = (folder / path).resolve()
    codes = sorted({entry["code"] for entry in report if Path(entry["filename"]).resolve() == place})
    return format_code(f"# ruff: noqa: {', '.join(codes)}\n{text}", path)


def format_code(text: str, path: PurePosixPath) -> str:
    """Format one piece of code as black does for Python 3.11 and later, 88 columns wide.

    Args:
        text: The code.
        path: The file that it is for, named if it doesn't parse.

    Returns:
        The same code, formatted.

    Raises:
        FormattingError: It is no valid Python.
    """
    import black
    from black.mode import TargetVersion

    targets = {version for version in TargetVersion if version.value >= TargetVersion.PY311.value}
    try:
        return black.format_str(text, mode=black.Mode(target_versions=targets, line_length=_WIDTH))
    except (ValueError, SyntaxError, RecursionError) as error:
        raise FormattingError(f"the file generated as {path} is no valid Python: {error}") from error


def _format_notebook(text: str, path: PurePosixPath) -> str:
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        code = "".join(cell["source"])
        if cell["cell_type"] == "code" and not _MAGIC.search(code):
            lines = format_code(code, path).rstrip("\n").split("\n")
            cell["source"] = [f"{line}\n" for line in lines[:-1]] + lines[-1:]
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _run_ruff(folder: Path, *arguments: str) -> str:
    from ruff import find_ruff_bin  # type: ignore[import-untyped]

    # The user's own RUFF_… variables must not decide what is generated.
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RUFF_")}
    try:
        command = [find_ruff_bin(), "check", "--no-cache", "--no-respect-gitignore", "--quiet", *arguments, "."]
        process = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=_TIMEOUT, check=False
        )
    except FileNotFoundError as error:
        raise FormattingError(f"ruff is not installed: {error}") from error
    except subprocess.TimeoutExpired as error:
        raise FormattingError(f"ruff took longer than {_TIMEOUT} seconds") from error
    if process.returncode not in {0, 1}:
        raise FormattingError(f"ruff failed: {process.stderr.strip()}")
    return process.stdout


def _write_all(texts: Mapping[PurePosixPath, str], folder: Path) -> None:
    for path, text in texts.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8"))


def _read_all(paths: Iterable[PurePosixPath], folder: Path) -> dict[PurePosixPath, str]:
    return {path: (folder / path).read_bytes().decode("utf-8") for path in paths}
