"""Values that follow from the code: exact ones, or at least the shapes of arrays."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.render.tests_of.properties.model import Case, Claim
from nb2prod.render.tests_of.tracing.grid import Grid

MOST_SHOWN = 24
_NUMPY = "import numpy as np"
_PYTEST = "import pytest"


def values(case: Case) -> Iterator[Claim]:
    """Claim what is known of the values of results.

    Args:
        case: The step.

    Yields:
        One claim, if something is known.
    """
    lines: list[str] = []
    imports: set[str] = set()
    for name in dict.fromkeys(case.results):
        match case.values.get(name):
            case Grid(shape=shape, values=None):
                lines.append(f"assert {name}.shape == {shape!r}")
            case Grid() as found if found.shape:
                lines += _array(name, found)
                imports |= {_NUMPY} if "np." in lines[-1] else {_PYTEST}
            case bool() | None as value if name in case.values:
                lines.append(f"assert {name} is {value}")
            case float() as value:
                lines.append(f"assert {name} == pytest.approx({value!r})")
                imports.add(_PYTEST)
            case int() | str() as value:
                lines.append(f"assert {name} == {value!r}")
            case list() | tuple() as several if _is_plain(several) and len(repr(several)) <= LONGEST:
                lines.append(f"assert {name} == {several!r}")
    if lines:
        yield Claim("gives the numbers that follow from its code", tuple(lines), imports=frozenset(imports))


LONGEST = 400


def _array(name: str, found: Grid) -> Iterator[str]:
    assert found.values is not None
    if len(found.values) <= MOST_SHOWN:
        yield f"np.testing.assert_allclose({name}, {_short(found.nested)!r}, atol=1e-8)"
        return
    yield f"assert {name}.shape == {found.shape!r}"
    corners = [found.values[0], found.values[-1]]
    yield f"assert [{name}.flat[0], {name}.flat[-1]] == pytest.approx({_short(corners)!r}, abs=1e-8)"
    yield f"assert {name}.sum() == pytest.approx({_short(sum(found.values))!r}, abs=1e-6)"


def _short(value: object) -> object:
    """Numbers with no more digits than are compared."""
    match value:
        case list():
            return [_short(v) for v in value]
        case bool():
            return value
        case float():
            return float(f"{value:.10g}")
    return value


def _is_plain(value: object) -> bool:
    match value:
        case list() | tuple():
            return all(map(_is_plain, value))
        case bool() | int() | str() | None:
            return True
    return False
