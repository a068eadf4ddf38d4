"""Small made inputs by type, and inputs that the notebook itself gives as literals."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Mapping, Sequence

from nb2prod.finding import UsageError
from nb2prod.knowledge.type_expression import TypeExpression, parse_type_expression
from nb2prod.render.tests_of.model import Made
from nb2prod.render.tests_of.values import Array
from nb2prod.types.model import TypeGuess, TypeSource

SURE = 0.9
"""Types that are less sure than this are not built on."""
VARIANTS = 3
_SCALARS: Mapping[str, Sequence[Sequence[object]]] = {
    "int": ((3, 2, 5, 4), (2, 3, 1, 6), (1, 1, 1, 1)),
    "float": ((2.5, 0.5, 1.5, 4.0), (0.5, 2.0, 0.25, 1.0), (1.0, 1.0, 1.0, 1.0)),
    "str": (("beta", "alpha", "gamma", "delta"), ("3", "2", "5", "4"), ("b", "a", "c", "d")),
    "bool": ((True, False, True, False), (False, True, False, True), (True, True, True, True)),
}
_HEADS = {"list": list, "tuple": tuple, "set": set}


def made_inputs(types: Mapping[str, TypeGuess]) -> Iterable[dict[str, Made]]:
    """Make arguments by type.

    Args:
        types: What is known of each parameter.

    Returns:
        Several sets of arguments to try, none where a type isn't surely known or has no small values.
    """
    for variant in range(VARIANTS):
        made: dict[str, Made] = {}
        for place, (name, guess) in enumerate(types.items()):
            found = _made(guess, place, variant)
            if found is None:
                return
            made[name] = found
        yield made


def _made(guess: TypeGuess, place: int, variant: int) -> Made | None:
    if guess.source is TypeSource.UNKNOWN or guess.confidence < SURE:
        return None
    try:
        expression = parse_type_expression(guess.type)
    except UsageError:
        return None
    if expression.head == "numpy.ndarray":
        values = ([0.5, 2.0, 1.5], [1.0, 2.0, 4.0], [1.0, 0.0, 1.0])[variant]
        return Made(f"np.array({values!r})", Array(list(values)))
    value = _value(expression, place, variant)
    return None if value is None else Made(repr(value), value)


def _value(expression: TypeExpression, place: int, variant: int) -> object:
    """A value of a type; `None` if there is none to be sure of."""
    head, parts = expression.head, expression.arguments
    if head in _SCALARS:
        return _SCALARS[head][variant][place % 4]
    if head in ("list", "set") and len(parts) == 1:
        values = [_value(parts[0], place + i, variant) for i in range(3)]
        return None if None in values else _HEADS[head](values)
    if head == "tuple" and parts:
        values = [_value(p, place + i, variant) for i, p in enumerate(parts)]
        return None if None in values else tuple(values)
    if head == "dict" and len(parts) > 1:
        keys = [_value(parts[0], place + i, 0) for i in range(2)]
        values = [_value(parts[1], place + i, variant) for i in range(2)]
        hashable = all(isinstance(k, int | float | str | tuple) for k in keys)
        return dict(zip(keys, values, strict=True)) if hashable and None not in values else None
    return None


def literal_inputs(calls: Sequence[ast.Call], parameters: Sequence[str]) -> Iterable[dict[str, Made]]:
    """Take the arguments that the notebook gives as literals.

    Args:
        calls: Calls of the function.
        parameters: Its parameters that can be given by position, in order.

    Returns:
        A set of arguments for each call whose arguments are all literals.
    """
    for call in calls:
        named = [(k.arg, k.value) for k in call.keywords]
        if len(call.args) > len(parameters) or any(name is None for name, _ in named):
            continue
        given = [*zip(parameters, call.args, strict=False), *((str(n), v) for n, v in named)]
        try:
            values = {name: ast.literal_eval(node) for name, node in given}
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            continue
        if values:
            yield {name: Made(repr(value), copy.deepcopy(value)) for name, value in values.items()}
