"""What holds for every test: no network, no display, properties that fail the same way twice on a build machine."""

from __future__ import annotations

import os
import socket

import pytest
from hypothesis import HealthCheck, settings

# Time limits on single examples fail on a loaded machine for no fault of the code.
settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("default"), derandomize=True, database=None)
settings.load_profile("ci" if os.environ.get("CI") else "default")

# Set for the processes that tests start, too.
os.environ["MPLBACKEND"] = "Agg"

_CONNECT = socket.socket.connect


def _connect_locally(self: socket.socket, address: tuple[object, ...] | str | bytes) -> None:
    """Connect to this machine alone: a test that needs another is a defect."""
    host = address[0] if isinstance(address, tuple) else "localhost"
    if self.family in {socket.AF_INET, socket.AF_INET6} and host not in {"127.0.0.1", "::1", "localhost"}:
        raise OSError(f"tests don't use the network, but {host!r} was to be reached")
    _CONNECT(self, address)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse connections to other machines."""
    monkeypatch.setattr(socket.socket, "connect", _connect_locally)
