"""What can be recorded: a function of the package, and how it is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[int, int]
"""Cell and ordinal of a statement."""


@dataclass(frozen=True, slots=True)
class Argument:
    """What a test passes for a parameter.

    Attributes:
        parameter: Its name.
        setting: Field of the settings; empty where a recorded input is passed.
        named: Whether it is passed by name.
    """

    parameter: str
    setting: str
    named: bool


@dataclass(frozen=True, slots=True)
class Closure:
    """A function or class of the notebook that is an input, or that one is made with, kept as its text.

    Attributes:
        name: Its name.
        place: Its statement.
        reads: Names of the notebook that it reads, imports left out.
        imports: Statements that import the others.
        inner: Those of the names that are functions or classes of the same kind.
    """

    name: str
    place: Place
    reads: tuple[str, ...]
    imports: tuple[Place, ...]
    inner: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A function of the package to record.

    Attributes:
        name: `module.function`.
        module: Its module.
        function: Its name.
        cells: Cells that it comes from.
        places: Its statements, in the notebook's order.
        arguments: What is passed to it.
        returns: What it returns, by the notebook's names.
        starts: For each input the statement before which it is kept.
        defined: Its name in the notebook, for a function that the notebook defines; empty for a step.
        added: Globals of the notebook that a function reads there, and that are parameters in the package.
        awaited: Whether it is a coroutine.
        closures: Functions of the notebook that are defined while the pipeline runs, and are handed to the step.
        classes: Classes and functions of the notebook that are defined there, or in steps, before it.
    """

    name: str
    module: str
    function: str
    cells: tuple[int, ...]
    places: tuple[Place, ...]
    arguments: tuple[Argument, ...]
    returns: tuple[str, ...]
    starts: Mapping[str, Place] = field(default_factory=dict)
    defined: str = ""
    added: tuple[str, ...] = ()
    awaited: bool = False
    closures: tuple[Closure, ...] = ()
    classes: tuple[Closure, ...] = ()
