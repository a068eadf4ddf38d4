"""Where the values that a step takes come from: the last step before it that gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from nb2prod.plan.model import Function, ParameterKind, Step


def with_origins(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Say of each value that a step takes which step it comes from.

    Args:
        steps: Steps of the pipeline, in order.

    Returns:
        The same steps; what stays in the pipeline itself, or comes from the settings, has no origin.
    """
    origins: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    given: dict[str, str] = {}
    for step in steps:
        if step.function is None:
            for name in step.binds:
                given.pop(name, None)
            continue
        passed = dict(step.arguments)
        for parameter in step.function.parameters:
            origin = given.get(passed.get(parameter.name, ""), "")
            origins[step.function.name, parameter.name].add(origin)
        given |= {r.name: f"`{step.function.module}.{step.function.name}`" for r in step.function.returns}
    return tuple(s if s.function is None else replace(s, function=_with_origins(s.function, origins)) for s in steps)


def _with_origins(function: Function, origins: Mapping[tuple[str, str], set[str]]) -> Function:
    """A function whose parameters say where their values come from, as far as that is one place for all calls."""
    parameters = []
    for parameter in function.parameters:
        found = origins[function.name, parameter.name]
        fact = f"From {next(iter(found))}." if len(found) == 1 and "" not in found else ""
        is_value = parameter.kind is ParameterKind.VALUE
        parameters.append(replace(parameter, fact=fact) if is_value and fact else parameter)
    return replace(function, parameters=tuple(parameters))
