"""Schemas of data: their definitions, and the calls that check data by them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.repository.model import CallSite, Function, Place
from nb2prod.rubric.survey import Survey

_BASES = re.compile(
    r"pandera(\..*)?\.(DataFrameModel|SchemaModel)|pydantic(\..*)?\.(BaseModel|RootModel)|patito\.Model|dataframely\.Schema"
)
_FRAME_BASES = re.compile(r"pandera\..*|patito\..*|dataframely\..*")
_MADE = re.compile(r"pandera(\..*)?\.(DataFrameSchema|SeriesSchema|from_yaml|io\.from_yaml)|pydantic\.TypeAdapter")
_CALLS = re.compile(
    r"pandera(\..*)?\.(DataFrameSchema|SeriesSchema)\.(validate|__call__)|"
    r"pandera(\..*)?\.(check_types|check_io|check_input|check_output)|"
    r"great_expectations\..*\.(validate|run)|.*\.run_checkpoint|.*\.run_validation_operator|(.*\.)?expect_\w+|"
    r"tensorflow_data_validation\.validate_(statistics|examples_in_\w+)|frictionless\.validate|jsonschema\.validate|"
    r"pydantic\.TypeAdapter\.validate_\w+|deepchecks\..*\.run|soda\..*\.execute"
)
_OF_CLASS = frozenset("validate model_validate parse_obj model_validate_json cast is_valid".split())


def schema_calls(survey: Survey) -> Iterator[tuple[Function, CallSite]]:
    """Calls that check data by a schema, tests apart.

    Args:
        survey: The repository.

    Yields:
        The function that holds each call, and the call.
    """
    tests = {id(test.function) for test in survey.repository.tests}
    classes = schema_classes(survey)
    for function in survey.functions:
        if id(function) in tests:
            continue
        yield from ((function, call) for call in _decorating(function))
        for call in function.calls:
            owner, _, method = call.name.rpartition(".")
            known = method in _OF_CLASS and any(_same(owner, name) for name in classes)
            made_of = any(_same(call.name, name) for name, base in classes.items() if not _FRAME_BASES.match(base))
            if (
                _CALLS.fullmatch(call.name)
                or known
                or (made_of and _unpacks(call.node))
                or _module_schema(call, survey)
            ):
                yield function, call


def _decorating(function: Function) -> Iterator[CallSite]:
    """Decorators that check what a function takes or gives."""
    decorators = function.node.decorator_list if function.node else []
    for name, node in zip(function.decorators, decorators, strict=False):
        if _CALLS.fullmatch(name):
            call = node if isinstance(node, ast.Call) else ast.Call(node, [], [])
            yield CallSite(name, Place(function.place.path, node.lineno, function.place.cell), call)


def schema_classes(survey: Survey) -> dict[str, str]:
    """The repository's classes that are schemas, by dotted name, each with the base that makes it one."""
    found = {}
    for file in survey.repository.python:
        for name, bases in file.classes.items():
            if base := next((b for b in bases if _BASES.fullmatch(b)), ""):
                found[f"{file.module}.{name}"] = base
    return found


def schema_definitions(survey: Survey) -> Iterator[tuple[Place, str]]:
    """Where schemas of frames are defined: classes, and objects that are made at the top of a module."""
    for file in survey.repository.python:
        for node, cell in _top(file.body):
            match node:
                case ast.ClassDef(name=name) if any(_FRAME_BASES.match(b) for b in file.classes.get(name, ())):
                    yield Place(file.path, node.lineno, cell), name
        for call in file.body.calls:
            if _MADE.fullmatch(call.name):
                yield call.place, call.name


def _top(body: Function) -> Iterator[tuple[ast.stmt, int | None]]:
    cells: tuple[int | None, ...] = body.cells or (None,) * len(body.statements)
    return zip(body.statements, cells, strict=True)


def _module_schema(call: CallSite, survey: Survey) -> bool:
    """Whether a call is a method of a schema object that another module of the repository made."""
    owner, _, method = call.name.rpartition(".")
    if method not in _OF_CLASS or "." not in owner:
        return False
    module, _, name = owner.rpartition(".")
    kinds = (f.body.types.get(name, "") for f in survey.repository.python if _same(f.module, module))
    return any(_MADE.fullmatch(kind) for kind in kinds)


def _unpacks(node: ast.Call) -> bool:
    """Whether a call takes a whole record: `Row(**record)`."""
    return any(keyword.arg is None for keyword in node.keywords)


def _same(name: str, other: str) -> bool:
    """Whether two dotted names are of one thing, seen from different roots."""
    return bool(name) and (name == other or other.endswith(f".{name}") or name.endswith(f".{other}"))
