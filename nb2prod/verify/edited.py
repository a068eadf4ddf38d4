"""A generated module as it is now: a person may have edited it since."""

from __future__ import annotations

import ast
import difflib
from collections import Counter
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from nb2prod.render.calls import calls_in_order
from nb2prod.render.pristine import pristine_text


class Module:
    """Where things are in a module.

    Attributes:
        project: Folder of the project.
        path: The module, relative to it.
    """

    def __init__(self, project: Path, path: PurePosixPath) -> None:
        self._moved: dict[int, int] | None = None
        self._functions: list[ast.FunctionDef | ast.AsyncFunctionDef] = []
        old = pristine_text(project, path)
        try:
            new = (project / path).read_text(encoding="utf-8")
            tree = ast.parse(new)
        except (OSError, ValueError, SyntaxError):
            # Running it will say what is wrong.
            return
        if old is not None and old != new:
            self._moved = _moved_lines(old.splitlines(), new.splitlines())
        self._functions = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]

    def now(self, line: int) -> int | None:
        """Where a line is now; `None` if it is gone."""
        return line if self._moved is None else self._moved.get(line)

    def function_at(self, line: int) -> str:
        """The function that holds a line; empty if none does."""
        holding = (node.name for node in self._functions if node.lineno <= line <= (node.end_lineno or node.lineno))
        return next(holding, "")

    def calls(self, steps: Collection[str]) -> dict[str, tuple[str, int]]:
        """Function and last line of the first statement that calls a step, for those that stand in no condition."""
        return {
            name: (function, statement.end_lineno or statement.lineno)
            for function, statement, name in reversed(self._calling(steps))
        }

    def given(self, steps: Collection[str]) -> dict[str, frozenset[str]]:
        """Names in the statements that call steps, by the step's name."""
        return {
            name: frozenset(node.id for node in ast.walk(statement) if isinstance(node, ast.Name))
            for _, statement, name in reversed(self._calling(steps))
        }

    def repeated(self, steps: Collection[str]) -> frozenset[str]:
        """Steps that are called more than once."""
        counts = Counter(name for _, _, name in calls_in_order(self._functions, steps))
        return frozenset(name for name, count in counts.items() if count > 1)

    def _calling(self, steps: Collection[str]) -> list[tuple[str, ast.stmt, str]]:
        plain = {id(statement) for function in self._functions for statement in function.body}
        return [found for found in calls_in_order(self._functions, steps) if id(found[1]) in plain]


def _moved_lines(old: list[str], new: list[str]) -> dict[int, int]:
    moved: dict[int, int] = {}
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        for place in range(start, end):
            if kind == "equal":
                moved[place + 1] = new_start + place - start + 1
            elif kind == "replace":
                # The same place, or the last line of what stands there now.
                moved[place + 1] = min(new_start + place - start, new_end - 1) + 1
    return moved
