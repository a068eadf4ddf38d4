"""`test_settings.py`: defaults, environment, wrong values, secrets."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from nb2prod.plan.model import Setting
from nb2prod.render.code import variable_of
from nb2prod.templates import fill

_OTHERS = {"int": ("7", 7), "float": ("0.125", 0.125), "str": ("another value", "another value")}


def settings_tests(settings: Sequence[Setting], package: str) -> str:
    """Write the tests of the settings.

    Args:
        settings: The settings.
        package: Import name of the package that holds them.

    Returns:
        Source text, not formatted yet; empty if there are no settings.
    """
    if not settings:
        return ""
    tests = [*_defaults(settings), *_overrides(settings, package), *_wrong(settings, package)]
    required = [s for s in settings if not s.value]
    tests += _missing(required, package)
    given = "".join(f'    monkeypatch.setenv("{variable_of(s, package)}", "{_OTHERS[s.type][0]}")\n' for s in required)
    return fill(
        "tests/test_settings.py.tmpl",
        package=package,
        names="VARIABLES, Settings",
        required=given,
        tests="\n\n\n".join(tests),
    )


def _defaults(settings: Sequence[Setting]) -> list[str]:
    known = [(s.name, ast.literal_eval(s.value)) for s in settings if s.value and _is_literal(s.value)]
    if not known:
        return []
    return [fill("tests/settings_default.py.tmpl", cases=_cases(known))]


def _overrides(settings: Sequence[Setting], package: str) -> list[str]:
    cases = [(variable_of(s, package), s.name, *_OTHERS[s.type]) for s in settings]
    return [fill("tests/settings_override.py.tmpl", cases=_cases(cases))]


def _wrong(settings: Sequence[Setting], package: str) -> list[str]:
    cases = [repr(variable_of(s, package)) for s in settings if s.type in ("int", "float")]
    return [fill("tests/settings_wrong.py.tmpl", cases=", ".join(cases))] if cases else []


def _missing(required: Sequence[Setting], package: str) -> list[str]:
    cases = [repr(variable_of(s, package)) for s in required]
    return [fill("tests/settings_missing.py.tmpl", cases=", ".join(cases))] if cases else []


def _cases(rows: Sequence[tuple[object, ...]]) -> str:
    return "\n".join(f"        {row!r}," for row in rows)


def _is_literal(text: str) -> bool:
    try:
        ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return False
    return True
