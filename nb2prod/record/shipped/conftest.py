"""What recorded tests share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from nb2prod.record.shipped.case import Recorded


@pytest.fixture
def recorded(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Iterator[Recorded]:
    """The recorded call that a test is named after, in a folder with the files that it reads."""
    module = request.module.__name__.rpartition(".")[2].removeprefix("test_recorded_")
    name = request.function.__name__.removeprefix("test_")
    found = Recorded(f"{module}.{name}", tmp_path, lambda: capsys.readouterr().out)
    monkeypatch.chdir(found.working_folder)
    yield found
    found.end()
