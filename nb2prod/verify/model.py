"""What comparing a notebook with its package gives. Frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path


class Verdict(Enum):
    """What is known of a value, or of all of them; the third is never a success."""

    EQUAL = "equal"
    DIFFERENT = "different"
    NOT_COMPARED = "not compared"


class Kind(Enum):
    """What was compared."""

    VARIABLE = "variable"
    FILE = "file"
    RANDOM = "random source"


class Side(Enum):
    """Which of the two ran."""

    NOTEBOOK = "notebook"
    PACKAGE = "package"


@dataclass(frozen=True, slots=True)
class Value:
    """One value at the end of one cell, or one file.

    Attributes:
        kind: A global of the notebook, a file, or the state of a random source.
        name: Its name in the notebook; of a file its path from the folder that was copied.
        cell: Cell that bound or changed it; `None` for a file, unless it is different at the end of a cell alone.
        step: Function of the package that holds the statement, of a different value the one behind which it is wrong
            first; empty where none does.
        verdict: What is known.
        why: What differs, or why it was not compared, or what to know although it is equal; empty for most.
    """

    kind: Kind
    name: str
    cell: int | None
    step: str
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one of the two could not run to its end.

    Attributes:
        side: Which.
        message: Class and text of the exception, or what else happened.
        cell: Cell of the notebook; `None` where it isn't known.
        file: Module of the package, from its source folder; empty for the notebook.
        line: Line in the cell or the module; 0 where it isn't known.
        step: Function of the package.
        way_out: What to try.
    """

    side: Side
    message: str
    cell: int | None = None
    file: str = ""
    line: int = 0
    step: str = ""
    way_out: str = ""


@dataclass(frozen=True, slots=True)
class Conditions:
    """Under what conditions both ran.

    Attributes:
        python: The interpreter.
        ipython: Version of IPython that ran the notebook; empty where our own translation of magics was run instead.
        seeded: Random sources that were seeded before each run.
        environment: Variables that were set: threads, hashes.
        network: `allowed`, or how it was kept off.
        rtol: Relative tolerance of floating-point numbers.
    """

    python: str
    ipython: str
    seeded: tuple[str, ...]
    environment: Mapping[str, str]
    network: str
    rtol: float


@dataclass(frozen=True, slots=True)
class Seconds:
    """How long each run took, start-up and looking at values included; `None` for what did not run.

    Attributes:
        notebook: Of each run of the notebook.
        package: Of the package's run.
        cells: Of the notebook's cells alone, for each of its runs.
        busy: The same, as far as the processor worked for them.
    """

    notebook: tuple[float, ...] = ()
    package: float | None = None
    cells: tuple[float, ...] = ()
    busy: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Verification:
    """A notebook compared with its package.

    Attributes:
        notebook: The notebook.
        project: The project.
        values: What was compared and what was not, in the order of the notebook, files last.
        conditions: Under what conditions.
        seconds: How long it took.
        first_wrong: The different value that the package arrived at first.
        failure: What kept one of the two from running to its end.
    """

    notebook: Path
    project: Path
    values: tuple[Value, ...]
    conditions: Conditions
    seconds: Seconds
    first_wrong: Value | None = None
    failure: Failure | None = None

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """Number of values by verdict."""
        found = Counter(value.verdict for value in self.values)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def verdict(self) -> Verdict:
        """Different if any value is, equal if some are and none is different; a run that failed is never equal."""
        if self.counts[Verdict.DIFFERENT]:
            return Verdict.DIFFERENT
        if self.failure is None and any(v.verdict is Verdict.EQUAL and v.kind is not Kind.RANDOM for v in self.values):
            return Verdict.EQUAL
        return Verdict.NOT_COMPARED


@dataclass(frozen=True, slots=True)
class Options:
    """How to run and compare.

    Attributes:
        python: Interpreter of the notebook's environment.
        timeout: Seconds that each run may take.
        rtol: Relative tolerance of floating-point numbers.
        network: Whether runs may use the network.
        memory: Bytes of memory that each run may map; `None` for no limit.
        compare: For classes by qualified name the function (`module:function`) that gives what is to be compared of an
            instance; it is imported in the notebook's environment.
    """

    python: Path
    timeout: float = 1800.0
    rtol: float = 1e-9
    network: bool = False
    memory: int | None = None
    compare: Mapping[str, str] = field(default_factory=dict)
