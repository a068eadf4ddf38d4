"""What notebooks show in their stored outputs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from nb2prod.repository.model import CallSite, Place
from nb2prod.rubric.survey import Survey


def shown_calls(survey: Survey, pattern: re.Pattern[str]) -> Iterator[CallSite]:
    """Calls of notebooks whose cell has a stored output.

    Args:
        survey: The repository.
        pattern: What the whole name of a call must fit.
    """
    for file in survey.repository.python:
        with_output = {cell for cell, _ in file.outputs}
        for call in file.body.calls:
            if call.place.cell in with_output and pattern.fullmatch(call.name):
                yield call


def shown_outputs(survey: Survey, pattern: re.Pattern[str]) -> Iterator[tuple[Place, str]]:
    """Stored outputs of notebooks that contain a pattern, the first of each notebook.

    Args:
        survey: The repository.
        pattern: What is searched for.
    """
    for file in survey.repository.python:
        for cell, text in file.outputs:
            if found := pattern.search(text):
                yield Place(file.path, 1, cell), found[0]
                break
