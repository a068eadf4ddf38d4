"""A step that is called in a test, and what is claimed of it. Frozen values."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from nb2prod.knowledge import Knowledge
from nb2prod.plan.model import Function, ParameterKind
from nb2prod.render.tests_of.values import Library, UnknowableError
from nb2prod.render.tests_of.world import World


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that must hold.

    Attributes:
        says: What that is, as the end of a sentence that starts with the step.
        after: Lines behind the call.
        imports: Import statements that they need.
        fixtures: Parameters of the test that they need.
    """

    says: str
    after: tuple[str, ...]
    imports: frozenset[str] = frozenset()
    fixtures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A step whose arguments are there.

    Attributes:
        function: The step.
        node: Its definition.
        call: The call as text.
        passed: For each parameter what is passed, as text.
        world: All modules.
        knowledge: The tables.
        changed: Names whose values the step may change in place.
        draws: Whether it draws from a random source that it shares with others.
        plots: Whether it surely draws something into a figure.
        begins_figure: Whether it surely touches figures, in functions that it calls too.
        prints: Whether it surely prints, in functions that it calls too.
        leaves: Paths of files and folders that are there when it has run.
        values: What is known of its names when it returns.
    """

    function: Function
    node: ast.FunctionDef
    call: str
    passed: Mapping[str, str]
    world: World
    knowledge: Knowledge
    changed: frozenset[str] = frozenset()
    draws: bool = False
    plots: bool = False
    begins_figure: bool = False
    prints: bool = False
    leaves: tuple[str, ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def results(self) -> tuple[str, ...]:
        """Names of what it gives."""
        return tuple(r.name for r in self.function.returns)

    def qualified(self, node: ast.expr) -> str:
        """Qualified name of a function, class or module of a library; empty for anything else."""
        match node:
            case ast.Attribute(value=inner, attr=attr):
                base = self.qualified(inner)
                return f"{base}.{attr}" if base else ""
            case ast.Name(id=name) if name not in self.bound:
                try:
                    found = self.world.find(self.function.module, name)
                except UnknowableError:
                    return ""
                return found.name if isinstance(found, Library) else ""
        return ""

    @property
    def bound(self) -> frozenset[str]:
        """Names that the step binds itself, parameters included."""
        stored = {n.id for n in ast.walk(self.node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
        arguments = self.node.args
        return frozenset(stored | {a.arg for a in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)})

    def stores(self, name: str) -> int:
        """How often a name is bound in the body, loops and branches included."""
        return sum(
            isinstance(n, ast.Name) and n.id == name and not isinstance(n.ctx, ast.Load) for n in ast.walk(self.node)
        )

    def literal(self, node: ast.expr) -> tuple[str, object] | None:
        """A value that is known, as text and as value: a literal, an option's default or a setting.

        Args:
            node: The expression.

        Returns:
            `None` if its value isn't known.
        """
        match node:
            case ast.Name(id=name) if not self.stores(name):
                return self._option(name)
        try:
            value: object = ast.literal_eval(node)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return None
        return repr(value), value

    def _option(self, name: str) -> tuple[str, object] | None:
        for parameter in self.function.parameters:
            if parameter.name == name and parameter.kind is ParameterKind.OPTION:
                try:
                    value: object = ast.literal_eval(parameter.default)
                except (ValueError, TypeError, SyntaxError):
                    return None
                return repr(value), value
            if parameter.name == name and parameter.kind is ParameterKind.SETTING:
                return self.passed[name], None
        return None

    def untouched(self, name: str) -> str:
        """The variable of the test that is passed for a parameter which the body neither binds nor changes.

        Args:
            name: The parameter.

        Returns:
            The variable; empty if there is none.
        """
        given = self.passed.get(name, "")
        return given if given.isidentifier() and not self.stores(name) and name not in self.changed else ""

    def known(self, name: str) -> str:
        """The variable of the test that has, after the call, the value that a name of the body has all along.

        Args:
            name: A parameter, or a result that is bound once and not changed.
        """
        if name in self.passed:
            return self.untouched(name)
        return name if name in self.results and self.stores(name) == 1 and name not in self.changed else ""

    def expression(self, node: ast.expr) -> str:
        """What an expression of the body reads in the test: items, attributes and arithmetic of what both know.

        Args:
            node: The expression.

        Returns:
            Its text; empty if it may have another value there, or does more than look.
        """
        from nb2prod.render.tests_of.properties.said import said

        return said(node, self)


Rule = Callable[[Case], Iterator[Claim]]
"""Reads claims off a step."""


def straight(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that surely run, once: those of the body itself, and of `with` in it."""
    for statement in body:
        if isinstance(statement, ast.With):
            yield from straight(statement.body)
        yield statement
