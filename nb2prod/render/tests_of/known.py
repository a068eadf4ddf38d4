"""Functions and methods of Python that the static evaluation may call: they end, stay small, and touch nothing else."""

from __future__ import annotations

import functools
import itertools
import math
import re
import string
from collections.abc import Callable, Iterable, Mapping

from nb2prod.render.tests_of.values import LONGEST_TEXT, MOST_ITEMS, Known, UnknowableError, items_of, unordered

_METHODS: dict[type, frozenset[str]] = {
    str: frozenset(
        "lower upper strip lstrip rstrip split rsplit splitlines startswith endswith find rfind index count title "
        "capitalize swapcase casefold partition rpartition isdigit isalpha isalnum isupper islower isspace isnumeric "
        "replace join zfill ljust rjust center removeprefix removesuffix".split()
    ),
    list: frozenset("append extend insert pop remove index count sort reverse copy clear".split()),
    dict: frozenset("get keys values items pop setdefault update copy clear".split()),
    set: frozenset(
        "add discard remove update union intersection difference issubset issuperset isdisjoint copy".split()
    ),
    frozenset: frozenset("union intersection difference issubset issuperset isdisjoint copy".split()),
    tuple: frozenset("index count".split()),
    int: frozenset(["bit_length"]),
    float: frozenset(["is_integer"]),
}
SHORT = 100
MOST_TEXTS = 2
_WIDTH = re.compile(r"\d{3}")
CONSTANTS: Mapping[str, object] = {
    "math.pi": math.pi,
    "math.e": math.e,
    "math.inf": math.inf,
    "string.punctuation": string.punctuation,
    "string.ascii_letters": string.ascii_letters,
    "string.ascii_lowercase": string.ascii_lowercase,
    "string.ascii_uppercase": string.ascii_uppercase,
    "string.digits": string.digits,
    "numpy.pi": math.pi,
    "numpy.e": math.e,
}
_MATH = (
    "sqrt exp log log2 log10 sin cos tan asin acos atan atan2 sinh cosh tanh floor ceil fabs hypot degrees radians "
    "gcd isclose isnan isinf isfinite trunc"
).split()


def _length(value: object) -> int:
    if isinstance(value, str | list | tuple | dict | set | frozenset | range):
        return len(value)
    return len(items_of(value))


def _sum(values: object, start: object = 0) -> object:
    total = start
    for item in items_of(values):
        total = total + item  # type: ignore[operator]
    return total


def _range(*bounds: int) -> range:
    found = range(*bounds)
    if len(found) > MOST_ITEMS:
        raise UnknowableError("a long range")
    return found


def _ordered(values: object, key: object) -> list[object]:
    """Items of a set too, where only their order by value matters."""
    if isinstance(values, set | frozenset):
        if key is not None:
            raise UnknowableError("the order of a set")
        return list(values)
    return items_of(values)


def _sorted(values: object, *, key: Callable[..., object] | None = None, reverse: bool = False) -> list[object]:
    return sorted(_ordered(values, key), key=key, reverse=reverse)  # type: ignore[type-var,arg-type]


def _extreme(choose: Callable[..., object]) -> Callable[..., object]:
    def call(*values: object, key: Callable[..., object] | None = None) -> object:
        return choose(_ordered(values[0], key) if len(values) == 1 else list(values), key=key)

    return call


def text_of(value: object) -> str:
    """What `str` gives.

    Raises:
        UnknowableError: That is not the same on every run.
    """
    if unordered(value) or not isinstance(value, bool | int | float | str | list | tuple | dict | None):
        raise UnknowableError("the text of such a value")
    return str(value)


_FUNCTIONS: Mapping[str, Callable[..., object]] = {
    "abs": abs,
    "all": lambda values: all(items_of(values)),
    "any": lambda values: any(items_of(values)),
    "bool": bool,
    "chr": chr,
    "dict": lambda *given, **named: dict(*(items_of(g) if not isinstance(g, dict) else g for g in given), **named),
    "divmod": divmod,
    "enumerate": lambda values, start=0: iter(list(enumerate(items_of(values), start))),
    "float": float,
    "int": int,
    "len": _length,
    "list": lambda values=(): list(items_of(values)),
    "max": _extreme(max),
    "min": _extreme(min),
    "ord": ord,
    "range": _range,
    "reversed": lambda values: iter(items_of(values)[::-1]),
    "round": round,
    "set": lambda values=(): set(_ordered(values, None)),
    "frozenset": lambda values=(): frozenset(_ordered(values, None)),
    "sorted": _sorted,
    "str": lambda value="": text_of(value),
    "sum": _sum,
    "tuple": lambda values=(): tuple(items_of(values)),
    "zip": lambda *several: iter(list(zip(*map(items_of, several), strict=False))),
    "map": lambda call, *several: iter([call(*given) for given in zip(*map(items_of, several), strict=False)]),
    "filter": lambda call, values: iter([v for v in items_of(values) if (call(v) if call else v)]),
}
BUILTINS: Mapping[str, Known] = {name: Known(name, call) for name, call in _FUNCTIONS.items()}


