"""Running a notebook cell by cell, in IPython where the environment has it."""

from __future__ import annotations

import ast
import sys
import time
import types
from typing import Any, Callable, Dict, List, Optional, Tuple

from . import files, reading
from .events import Reporter
from .reading import Reader

Outcome = Optional[Tuple[BaseException, int]]
"""What a cell raised, and in which of its lines."""


class NotebookRun:
    """Runs cells, and reports every global and random state after each.

    Attributes:
        names: The notebook's globals.
        run_cell: Runs the source of a cell.
    """

    def __init__(self, reporter: Reporter, reader: Reader) -> None:
        self.reporter = reporter
        self.reader = reader
        self.names: Dict[str, Any] = {}
        self.run_cell: Callable[[Dict[str, Any]], Outcome]

    def run(self, cells: List[Dict[str, Any]], *, use_ipython: bool) -> bool:
        """Run all cells, until one fails that is not expected to.

        Args:
            cells: Each with `index`, `source`, `expects_error` and, for an environment without IPython, `statements`.
            use_ipython: Whether IPython is to run them.

        Returns:
            Whether the notebook ran to its end.
        """
        shell = ipython_shell() if use_ipython else None
        self.names = shell.user_ns if shell is not None else _main_module().__dict__
        self.reporter.emit("began", ipython=_version(shell))
        before = dict(self.names)
        for cell in cells:
            self.reporter.emit("running", cell=cell["index"])
            begun = time.monotonic()
            failed = run_in_ipython(shell, cell) if shell is not None else run_statements(self.names, cell)
            close_figures()
            seconds = time.monotonic() - begun
            if failed and not cell["expects_error"]:
                self._fail(cell["index"], failed)
                return False
            self._report(cell["index"], seconds, before)
        return True

    def _report(self, cell: int, seconds: float, before: Dict[str, Any]) -> None:
        values = {name: self.reader.read(v) for name, v in reading.user_names(self.names, before).items()}
        self.reporter.emit("cell", cell=cell, seconds=seconds, values=values, random=self.reader.random_states())

    def _fail(self, cell: int, failed: Tuple[BaseException, int]) -> None:
        error, line = failed
        self.reporter.emit("failed", cell=cell, line=line, error=type(error).__name__, message=_message(error))


def _message(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except Exception:
        return ""


def _version(shell: Any) -> str:
    return str(sys.modules["IPython"].__version__) if shell is not None else ""


def ipython_shell() -> Any:
    """Make a shell that behaves like a notebook's, with pictures nowhere; none where IPython is not installed."""
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


def run_in_ipython(shell: Any, cell: Dict[str, Any]) -> Outcome:
    """Run a cell as Jupyter would."""
    result = shell.run_cell(cell["source"], store_history=True)
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return None
    return error, _line(error, lambda name: name.startswith("<ipython-input") or "ipykernel" in name)


def run_statements(names: Dict[str, Any], cell: Dict[str, Any]) -> Outcome:
    """Run a cell's statements, in which magics are translated already."""
    name = "<cell %d>" % cell["index"]
    for line, source in cell["statements"]:
        try:
            tree = ast.parse(source, name)
            ast.increment_lineno(tree, line - 1)
            flags = getattr(ast, "PyCF_ALLOW_TOP_LEVEL_AWAIT", 0)
            code = compile(tree, name, "exec", flags, dont_inherit=True)
            _execute(code, names)
        except BaseException as error:
            return error, _line(error, lambda file: file == name)
    return None


def _execute(code: types.CodeType, names: Dict[str, Any]) -> None:
    import inspect

    if code.co_flags & inspect.CO_COROUTINE:
        import asyncio

        asyncio.run(eval(code, names))
    else:
        exec(code, names)


def _line(error: BaseException, belongs: Callable[[str], bool]) -> int:
    if isinstance(error, SyntaxError) and error.__traceback__ is None:
        return error.lineno or 0
    trace = error.__traceback__
    while trace is not None:
        if belongs(trace.tb_frame.f_code.co_filename):
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def _main_module() -> types.ModuleType:
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = sys.modules["builtins"]
    sys.modules["__main__"] = module
    return module


def close_figures() -> None:
    """End the figures of a cell, as a notebook does."""
    plots = sys.modules.get("matplotlib.pyplot")
    if plots is not None:
        plots.close("all")


def report_files(reporter: Reporter, reader: Reader, folder: str, before: files.Snapshot) -> None:
    """Report the files that a run has written."""
    import os

    files.flush_open()
    for name in files.written(folder, before):
        node = files.digest_file(os.path.join(folder, name), reader.digester)
        reporter.emit("file", name=name, value=reader.store.reference(node))
