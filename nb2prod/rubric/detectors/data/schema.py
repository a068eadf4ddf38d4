"""data-1: feature expectations are captured in a schema."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import Function, Place
from nb2prod.rubric.model import Evidence, State
from nb2prod.rubric.schemas import schema_calls, schema_definitions
from nb2prod.rubric.survey import Survey

_SCHEMA_FILE = re.compile(
    r"(.*/)?([\w.-]*schema[\w-]*\.(json|ya?ml|pbtxt|avsc)|expectations/.+\.json|[\w-]*expectation_suite[\w-]*\.json)",
    re.I,
)
_DTYPES = re.compile(r"^dtype: object$|<class 'pandas\.core\.frame\.DataFrame'>|Non-Null Count", re.MULTILINE)


class SchemaOnLoadPath:
    """A schema that is called where data is loaded: pandera, Great Expectations, TFDV, pydantic, frictionless."""

    test = "data-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find calls of schemas, and what loads the data that they check."""
        for function, call in schema_calls(survey):
            loader = _loader(survey, function)
            if loader is None:
                shows = f"`{call.name}` checks data; what loads it is not seen"
                yield Evidence(call.place, shows, State.CODE_ONLY)
                continue
            found = survey.judged(function, call.place, f"`{call.name}` checks what is loaded in `{loader.short}`")
            yield found


class SchemaDefinition:
    """A schema that is defined and called nowhere."""

    test = "data-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find definitions of schemas."""
        for place, name in schema_definitions(survey):
            yield Evidence(place, f"the schema `{name}` is defined", State.CODE_ONLY)


class SchemaFile:
    """A schema that is committed as a file."""

    test = "data-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find files of schemas that name columns or fields."""
        for path, text in survey.repository.texts.items():
            if _SCHEMA_FILE.fullmatch(path) and re.search(r"column|field|feature|propert|expectation_type", text, re.I):
                yield Evidence(Place(path), "a schema of the data is committed", State.DOCUMENTED)


class DtypesOutput:
    """An output of the columns and their types in a notebook."""

    test = "data-1"

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find stored outputs of `dtypes` and `info()`."""
        for file in survey.repository.python:
            for cell, text in file.outputs:
                if _DTYPES.search(text):
                    yield Evidence(
                        Place(file.path, 1, cell), "columns and types of the data are shown", State.DOCUMENTED
                    )
                    break


def _loader(survey: Survey, function: Function) -> Function | None:
    """What loads the data that a function checks: itself, or something that leads to both."""
    if survey.purposes.loads(function):
        return function
    for other in survey.functions:
        if survey.purposes.loads(other) and any(one is function for one in survey.graph.reached(other)):
            return other
    return None
