"""Pausing the garbage collector while much is made that stays."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep the garbage collector from walking again and again through what is being built.

    Syntax trees, facts and plans live until the notebook is done, and hardly anything of them is a cycle: what is
    dropped on the way is freed by counting. The collector sees all of it once it is on again.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