def _pattern(call: Callable[..., object]) -> Callable[..., object]:
    """A function of `re`, for patterns that can't take long: no groups, so no repetition within a repetition."""

    def guarded(pattern: str, *rest: str) -> object:
        if (
            not isinstance(pattern, str)
            or "(" in pattern
            or len(rest) > MOST_TEXTS
            or not all(isinstance(r, str) for r in rest)
        ):
            raise UnknowableError("a regular expression that may take long")
        if any(len(r) > SHORT for r in (pattern, *rest)):
            raise UnknowableError("a long text")
        return call(pattern, *rest)

    return guarded


def _factorial(number: int) -> int:
    if number > MOST_ITEMS // 20:
        raise UnknowableError("a large number")
    return math.factorial(number)


def _reduced(call: Callable[..., object], values: object, *start: object) -> object:
    return functools.reduce(call, items_of(values), *start)


def _combined(choose: Callable[..., Iterable[object]]) -> Callable[..., object]:
    """A function of `itertools` as a list of its first results; too many of them are refused."""

    def call(*several: object) -> object:
        given = [g if isinstance(g, int) else items_of(g) for g in several]
        found = list(itertools.islice(choose(*given), MOST_ITEMS + 1))
        if len(found) > MOST_ITEMS or any(isinstance(g, list) and len(g) > SHORT for g in given):
            raise UnknowableError("many combinations")
        return iter(found)

    return call


LIBRARY: Mapping[str, Known] = {
    "math.factorial": Known("math.factorial", _factorial),
    "functools.reduce": Known("functools.reduce", _reduced),
    **{
        f"itertools.{n}": Known(f"itertools.{n}", _combined(getattr(itertools, n)))
        for n in ("combinations", "permutations", "product", "chain")
    },
    **{f"math.{name}": Known(f"math.{name}", getattr(math, name)) for name in _MATH},
    **{f"re.{n}": Known(f"re.{n}", _pattern(getattr(re, n))) for n in ("sub", "findall", "split")},
}


def method_of(value: object, name: str) -> Callable[..., object] | None:
    """A harmless method of a plain value; `None` where there is none of this name."""
    if name not in _METHODS.get(type(value), ()):
        return None
    if isinstance(value, str):
        return _text_method(value, name)
    method: Callable[..., object] = getattr(value, name)
    if (isinstance(value, list) and name == "extend") or (isinstance(value, set) and name == "update"):
        return lambda *several: method(*map(items_of, several))
    return method


def _text_method(value: str, name: str) -> Callable[..., object]:
    method: Callable[..., object] = getattr(value, name)

    def guarded(*given: object) -> object:
        if any(isinstance(g, int) and abs(g) > MOST_ITEMS for g in given):
            raise UnknowableError("a long text")
        if name == "replace" and len(value) * max(len(str(g)) for g in given) > LONGEST_TEXT:
            raise UnknowableError("a long text")
        if name == "join":
            return value.join(_texts(items_of(given[0])))
        return method(*given)

    return guarded


def _texts(items: list[object]) -> list[str]:
    if not all(isinstance(i, str) for i in items):
        raise UnknowableError("joining what is no text")
    texts = [i for i in items if isinstance(i, str)]
    if sum(map(len, texts)) > LONGEST_TEXT:
        raise UnknowableError("a long text")
    return texts


def formatted(value: object, spec: str) -> str:
    """What an f-string makes of a value.

    Raises:
        UnknowableError: Its width is large, or its text is not the same on every run.
    """
    if _WIDTH.search(spec):
        raise UnknowableError("a wide format")
    return format(value, spec) if spec and isinstance(value, int | float | str) else text_of(value)


def percent(template: str, given: object) -> str:
    """What `template % given` makes."""
    if _WIDTH.search(template) or "*" in template or unordered(given):
        raise UnknowableError("a wide format")
    return template % given
