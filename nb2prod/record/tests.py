"""Recorded tests as source text, and what they need beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from nb2prod.record.model import Recorded
from nb2prod.record.subject import Argument, Subject
from nb2prod.render.words import describe_cells

FOLDER = PurePosixPath("tests", "recorded")
DATA = FOLDER / "data"
_SHIPPED = Path(__file__).parent / "shipped"
_MODULES = (
    "values",
    "kinds",
    "naming",
    "rebuilding",
    "making",
    "making_tables",
    "storage",
    "comparison",
    "drawing",
    "outcome",
    "case",
)
_LONGEST_LIST = 6
_OUR_REMARKS = re.compile(r"  # (?:noqa|type: ignore).*")
_SETTINGS = "SETTINGS"


def support_files() -> dict[PurePosixPath, str]:
    """Modules that recorded tests import; nothing of nb2prod is needed to run them."""
    texts = {FOLDER / f"recorded_{name}.py": _at_home(_SHIPPED / f"{name}.py") for name in _MODULES}
    return {**texts, FOLDER / "conftest.py": _at_home(_SHIPPED / "conftest.py")}


def _at_home(path: Path) -> str:
    """A module's text with the imports that hold in the project."""
    text = _OUR_REMARKS.sub("", path.read_text(encoding="utf-8"))
    return text.replace("nb2prod.record.shipped.", "recorded_")


def test_modules(
    subjects: Mapping[str, Subject], recorded: Sequence[Recorded], package: str, needed: Sequence[str]
) -> dict[str, str]:
    """Write the tests.

    Args:
        subjects: What was to be recorded, by name.
        recorded: What was.
        package: Import name of the notebook's part of the package.
        needed: Fields of the settings that have no default.

    Returns:
        Text of each test module, by the name of the package's module.
    """
    found: dict[str, list[str]] = {}
    for one in recorded:
        subject = subjects[one.name]
        found.setdefault(subject.module, []).append(_test(subject, one))
    given = ", ".join(f"{name}=''" for name in needed)
    settings = f"{_SETTINGS} = Settings({given})"
    return {module: _module(module, tests, package, settings) for module, tests in found.items()}


# pytest takes the name for that of a test, where a test imports it.
test_modules.__test__ = False  # type: ignore[attr-defined]


def _module(module: str, tests: Sequence[str], package: str, settings: str) -> str:
    body = "\n\n\n".join(tests)
    uses_settings = f"{_SETTINGS}." in body
    lines = [
        f'"""Recorded tests of `{package}.{module}`: what the notebook\'s own statements gave."""',
        "",
        "from __future__ import annotations",
        "",
        *(["import asyncio"] if "asyncio." in body else []),
        "",
        "from recorded_case import Recorded",
        "",
        f"from {package} import {module}",
        *([f"from {package}.settings import Settings"] if uses_settings else []),
        *(["", settings] if uses_settings else []),
        "",
        "",
        body,
        "",
    ]
    return "\n".join(lines)


def _test(subject: Subject, recorded: Recorded) -> str:
    # A parameter of the notebook's own function that had its default is left to the function.
    given = [a for a in subject.arguments if a.setting or a.parameter in recorded.inputs or not subject.defined]
    inputs = [a.parameter for a in given if not a.setting]
    local = _Locals(subject)
    passed = ", ".join(_passed(argument, local) for argument in given)
    call = f"{subject.module}.{subject.function}({passed})"
    call = f"asyncio.run({call})" if subject.awaited else call
    lines = [f"def test_{subject.function}(recorded: Recorded) -> None:", f'    """{_doc(subject, recorded)}"""']
    if inputs:
        named = ", ".join(repr(name) for name in inputs)
        lines += [f"    {', '.join(map(local.of, inputs))} = recorded.inputs({named})", ""]
    returns = ", ".join(map(local.of, subject.returns))
    lines += [f"    {returns} = {call}" if returns else f"    {call}", ""]
    named = ", ".join(f"{name}={local.of(name)}" for name in subject.returns)
    return "\n".join([*lines, f"    recorded.check({named})"])


class _Locals:
    """Names in a test, none of which hides the package's module or what the test needs itself."""

    def __init__(self, subject: Subject) -> None:
        self._taken = {subject.module, "recorded", _SETTINGS, "Settings", "asyncio", "Recorded"}

    def of(self, name: str) -> str:
        """What a value of the notebook is called in the test."""
        return f"{name}_" if name in self._taken else name


def _passed(argument: Argument, local: _Locals) -> str:
    value = f"{_SETTINGS}.{argument.setting}" if argument.setting else local.of(argument.parameter)
    return f"{argument.parameter}={value}" if argument.named else value


def _doc(subject: Subject, recorded: Recorded) -> str:
    cells = describe_cells(subject.cells)
    what = f"`{subject.defined}` of {cells}" if subject.defined else f"{cells[0].upper()}{cells[1:]}"
    notes = [f"Recorded on {recorded.rows}."] if recorded.rows else []
    if recorded.pickled:
        notes.append(f"Pickled, since nothing else serves: {_listed(recorded.pickled)}.")
    if recorded.made:
        notes.append(f"Some inputs no file can hold: {_listed(recorded.made)} makes them of its own.")
    if recorded.left_out:
        notes.append(f"Not recorded, since it looks personal: {_listed(recorded.left_out)}.")
    if recorded.data:
        notes.append(f"It needs {_listed(recorded.data)}.")
    head = f"{what}: results, changes and output are those of the notebook."
    text = head if not notes else "\n".join([head, "", *(f"    {note}" for note in notes), "    "])
    return text.replace("\\", "\\\\").replace('"""', "'''")


def _listed(items: Sequence[str]) -> str:
    shown = ", ".join(f"`{item}`" for item in items[:_LONGEST_LIST])
    return shown if len(items) <= _LONGEST_LIST else f"{shown} and {len(items) - _LONGEST_LIST} more"
