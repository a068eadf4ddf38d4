"""The notebook's statements of one step, run in a namespace that has its imports and definitions and nothing else."""

from __future__ import annotations

import ast
import asyncio
import contextlib
import importlib
import io
import math
import os
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple

from nb2prod.record.agent.drafting import Draft
from nb2prod.record.shipped.outcome import Effects, outcome, seed_random_sources
from nb2prod.record.shipped.rebuilding import is_made, rebuild
from nb2prod.record.shipped.values import describe
from nb2prod.verify.agent import statements
from nb2prod.verify.agent.notebook import close_figures


def load_libraries(setup: List[List[Any]]) -> None:
    """Import what the notebook imports, once for all steps."""
    for _, _, _, source in setup:
        for node in ast.parse(source).body:
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.append(node.module)
            for name in names:
                with contextlib.suppress(BaseException):
                    importlib.import_module(name)


Maker = Tuple[str, Dict[str, Any], Draft, Dict[str, Any]]
"""Key, step, draft and document of a step that makes an input."""


def run_subject(
    task: Dict[str, Any], subject: Dict[str, Any], draft: Draft, document: Dict[str, Any], makers: Sequence[Maker]
) -> Any:
    """Run a step's statements, or call a function of the notebook.

    Args:
        task: Its `setup`: imports and definitions.
        subject: What to run.
        draft: The files that it reads.
        document: Its inputs, as a test will load them.
        makers: Steps before that make some of them, in their order.

    Returns:
        A description of the outcome, or a text that says why there is none.
    """
    names = statements.main_module().__dict__
    with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()) as printed:
        _lay_out(draft, document, Path(folder))
        effects = Effects(Path(folder), lambda: _taken(printed))
        try:
            setup = _Setup(names, task, draft.last or subject["last"])
            asyncio.run(setup.begin(makers[0][1] if makers else subject))
            made: Dict[str, Dict[str, Any]] = {}
            for key, maker, its_draft, its_document in makers:
                _lay_out(its_draft, its_document, Path(folder))
                its_inputs = _inputs(names, its_document, made)
                seed_random_sources()
                made[key] = asyncio.run(_results(setup, maker, its_inputs))
                close_figures()
            os.chdir(Path(folder, document["folder"]))
            given = _inputs(names, document, made)
            effects.begin()
            results = asyncio.run(_results(setup, subject, given))
        except _FailedError as error:
            return str(error)
        except Exception as error:
            return "an input can't be made again: %s: %s" % (type(error).__name__, error)
        return outcome(given, results, effects, describe)


def _inputs(names: Dict[str, Any], document: Dict[str, Any], made: Dict[str, Dict[str, Any]]) -> Dict[str, Any]:
    for name, node in document["classes"].items():
        names[name] = rebuild(node, lambda n: _own(names, n))
    return {
        name: made[node["by"]][node["of"]] if is_made(node) else rebuild(node, lambda n: _own(names, n))
        for name, node in document["inputs"].items()
    }


def _taken(printed: io.StringIO) -> str:
    """What was printed since this was asked last."""
    text = printed.getvalue()
    printed.seek(0)
    printed.truncate()
    return text


class _FailedError(Exception):
    """The statements raise an error."""


def _lay_out(draft: Draft, document: Dict[str, Any], folder: Path) -> None:
    for name in document["folders"]:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name in [*document["files"], *document["data"]]:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.copy(name, place)
    os.chdir(folder / document["folder"])


class _Setup:
    """What the notebook imports and defines, each at its place among the statements that are run.

    Attributes:
        names: Where it is bound.
    """

    def __init__(self, names: Dict[str, Any], task: Dict[str, Any], last: Sequence[int]) -> None:
        self.names = names
        self._left = [one for one in task["setup"] if (one[0], one[1]) <= tuple(last)]

    async def until(self, cell: int, ordinal: int) -> None:
        """Run what stands before a statement."""
        while self._left and (self._left[0][0], self._left[0][1]) < (cell, ordinal):
            index, _, line, source = self._left.pop(0)
            # What fails here is missed where it is used, if it is.
            await statements.run_statements(self.names, {"index": index, "statements": [[line, source]]})

    async def begin(self, subject: Dict[str, Any]) -> None:
        """Run what stands before a step, or all for a function."""
        first = subject["statements"][0][:2] if subject["kind"] == "step" else (math.inf, 0)
        await self.until(*first)


async def _results(setup: _Setup, subject: Dict[str, Any], given: Dict[str, Any]) -> Dict[str, Any]:
    names = setup.names
    if subject["kind"] == "function":
        added = {name: value for name, value in given.items() if name in subject["added"]}
        names.update(added)
        return {"result": _called(names[subject["function"]], {n: v for n, v in given.items() if n not in added})}
    names.update(given)
    cell = 0
    failed_cell = 0
    for index, ordinal, line, source, expects_error in subject["statements"]:
        await setup.until(index, ordinal)
        if cell and index != cell:
            close_figures()
        cell = index
        if cell == failed_cell:
            continue
        failed = await statements.run_statements(names, {"index": index, "statements": [[line, source]]})
        if failed and not expects_error:
            raise _FailedError(
                "its statements fail when they run alone: %s: %s" % (type(failed[0]).__name__, failed[0])
            )
        failed_cell = cell if failed else 0
    missing = [name for name in subject["returns"] if name not in names]
    if missing:
        raise _FailedError("its statements alone don't bind `%s`" % missing[0])
    return {name: names[name] for name in subject["returns"]}


def _called(function: Any, given: Dict[str, Any]) -> Any:
    try:
        return function(**given)
    except BaseException as error:
        raise _FailedError("it raises %s: %s" % (type(error).__name__, error)) from error


def _own(names: Dict[str, Any], name: str) -> Any:
    head, _, tail = name.partition(".")
    if head not in names:
        raise _FailedError("an input is `%s`, which is at the top of no module of the package" % head)
    found = names[head]
    for part in filter(None, tail.split(".")):
        found = getattr(found, part)
    return found
