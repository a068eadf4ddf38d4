"""`%timeit -o`: timings that a notebook goes on to use."""

from __future__ import annotations

import ast
import re

from nb2prod.notebook.translation import Surroundings, Translation, fresh, left_out, module

_OPTIONS = re.compile(r"(?:-(?:[nr]\s*\d+|[tp]\s*\S+|[a-zA-Z]+|-\w[\w-]*)\s+)*")


def time_repeatedly(argument: str, around: Surroundings) -> Translation:
    """Translate `%timeit STATEMENT`, which is left out unless `-o` asks for the result.

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
    if not re.search(r"(?:^|\s)-[a-mo-qs-zA-Z]*o", options) or not _is_expression(statement):
        return left_out("timing only")
    loops, repeat = _number("n", options, 1), _number("r", options, 5)
    runs = fresh("runs")
    value = (
        f"(lambda {runs}: {module('types')}.SimpleNamespace(all_runs={runs}, loops={loops}, repeat={repeat}, "
        f"timings=[t / {loops} for t in {runs}], best=min({runs}) / {loops}, worst=max({runs}) / {loops}, "
        f"average=sum({runs}) / {loops * repeat}))"
        f"({module('timeit')}.repeat(lambda: {statement}, repeat={repeat}, number={loops}))"
    )
    return Translation("timed, since the notebook uses the result", code=value, value=value)


def _number(option: str, options: str, default: int) -> int:
    found = re.search(rf"-{option}\s*(\d+)", options)
    return max(int(found[1]), 1) if found else default


def _is_expression(statement: str) -> bool:
    try:
        ast.parse(statement, mode="eval")
    except (SyntaxError, ValueError):
        return False
    return True
