"""Reporting values: what a name stands for at a moment of a run."""

from __future__ import annotations

import os
import re
import sys
import types
from typing import Any, Callable, Dict, Mapping, Tuple

from . import seeds
from .digest import Digester
from .store import Store

# Values that Python shares as it likes, so that being the same object means nothing.
_SHARED = (type(None), bool, int, float, complex, str, bytes, tuple, frozenset, range)
_OF_THE_SHELL = re.compile(r"_+$|_\d+$|_i+$|_i\d+$|_(ih|oh|dh|exit_code|sh|ls|ii|iii)$|__\w+__$")
_KEEPS_INPUT = re.compile(r"_i+\d*$|_(ih|oh|dh)$")
_SHELL_NAMES = frozenset(["In", "Out", "get_ipython", "exit", "quit", "open", "display"])


class Reader:
    """Reports values.

    Attributes:
        digester: Takes values apart.
        store: Where the parts go.
    """

    def __init__(self, digester: Digester, store: Store) -> None:
        self.digester = digester
        self.store = store

    def read(self, value: Any) -> Dict[str, Any]:
        """Take a value apart, and tell what an event says of it."""
        found = self.store.reference(self.digester.digest(value))
        if not isinstance(value, _SHARED):
            found["object"] = id(value)
        return found

    def random_states(self) -> Dict[str, Dict[str, Any]]:
        """State of the random sources, as values of their channels."""
        return {name: self.store.reference(self.digester.digest(state)) for name, state in seeds.states().items()}


def is_name_of_the_shell(name: str) -> bool:
    """Whether a shell binds a name by itself: results, inputs, and what it gives to do."""
    return name in _SHELL_NAMES or bool(_OF_THE_SHELL.match(name))


def is_of_the_shell(value: Any, names: Mapping[str, Any], kernel: Any) -> bool:
    """Whether a value is not the notebook's but its shell's, of which a package has none.

    Args:
        value: A value of the notebook.
        names: All its names, those of the shell included.
        kernel: The shell; `None` where none runs it.

    Returns:
        Whether it is the shell itself, the names as a whole, a name that the shell gave, or a text that it keeps.
    """
    if value is names or (kernel is not None and value is kernel):
        return True
    kept = [value for name, value in names.items() if _OF_THE_SHELL.match(name) and _KEEPS_INPUT.match(name)]
    if type(value) is str:
        return bool(_OF_THE_SHELL.match(value) and value in names) or any(value is text for text in kept)
    return any(value is mine for mine in (*kept, names.get("In"), names.get("Out")) if mine is not None)


def is_import(name: str, value: Any) -> bool:
    """Whether a name stands for a module, or for something callable that another module calls the same."""
    if isinstance(value, types.ModuleType):
        return True
    module = getattr(value, "__module__", None)
    if not isinstance(module, str) or module == "__main__" or not callable(value):
        return False
    return getattr(sys.modules.get(module), name, None) is value


def user_names(names: Mapping[str, Any], before: Mapping[str, Any]) -> Dict[str, Any]:
    """The names that a notebook has bound, without imports and what the shell binds by itself."""
    return {
        name: value
        for name, value in list(names.items())
        if not is_name_of_the_shell(name)
        and (name not in before or before[name] is not value)
        and not is_import(name, value)
    }


def place_of(error: BaseException, belongs: Callable[[str], bool]) -> Tuple[str, int]:
    """File and line of the innermost frame that belongs to the code in question."""
    place = ("", 0)
    trace = error.__traceback__
    while trace is not None:
        if belongs(trace.tb_frame.f_code.co_filename):
            place = (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return place


def first_line(error: BaseException, belongs: Callable[[str], bool]) -> int:
    """Line of the outermost frame that belongs to the code in question; 0 where there is none."""
    if isinstance(error, SyntaxError) and error.__traceback__ is None:
        return error.lineno or 0
    trace = error.__traceback__
    while trace is not None:
        if belongs(trace.tb_frame.f_code.co_filename):
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def outermost(error: BaseException, belongs: Callable[[str], bool]) -> str:
    """Module and function of the outermost frame that belongs to the code in question; empty where there is none."""
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if belongs(code.co_filename):
            module = os.path.splitext(os.path.basename(code.co_filename))[0]
            return "%s.%s" % (module, code.co_name)
        trace = trace.tb_next
    return ""
