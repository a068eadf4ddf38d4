"""IPython as a notebook's kernel has it, with pictures nowhere."""

from __future__ import annotations

import sys
from typing import Any, Dict, Optional, Tuple

from .reading import first_line


def make_shell() -> Any:
    """Make a shell that behaves like a notebook's; none where IPython is not installed."""
    try:
        from IPython.core.interactiveshell import InteractiveShell
        from traitlets.config import Config
    except ImportError:
        return None
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "NoColor"
    shell: Any = InteractiveShell.instance(config=config)
    shell.display_formatter.active_types = ["text/plain"]
    # Pictures are not compared, and drawing them takes longer than most notebooks.
    shell.enable_matplotlib = _no_pictures
    shell.showtraceback = _silent
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


async def run_in_shell(shell: Any, cell: Dict[str, Any]) -> Optional[Tuple[BaseException, int]]:
    """Run a cell as a kernel does, which has an event loop running.

    Returns:
        What it raised, and in which of its lines.
    """
    source = cell["source"]
    transformed = shell.transform_cell(source)
    if shell.should_run_async(source, transformed_cell=transformed):
        result = await shell.run_cell_async(source, store_history=True, transformed_cell=transformed)
    else:
        result = shell.run_cell(source, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    return None if error is None else (error, first_line(error, _is_cell))


def _is_cell(name: str) -> bool:
    return name.startswith("<ipython-input") or "ipykernel" in name
