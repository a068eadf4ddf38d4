"""Running cells without IPython, from statements in which magics are translated already."""

from __future__ import annotations

import ast
import inspect
import sys
import types
from typing import Any, Callable, Dict, Optional, Tuple

from .reading import first_line


def main_module() -> types.ModuleType:
    """Make a module that user code finds as `__main__`."""
    module = types.ModuleType("__main__")
    module.__dict__["__builtins__"] = sys.modules["builtins"]
    sys.modules["__main__"] = module
    return module


def unmarked(ordinal: int) -> None:
    """Do nothing behind a statement: nobody asked for it."""


async def run_statements(
    names: Dict[str, Any], cell: Dict[str, Any], mark: Callable[[int], None] = unmarked
) -> Optional[Tuple[BaseException, int]]:
    """Run a cell.

    Args:
        names: The notebook's globals.
        cell: Its `index`, and `statements` with the line and source of each.
        mark: Called with the number of each statement behind it.

    Returns:
        What it raised, and in which of its lines.
    """
    name = "<cell %d>" % cell["index"]
    for ordinal, (line, source) in enumerate(cell["statements"]):
        try:
            tree = ast.parse(source, name)
            ast.increment_lineno(tree, line - 1)
            code = compile(tree, name, "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True)
            if code.co_flags & inspect.CO_COROUTINE:
                await eval(code, names)
            else:
                exec(code, names)
            mark(ordinal)
        except BaseException as error:  # a cell may raise anything, SystemExit too
            return error, first_line(error, name.__eq__)
    return None
