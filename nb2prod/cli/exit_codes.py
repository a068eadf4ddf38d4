"""What a finished command tells the program that started it."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of every command.

    Attributes:
        DONE: Done and clean.
        TO_SAY: Done, and there is something to say.
        USAGE: Wrong usage, or input that can't be read.
        INTERNAL: An error of nb2prod itself.
        INTERRUPTED: Ctrl-C, as shells count it.
        BROKEN_PIPE: The reader of our output went away, as shells count it.
    """

    DONE = 0
    TO_SAY = 1
    USAGE = 2
    INTERNAL = 3
    INTERRUPTED = 130
    BROKEN_PIPE = 141
