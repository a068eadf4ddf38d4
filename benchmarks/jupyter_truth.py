"""What Jupyter computes for the cases of meaning: runs each notebook in a kernel and writes its `expected.json`.

    python benchmarks/jupyter_truth.py                     # every case that has no expectation yet
    python benchmarks/jupyter_truth.py --case NAME --show  # again, and print it
    python benchmarks/jupyter_truth.py --all --check       # run all, write nothing, say what differs

A notebook runs from top to bottom in a fresh kernel, in a copy of its folder; cell tags count. Standard output is what
the kernel's stdout streams hold, without the display of last expressions; errors stop the run as they do in Jupyter.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.functional.semantics_support import (
    CASES_FOLDER,
    EXPECTED_NAME,
    NOTEBOOK_NAME,
    case_names,
    own_output,
    written_files,
)

CELL_TIMEOUT_SECONDS = 60


def run_in_jupyter(folder: Path) -> dict[str, Any]:
    """Run a case's notebook in a kernel of its own.

    Args:
        folder: The case's folder; it is copied first and not changed.

    Returns:
        `stdout`, `files` and `raises`, as `expected.json` holds them.
    """
    with tempfile.TemporaryDirectory() as temporary:
        here = Path(temporary) / "case"
        shutil.copytree(folder, here, ignore=shutil.ignore_patterns(EXPECTED_NAME, "__pycache__"))
        streams, raised = _execute(here)
        return {"stdout": own_output(streams, here), "files": written_files(here, folder), "raises": raised}


def _execute(here: Path) -> tuple[str, str | None]:
    import nbformat
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError

    notebook = nbformat.read(here / NOTEBOOK_NAME, as_version=4)  # type: ignore[no-untyped-call]
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(here)}},
        store_widget_state=False,
    )
    raised = None
    try:
        client.execute()
    except CellExecutionError as error:
        raised = error.ename
    return "".join(_stdout_streams(notebook)), raised


def _stdout_streams(notebook: Any) -> list[str]:  # noqa: ANN401 (nbformat is not typed)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.text for output in outputs if output.output_type == "stream" and output.name == "stdout"]


def _take(name: str, *, check: bool) -> tuple[dict[str, Any], bool]:
    path = CASES_FOLDER / name / EXPECTED_NAME
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"trap": ""}
    new = {**old, **run_in_jupyter(path.parent)}
    if not check:
        path.write_text(json.dumps(new, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return new, new == old


def _wanted(arguments: argparse.Namespace) -> list[str]:
    if arguments.case:
        return list(arguments.case)
    if arguments.all:
        return case_names()
    return [name for name in case_names() if not _has_truth(CASES_FOLDER / name / EXPECTED_NAME)]


def _has_truth(path: Path) -> bool:
    return path.exists() and "stdout" in json.loads(path.read_text(encoding="utf-8"))


def main(argv: list[str] | None = None) -> int:
    """Take the truth of the wanted cases; 1 on `--check` when one differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--case", action="append", metavar="NAME", help="this case only (may be given again)")
    parser.add_argument("--all", action="store_true", help="cases that have an expectation too")
    parser.add_argument("--check", action="store_true", help="write nothing, report what differs")
    parser.add_argument("--show", action="store_true", help="print what was found")
    arguments = parser.parse_args(argv)
    differing = 0
    for name in _wanted(arguments):
        truth, same = _take(name, check=arguments.check)
        differing += not same
        state = "same" if same else "differs" if arguments.check else "written"
        print(f"{name}: {state}" + (f", raises {truth['raises']}" if truth["raises"] else ""), flush=True)
        if arguments.show:
            print(truth["stdout"], *(f"[{file}] {text}" for file, text in truth["files"].items()), sep="\n")
    return int(arguments.check and differing > 0)


if __name__ == "__main__":
    sys.exit(main())
