"""Where the values that a step takes come from: the last step before it that gives them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nb2prod.plan.model import Parameter, ParameterKind, Step


def with_origins(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Say of each value that a step takes which step it comes from.

    Args:
        steps: Steps of the pipeline, in order.

    Returns:
        The same steps; what stays in the pipeline itself, or comes from the settings, has no origin.
    """
    given: dict[str, str] = {}
    found: list[Step] = []
    for step in steps:
        function = step.function
        if function is None:
            for name in step.binds:
                given.pop(name, None)
            found.append(step)
            continue
        passed = dict(step.arguments)
        parameters = tuple(_with_origin(p, given.get(passed.get(p.name, ""), "")) for p in function.parameters)
        found.append(replace(step, function=replace(function, parameters=parameters)))
        given |= {r.name: f"`{function.module}.{function.name}`" for r in function.returns}
    return tuple(found)


def _with_origin(parameter: Parameter, origin: str) -> Parameter:
    if parameter.kind is not ParameterKind.VALUE or not origin:
        return parameter
    return replace(parameter, fact=f"From {origin}.")
