"""`%timeit` and `%%timeit`: timings that a notebook goes on to use, and code that it runs as often as it says."""

from __future__ import annotations

import ast
import re

from nb2prod.notebook.indentation import indent
from nb2prod.notebook.offsets import Offsets
from nb2prod.notebook.translation import Surroundings, Translation, fresh, left_out, module

TIMED = "timed as often as it says, for what that changes"
REPEATED = 7
"""How often IPython repeats a timing if nothing is said."""

# What means something else, or binds in other ways, where code is not in a function.
_OF_FUNCTIONS = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Import,
    ast.ImportFrom,
    ast.Return,
    ast.Yield,
    ast.YieldFrom,
    ast.Global,
    ast.Nonlocal,
    ast.ExceptHandler,
    ast.Match,
)
_OPTIONS = re.compile(r"(?:-(?:[nr]\s*\d+|[tp]\s*\S+|[a-zA-Z]+|-\w[\w-]*)\s+)*")


def time_repeatedly(argument: str, around: Surroundings) -> Translation:
    """Translate `%timeit STATEMENT`, which is left out unless `-o` asks for the result or `-n` says how often it runs.

    What the statement binds is gone when it has been timed; what it changes stays changed.

    Args:
        argument: Options and statement.
        around: The notebook around it.

    Returns:
        An object with the attributes of IPython's result. How often the statement runs is fixed, where IPython finds
        a number of its own: five times if nothing is said.
    """
    del around
    match = _OPTIONS.match(f"{argument} ")
    options, statement = (match[0], argument[match.end() :].strip()) if match else ("", argument)
    worked_out = _worked_out(statement)
    asked = re.search(r"(?:^|\s)-[a-mo-qs-zA-Z]*o", options) is not None
    said = _number("n", options, 0)
    if not worked_out or not (asked or said):
        return left_out("timing only")
    if not asked:
        times = said * _number("r", options, REPEATED)
        loop = f"for {fresh('turn')} in range({times}):\n    {worked_out}"
        return Translation(TIMED, code=worked_out if times == 1 else loop, value="None")
    loops, repeat = said or 1, max(_number("r", options, 5), 1)
    runs = fresh("runs")
    value = (
        f"(lambda {runs}: {module('types')}.SimpleNamespace(all_runs={runs}, loops={loops}, repeat={repeat}, "
        f"timings=[t / {loops} for t in {runs}], best=min({runs}) / {loops}, worst=max({runs}) / {loops}, "
        f"average=sum({runs}) / {loops * repeat}))"
        f"({module('timeit')}.repeat(lambda: {worked_out}, repeat={repeat}, number={loops}))"
    )
    return Translation("timed, since the notebook uses the result", code=value, value=value)


def time_cell_repeatedly(argument: str, body: str, around: Surroundings) -> Translation:
    """Translate `%%timeit SETUP` above a body, which is left out unless `-n` says how often the body runs.

    Args:
        argument: Options, and a statement that runs before each repetition.
        body: The rest of the cell.
        around: The notebook around it. IPython runs the body in a function: what it binds is gone when it has been
            timed, so it is left out where another cell mentions such a name.

    Returns:
        Loops that run both as often as IPython does.
    """
    match = _OPTIONS.match(f"{argument} ")
    options, setup = (match[0], argument[match.end() :].strip()) if match else ("", argument)
    times, repeat = _number("n", options, 0), _number("r", options, REPEATED)
    if not times or not _stands_in_loop(f"{setup}\n{body}", around):
        return left_out("timing only")
    inner = f"for {fresh('turn')} in range({times}):\n{indent(body.strip(chr(10)))}"
    if not setup:
        return Translation(TIMED, code=inner.replace(f"range({times})", f"range({times * repeat})", 1))
    return Translation(
        TIMED, code=f"for {fresh('repetition')} in range({repeat}):\n{indent(f'{setup}{chr(10)}{inner}')}"
    )


def _stands_in_loop(code: str, around: Surroundings) -> bool:
    """Whether code does the same in a loop of the notebook as in a function of its own."""
    try:
        nodes = [n for b in ast.parse(code).body for n in ast.walk(b)]
    except (SyntaxError, ValueError):
        return False
    if any(isinstance(n, _OF_FUNCTIONS) for n in nodes):
        return False
    stored = {n.id for n in nodes if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    return not any(around.mentions(name) for name in stored)


def _number(option: str, options: str, default: int) -> int:
    found = re.search(rf"-{option}\s*(\d+)", options)
    return int(found[1]) if found else default


def _worked_out(statement: str) -> str:
    """The expression that a statement works out, whether or not it binds a name to it; empty for any other."""
    try:
        body = ast.parse(statement).body
    except (SyntaxError, ValueError):
        return ""
    match body:
        case [ast.Expr()]:
            return statement.rstrip().rstrip(";")
        case [ast.Assign(value=value)]:
            return Offsets(statement).text(value)
    return ""
