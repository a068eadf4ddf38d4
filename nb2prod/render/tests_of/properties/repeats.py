"""Steps that are given a seed do the same again."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.render.tests_of.properties.model import Case, Claim, straight
from nb2prod.render.tests_of.properties.results import expression_of

_ARRAY, _FRAME, _SERIES = "numpy.ndarray", "pandas.DataFrame", "pandas.Series"


def repeats(case: Case) -> Iterator[Claim]:
    """Claim that a step with a `random_state` gives the same when it is called again.

    Args:
        case: The step.

    Yields:
        One claim, if the step gives something that can be compared.
    """
    if not any(_seeded(s) for s in straight(case.node.body)) or not case.function.returns:
        return
    if case.draws or case.changed & set(case.passed):
        return
    lines: list[str] = []
    imports: set[str] = set()
    names = case.results
    for returned in case.function.returns:
        kind = expression_of(returned.guess)
        again = f"{returned.name}_again"
        match kind.head if kind else "":
            case "numpy.ndarray":
                lines.append(f"np.testing.assert_array_equal({returned.name}, {again})")
                imports.add("import numpy as np")
            case "pandas.DataFrame" | "pandas.Series" as head:
                word = "frame" if head == _FRAME else "series"
                lines.append(f"pd.testing.assert_{word}_equal({returned.name}, {again})")
                imports.add("import pandas as pd")
    if lines:
        targets = ", ".join(f"{n}_again" if any(f" {n}_again" in x for x in lines) else "_" for n in names)
        yield Claim("does the same again", (f"{targets} = {case.call}", *lines), imports=frozenset(imports))


def _seeded(statement: ast.stmt) -> bool:
    return any(
        isinstance(n, ast.Call) and any(k.arg == "random_state" for k in n.keywords) for n in ast.walk(statement)
    )
