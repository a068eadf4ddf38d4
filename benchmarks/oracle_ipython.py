"""Compare the reading of cells with IPython's own transformer, over a folder of notebooks.

    python benchmarks/oracle_ipython.py FOLDER [--show N]

For every code cell of every notebook in Python: is it accepted by both, is it cut into as many statements, and are the
statements that hold no magic the same trees? What differs by intention (cells in other languages, magics that no Python
stands for) is counted for itself.
"""

from __future__ import annotations

import argparse
import ast
import sys
import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

from nb2prod.finding import UnreadableInputError
from nb2prod.notebook import CellKind, Notebook, Statement, parse_cells, read_source

_TRANSFORMER = TransformerManager()  # type: ignore[no-untyped-call, unused-ignore]


def main() -> int:
    """Print the table; 1 if any cell is read otherwise than IPython reads it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", type=int, default=20, metavar="N", help="how many disagreements to show")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    shown: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for path in sorted(options.folder.rglob("*.ipynb")):
            for place, verdict in _verdicts(path):
                counts[verdict] += 1
                if verdict.startswith("DIFFERS"):
                    shown.append(f"{verdict}: {place}")
    for verdict, count in sorted(counts.items()):
        print(f"{count:8,}  {verdict}")
    print(*shown[: options.show], sep="\n")
    return 1 if shown else 0


def _verdicts(path: Path) -> Iterator[tuple[str, str]]:
    try:
        notebook = read_source(path)
    except UnreadableInputError as error:
        yield str(path), f"file refused: {error.message.partition(':')[0]}"
        return
    if notebook.language != "python":
        yield str(path), f"file in another language: {notebook.language}"
        return
    yield from _cells(notebook)


def _cells(notebook: Notebook) -> Iterator[tuple[str, str]]:
    parsed = parse_cells(notebook)
    ours: dict[int, list[Statement]] = {}
    for statement in parsed.statements:
        ours.setdefault(statement.id.cell, []).append(statement)
    messages = {cell.cell: cell.message for cell in parsed.unparsed}
    for cell in notebook.cells:
        if cell.kind is CellKind.CODE:
            theirs = _ipython(cell.source)
            verdict = _verdict(theirs, ours.get(cell.index, []), messages.get(cell.index), cell.source)
            yield f"{notebook.path} cell {cell.index}", verdict


def _ipython(source: str) -> ast.Module | None:
    """Parse a cell as Jupyter does: transformed, then compiled one statement at a time."""
    try:
        tree = ast.parse(_TRANSFORMER.transform_cell(source))
        for node in tree.body:
            compile(ast.Module([node], []), "<cell>", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    except (SyntaxError, ValueError, RecursionError, MemoryError, RuntimeError):
        return None
    return tree


def _verdict(theirs: ast.Module | None, ours: list[Statement], message: str | None, source: str) -> str:
    if theirs is None or message is not None:
        return _refused(theirs, ours, message, source)
    return "agree: cell magic" if source.lstrip().startswith("%%") else _compare(theirs.body, ours)


def _refused(theirs: ast.Module | None, ours: list[Statement], message: str | None, source: str) -> str:
    match theirs, message:
        case None, None:
            return (
                "agree: automagic" if not ours or _is_automagic(ours) else "DIFFERS: accepted here, refused by IPython"
            )
        case None, _:
            return "agree: refused"
        case _ if source.lstrip().startswith("%%"):
            return f"by intention: cell magic kept as a leftover ({source.split(maxsplit=1)[0]})"
        case _, str() if "no Python" in message or "%" in message:
            return "by intention: magic kept as a leftover"
        case _:
            return "DIFFERS: refused here, accepted by IPython"


def _is_automagic(ours: list[Statement]) -> bool:
    return ours[0].magic is not None


def _compare(theirs: list[ast.stmt], ours: list[Statement]) -> str:
    # What one magic became shares its place; so a place is a statement of IPython's.
    places: dict[tuple[int, int], list[Statement]] = {}
    for statement in ours:
        places.setdefault((statement.location.line, statement.location.column), []).append(statement)
    if len(places) != len(theirs):
        return "DIFFERS: another number of statements"
    magic = False
    for node, (first, *_) in zip(theirs, places.values(), strict=True):
        if first.magic is not None:
            magic = True
        elif first.node is None or ast.dump(node) != ast.dump(first.node):
            return "DIFFERS: another tree"
    return f"agree: same statements, {'magics among them' if magic else 'all Python'}"


if __name__ == "__main__":
    sys.exit(main())
