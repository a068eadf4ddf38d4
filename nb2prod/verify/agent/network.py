"""Keeping a run off the network: nothing to do in a namespace of its own, else sockets refuse to connect."""

from __future__ import annotations

import socket
import struct
from typing import Any

_SIOCSIFFLAGS = 0x8914
_UP = 0x1 | 0x40
_LOCAL = ("127.", "::1", "localhost")


def raise_loopback() -> None:
    """Switch on the loopback device of a new network namespace: workers of the same program may talk through it."""
    import fcntl

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as handle:
        try:
            fcntl.ioctl(handle, _SIOCSIFFLAGS, struct.pack("16sh", b"lo", _UP))
        except OSError:
            # Not ours to switch on; what needs it fails with its own message.
            return


def refuse_connections() -> None:
    """Make connections to other machines fail, as far as they are made in Python."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def guarded(self: socket.socket, address: Any) -> None:
        _check(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        _check(self, address)
        return connect_ex(self, address)

    socket.socket.connect = guarded  # type: ignore[assignment,method-assign]
    socket.socket.connect_ex = guarded_ex  # type: ignore[assignment,method-assign]


def _check(handle: socket.socket, address: Any) -> None:
    if handle.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(_LOCAL):
        raise OSError("the network is off while results are compared")
