"""What a repository holds. Frozen values."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in a repository.

    Attributes:
        path: File, relative to the repository's root, with forward slashes.
        line: Line in the file, or in the cell of a notebook; 1-based.
        cell: Index of the cell over all cells, 1-based; `None` outside of notebooks.
    """

    path: str
    line: int = 1
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class CallSite:
    """A call in the repository's own code.

    Attributes:
        name: What is called, through imports and assignments: `pandas.read_csv`,
            `sklearn.ensemble.RandomForestClassifier.fit`, `churn.training.fit`; with a leading dot (`.fit`) where the
            receiver is not known.
        place: Where.
        node: The call.
        receiver: Source of what the method is called on; empty for a function.
    """

    name: str
    place: Place
    node: ast.Call = field(repr=False, compare=False)
    receiver: str = ""

    @property
    def method(self) -> str:
        """Last part of the name."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Function:
    """A function of the repository, or the body of a module or a notebook.

    Attributes:
        name: Dotted name with its module (`churn.training.Trainer.fit`); the module's for a body.
        place: Where its first line is.
        calls: Calls in it, those of functions and lambdas inside of it too, in source order.
        node: Its definition; `None` for the body of a module or notebook.
        decorators: Dotted names of its decorators, through imports.
        statements: The statements of its body.
        cells: Of the body of a notebook, the cell of each of `statements`.
        nodes: Its nodes of some kinds, those of inner functions too, in source order; see `of`.
        types: Classes of what names are assigned to from a constructor (`model`, `self.model`), by dotted text.
    """

    name: str
    place: Place
    calls: tuple[CallSite, ...]
    node: ast.FunctionDef | ast.AsyncFunctionDef | None = field(default=None, repr=False, compare=False)
    decorators: tuple[str, ...] = ()
    statements: tuple[ast.stmt, ...] = field(default=(), repr=False, compare=False)
    cells: tuple[int, ...] = ()
    types: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    nodes: Mapping[type[ast.AST], tuple[ast.AST, ...]] = field(default_factory=dict, repr=False, compare=False)

    def of(self, kind: type[Node]) -> tuple[Node, ...]:
        """Its nodes of one of the kinds that are kept: calls, assertions, branches, loops, assignments, attributes."""
        return self.nodes.get(kind, ())  # type: ignore[return-value]  # kept by their kinds

    @property
    def short(self) -> str:
        """Its name without the module."""
        return self.node.name if self.node else self.name


@dataclass(frozen=True, slots=True)
class PythonFile:
    """A module or a notebook.

    Attributes:
        path: File, relative to the root.
        module: Dotted name under which others import it.
        body: Its top level.
        functions: Its functions and methods, nested ones too, in source order.
        imports: For each name that an import binds what it stands for.
        classes: Names of its classes with the dotted names of their bases.
        is_notebook: Whether it is a notebook.
        outputs: Of a notebook, the plain text of stored outputs with the cell of each.
        prose: Of a notebook, its Markdown cells with the cell of each.
    """

    path: str
    module: str
    body: Function
    functions: tuple[Function, ...]
    imports: Mapping[str, str]
    classes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_notebook: bool = False
    outputs: tuple[tuple[int, str], ...] = ()
    prose: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command that runs by itself.

    Attributes:
        words: The command, split as a shell would.
        place: Where it is written.
        trigger: What starts it (`push`, `schedule`, `commit`, …).
        via: What leads from the trigger to it (`make test`), outermost first.
        folder: Working folder, relative to the root; empty for the root.
        forgiven: Whether its failure is passed over (`|| true`).
    """

    words: tuple[str, ...]
    place: Place
    trigger: str
    via: tuple[str, ...] = ()
    folder: str = ""
    forgiven: bool = False

    @property
    def text(self) -> str:
        """The command as one line."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class TestFunction:
    """A function that a test runner collects.

    Attributes:
        function: The function.
        checks: Whether it asserts something, or calls what does.
        skipped: Why it does not run; empty where it does.
        run_by: The command that runs it by itself; `None` where nothing does.
    """

    __test__ = False  # no test, whatever pytest thinks of the name

    function: Function
    checks: bool
    skipped: str
    run_by: Invocation | None

    @property
    def counts(self) -> bool:
        """Whether it can fail: it asserts, and is not skipped."""
        return self.checks and not self.skipped


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository, or a single notebook or module as one.

    Attributes:
        root: Its folder.
        files: All of its files that are its own, relative to the root, sorted.
        texts: The text of those that are read as text.
        python: Its modules and notebooks that parse.
        unreadable: Python files that do not parse, with the reason.
        invocations: Commands that run by themselves.
        tests: What test runners collect.
    """

    root: Path
    files: tuple[str, ...]
    texts: Mapping[str, str]
    python: tuple[PythonFile, ...]
    unreadable: Mapping[str, str] = field(default_factory=dict)
    invocations: tuple[Invocation, ...] = ()
    tests: tuple[TestFunction, ...] = ()

    def functions(self) -> tuple[Function, ...]:
        """All functions, and the bodies of all files."""
        return tuple(f for file in self.python for f in (file.body, *file.functions))
