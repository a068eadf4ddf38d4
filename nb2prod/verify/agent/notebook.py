"""Running a notebook cell by cell, in IPython where the environment has it."""

from __future__ import annotations

import asyncio
import functools
import sys
import time
from typing import Any, Callable, Dict, List, Optional, Set, Tuple

from . import reading, shell, statements
from .events import Reporter
from .files import Files
from .notebook_names import NotebookNames
from .reading import Reader
from .watching import Watch, mentioned

# A kernel waits for the next cell in its event loop, where tasks that a cell began go on.
_TURNS_BETWEEN_CELLS = 10


class NotebookRun:
    """Runs cells, and reports every global, random state and changed file after each.

    Attributes:
        reporter: Takes the events.
        reader: Takes values apart.
        files: Tells what is in files.

    The task has `cells`, each with `index`, `source`, `expects_error` and, for an environment without IPython,
    `statements`; whether IPython is to run them; and which names are compared beside those that are.
    """

    def __init__(self, reporter: Reporter, reader: Reader, files: Files, task: Dict[str, Any]) -> None:
        self.reporter = reporter
        self.reader = reader
        self.files = files
        self._task = task
        self._watch = Watch(reader.digester)
        self._values: Dict[str, Dict[str, Any]] = {}
        self._is_of_the_shell: Callable[[Any], bool] = lambda _: False

    def run(self) -> bool:
        """Run all cells, in IPython where it is installed and wanted, until one fails that is not expected to.

        Returns:
            Whether the notebook ran to its end.
        """
        cells = self._task["cells"]
        return asyncio.run(self._run(cells, shell.make_shell(cells) if self._task["ipython"] else None))

    async def _run(self, cells: List[Dict[str, Any]], kernel: Any) -> bool:
        names = kernel.user_ns if kernel is not None else statements.main_module().__dict__
        own = NotebookNames(names, self._task)
        self._is_of_the_shell = lambda value: (
            reading.is_of_the_shell(value, names, kernel) and not own.is_kept(value, names)
        )
        self.reporter.emit("began", ipython=shell.version() if kernel is not None else "")
        for cell in cells:
            self.reporter.emit("running", cell=cell["index"])
            begun, busy = time.monotonic(), time.process_time()
            mark = functools.partial(self._mark, cell, names)
            if kernel is not None:
                failed = await shell.run_in_shell(kernel, cell, mark)
            else:
                failed = await statements.run_statements(names, cell, mark)
            for _ in range(_TURNS_BETWEEN_CELLS):
                await asyncio.sleep(0)
            close_figures()
            if failed and not cell["expects_error"]:
                self._fail(cell["index"], failed)
                return False
            times = {"seconds": time.monotonic() - begun, "busy": time.process_time() - busy}
            # At the end all is looked at, however it may have been reached.
            code = mentioned(cell) if cell is not cells[-1] else None
            if code is not None:
                # The shell changes them by itself.
                code |= own.kept
            self._look(own.values(names), code)
            self._report(cell["index"], times)
        return True

    def _look(self, names: Dict[str, Any], code: Optional[Set[str]]) -> None:
        """Take apart what the code may have changed, and what shares something with what has come of it."""
        todo = self._watch.touched(names, code)
        done: Set[str] = set()
        while todo:
            for name in todo:
                self._values[name] = self._read(names[name])
                self._watch.learn(name, names[name])
            done |= todo
            todo = self._watch.sharing(names, todo) - done
        self._values = {name: self._values[name] for name in names}

    def _read(self, value: Any) -> Dict[str, Any]:
        found = self.reader.read(value)
        if self._is_of_the_shell(value):
            found["shell"] = True
        return found

    def _report(self, cell: int, times: Dict[str, float]) -> None:
        random, written = self.reader.random_states(), dict(self.files.changed())
        self.reporter.emit("cell", cell=cell, values=self._values, random=random, written=written, **times)

    def _mark(self, cell: Dict[str, Any], names: Dict[str, Any], ordinal: int) -> None:
        """Report what some names stand for behind a statement inside of a cell."""
        for place, asked in cell["marks"]:
            for name in asked if place == ordinal else ():
                if name in names:
                    value = self._read(names[name])
                    self.reporter.emit("mark", cell=cell["index"], ordinal=ordinal, name=name, value=value)

    def _fail(self, cell: int, failed: Tuple[BaseException, int]) -> None:
        error, line = failed
        self.reporter.emit("failed", cell=cell, line=line, error=type(error).__name__, message=_message(error))


def _message(error: BaseException) -> str:
    try:
        return str(error)[:2000]
    except Exception:
        return ""


def close_figures() -> None:
    """End the figures of a cell, as a notebook does."""
    plots = sys.modules.get("matplotlib.pyplot")
    if plots is not None:
        plots.close("all")
