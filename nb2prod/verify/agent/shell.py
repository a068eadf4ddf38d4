"""IPython as a notebook's kernel has it, with pictures nowhere."""

from __future__ import annotations

import ast
import builtins
import sys
from typing import Any, Callable, Dict, Optional, Sequence, Tuple

from .reading import first_line
from .statements import unmarked

_INLINE = "InlineBackend"


def make_shell(cells: Sequence[Dict[str, Any]]) -> Any:
    """Make a shell that behaves like a notebook's.

    Args:
        cells: The cells that it is to run, each with its `source`.

    Returns:
        The shell; none where IPython is not installed.
    """
    try:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config
    except ImportError:
        return None
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    shell: Any = InteractiveShell.instance(config=config)
    # Pictures are not compared, and drawing them takes longer than most notebooks.
    shell.enable_matplotlib = _no_pictures
    shell.showtraceback = _silent
    # What they belong to loads a library of plots, which takes longer than the rest of the start.
    if any(_INLINE in cell["source"] for cell in cells):
        _add_inline_settings(shell)
    return shell


def version() -> str:
    """Version of IPython."""
    return str(sys.modules["IPython"].__version__)


def _no_pictures(gui: Optional[str] = None) -> Tuple[Optional[str], str]:
    return gui, "agg"


def _silent(*_: Any, **__: Any) -> None:
    """Show nothing: what a cell raises is reported."""


def _add_inline_settings(shell: Any) -> None:
    """Make `%config InlineBackend…` find what it configures."""
    try:
        from matplotlib_inline.config import InlineBackend
    except ImportError:
        return
    shell.configurables.append(InlineBackend.instance(parent=shell))


MARK = "__nb2prod_mark__"


class _Marking(ast.NodeTransformer):
    """Puts calls behind statements of a cell.

    Attributes:
        count: How many statements the cell has; one that has another number is left alone.
        after: Numbers of the statements.
    """

    def __init__(self, count: int, after: Sequence[int]) -> None:
        self.count = count
        self.after = frozenset(after)

    def visit_Module(self, node: ast.Module) -> ast.Module:
        if len(node.body) != self.count:
            return node
        body = []
        for ordinal, statement in enumerate(node.body):
            body.append(statement)
            if ordinal in self.after:
                call = ast.Expr(ast.Call(ast.Name(MARK, ast.Load()), [ast.Constant(ordinal)], []))
                body.append(ast.fix_missing_locations(ast.copy_location(call, statement)))
        node.body = body
        return node


async def run_in_shell(
    shell: Any, cell: Dict[str, Any], mark: Callable[[int], None] = unmarked
) -> Optional[Tuple[BaseException, int]]:
    """Run a cell as a kernel does, which has an event loop running.

    Args:
        shell: The shell.
        cell: Its `index`, `source` and `statements`; its `marks`, if it has any.
        mark: Called with the number of a statement that has a mark, behind it.

    Returns:
        What it raised, and in which of its lines.
    """
    source = cell["source"]
    setattr(builtins, MARK, mark)
    # The last statement shows its value, and nothing may come behind it.
    count = len(cell["statements"])
    after = [ordinal for ordinal, _ in cell.get("marks", ()) if ordinal < count - 1]
    others = [t for t in shell.ast_transformers if not isinstance(t, _Marking)]
    shell.ast_transformers[:] = [*others, *([_Marking(count, after)] if after else [])]
    transformed = shell.transform_cell(source)
    try:
        if shell.should_run_async(source, transformed_cell=transformed):
            result = await shell.run_cell_async(source, store_history=True, transformed_cell=transformed)
        else:
            result = shell.run_cell(source, store_history=True)
    except BaseException as raised:
        # The shell itself can't go on: a cell before has taken away what it needs.
        return raised, first_line(raised, _is_cell)
    error = result.error_before_exec or result.error_in_exec
    return None if error is None else (error, first_line(error, _is_cell))


def _is_cell(name: str) -> bool:
    return name.startswith("<ipython-input") or "ipykernel" in name
