"""A step of the plan as a reader of Python would write it down."""

from __future__ import annotations

import re

from nb2prod.plan.model import Function, Parameter, ParameterKind, Returned, Setting
from nb2prod.types.model import TypeGuess

UNKNOWN = "?"
_QUALIFIER = re.compile(r"(?:\w+\.)+(?=\w)")


def signature(function: Function) -> str:
    """Write the signature of a step; types stand where they are known.

    Args:
        function: The step.

    Returns:
        One line, such as `split(df: DataFrame, *, test_size: float = 0.25) -> X_train, X_test`.
    """
    values = [_parameter(p) for p in function.parameters if p.kind is not ParameterKind.OPTION]
    options = [_parameter(p) for p in function.parameters if p.kind is ParameterKind.OPTION]
    parameters = ", ".join([*values, *(["*", *options] if options else [])])
    returns = ", ".join(map(returned, function.returns)) or "None"
    return f"{'async ' if function.awaits else ''}{function.name}({parameters}) -> {returns}"


def returned(value: Returned) -> str:
    """Write a value that is returned."""
    return _typed(value.name, value.guess)


def setting_line(setting: Setting) -> str:
    """Write a field of the settings; a secret has no default."""
    value = setting.value or "…  (a secret: taken from the environment)"
    return f"{setting.name}: {setting.type} = {value}"


def _parameter(parameter: Parameter) -> str:
    default = f" = {parameter.default}" if parameter.default else ""
    return f"{_typed(parameter.name, parameter.guess)}{default}"


def _typed(name: str, guess: TypeGuess) -> str:
    # A reader knows where `DataFrame` lives; formats for programs keep the qualified name.
    return name if guess.type == UNKNOWN else f"{name}: {_QUALIFIER.sub('', guess.type)}"
