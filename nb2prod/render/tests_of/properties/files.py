"""Files that a step surely writes."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.render.tests_of.properties.model import Case, Claim


def files(case: Case) -> Iterator[Claim]:
    """Claim that what a step writes is there.

    Args:
        case: The step.

    Yields:
        One claim, if it surely writes something.
    """
    if case.leaves:
        lines = tuple(f"assert (tmp_path / {path!r}).exists()" for path in case.leaves)
        yield Claim("writes its files", lines)
