"""What looks for evidence of a test. A new one is a class in its section's folder, and nothing else."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cache
from typing import ClassVar, Protocol, runtime_checkable

from nb2prod.rubric.model import Evidence
from nb2prod.rubric.survey import Survey


@runtime_checkable
class Detector(Protocol):
    """Looks for evidence of one test.

    Attributes:
        test: Id of the test.
    """

    test: ClassVar[str]

    def look(self, survey: Survey) -> Iterator[Evidence]:
        """Find evidence.

        Args:
            survey: What is looked at.

        Yields:
            Each piece that was found, with how far it takes the test.
        """


@cache
def detectors() -> tuple[Detector, ...]:
    """All detectors: the public classes with a `test` in the folders of the sections."""
    from nb2prod.rubric import detectors as package

    found: list[Detector] = []
    for module in sorted(m.name for m in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")):
        for _, member in inspect.getmembers(importlib.import_module(module), inspect.isclass):
            if member.__module__ == module and hasattr(member, "test") and isinstance(made := member(), Detector):
                found.append(made)
    return tuple(found)
