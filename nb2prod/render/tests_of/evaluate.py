"""Working out what a small, pure function gives, without running it.

Only nodes, functions and methods that are listed are followed, on values that conversion itself makes, within bounds on
steps, sizes and depth. Whatever else the code holds makes its result unknowable. No code of the notebook is compiled or
called.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence

from nb2prod.render.tests_of.expressions import EXPRESSIONS
from nb2prod.render.tests_of.known import BUILTINS
from nb2prod.render.tests_of.statements import ReturnedError, run_block
from nb2prod.render.tests_of.values import Array, Known, Library, Scope, UnknowableError, UserFunction, checked
from nb2prod.render.tests_of.world import World

MOST_STEPS = 6_000
DEEPEST = 12
_FAILURES = (ArithmeticError, LookupError, TypeError, ValueError, AttributeError, RecursionError)


class Evaluator:
    """One evaluation.

    Attributes:
        printed: What the code prints.
        numpy: Whether numbers may be NumPy's rather than Python's.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.printed: list[str] = []
        self.numpy = False
        self.steps = 0
        self.depth = 0
        self.module = ""

    def run(self, function: UserFunction, given: Mapping[str, object]) -> object:
        """Work out a call.

        Args:
            function: The function.
            given: Arguments by name; lists and the like are changed if the function changes them.

        Returns:
            What it returns.

        Raises:
            UnknowableError: It can't be known whether the call succeeds, or what it gives.
        """
        try:
            return self.call(function, (), given)
        except _FAILURES as error:
            raise UnknowableError(f"{type(error).__name__}: {error}") from error

    def call(self, function: object, given: Sequence[object], named: Mapping[str, object]) -> object:
        """Work out a call of a function that code of the notebook got hold of."""
        match function:
            case UserFunction():
                return self._follow(function, given, named)
            case Known(name, call):
                self.numpy = self.numpy or name.startswith("numpy.")
                return checked(
                    call(*map(self.callable_of, given), **{k: self.callable_of(v) for k, v in named.items()})
                )
        raise UnknowableError("a call")

    def callable_of(self, value: object) -> object:
        """A function of the notebook as a function of Python, for `sorted(key=…)` and the like."""
        match value:
            case UserFunction():
                return lambda *given: self.call(value, given, {})
            case Known(name):
                self.numpy = self.numpy or name.startswith("numpy.")
            case Library():
                raise UnknowableError("a library as a value")
        return value

    def _follow(self, function: UserFunction, given: Sequence[object], named: Mapping[str, object]) -> object:
        self.depth += 1
        if self.depth > DEEPEST:
            raise UnknowableError("deep calls")
        before, self.module = self.module, function.module
        own = _own_names(function.node)
        scope = Scope(self._bind(function, given, named), function.scope, own)
        try:
            if isinstance(function.node, ast.Lambda):
                return self.evaluate(function.node.body, scope)
            run_block(self, function.node.body, scope)
        except ReturnedError as returned:
            return returned.value
        finally:
            self.depth -= 1
            self.module = before
        return None

    def _bind(self, function: UserFunction, given: Sequence[object], named: Mapping[str, object]) -> dict[str, object]:
        arguments = function.node.args
        if arguments.vararg or arguments.kwarg:
            raise UnknowableError("any number of arguments")
        positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
        names = [*positional, *(a.arg for a in arguments.kwonlyargs)]
        bound = dict(zip(positional, given, strict=False)) | dict(named)
        if len(given) > len(positional) or len(bound) != len(given) + len(named) or not named.keys() <= set(names):
            raise UnknowableError("arguments that don't fit")
        for name, default in defaults_of(arguments).items():
            if name not in bound:
                # A default that could be changed would keep what an earlier call put into it.
                if not isinstance(default, ast.Constant | ast.UnaryOp):
                    raise UnknowableError("a default that is no literal")
                bound[name] = ast.literal_eval(default)
        if set(bound) != set(names):
            raise UnknowableError("an argument is missing")
        return bound

    def evaluate(self, node: ast.expr, scope: Scope) -> object:
        """Work out an expression."""
        self.step()
        follow: Callable[..., object] | None = EXPRESSIONS.get(type(node))
        if follow is None:
            raise UnknowableError(type(node).__name__)
        return checked(follow(self, node, scope))

    def step(self) -> None:
        """Count one step.

        Raises:
            UnknowableError: There were too many.
        """
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise UnknowableError("many steps")

    def name(self, name: str, scope: Scope | None) -> object:
        """What a name stands for."""
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            if name in scope.own:
                raise UnknowableError(f"{name} is not bound yet")
            scope = scope.outer
        found = self.world.find(self.module, name)
        if isinstance(found, ast.expr):
            return self.evaluate(found, Scope({}))
        if found is not None:
            return found
        if name in BUILTINS:
            return BUILTINS[name]
        if name == "print":
            return Known("print", self._print)
        raise UnknowableError(f"the name {name}")

    def _print(self, *values: object, sep: str = " ", end: str = "\n") -> None:
        from nb2prod.render.tests_of.known import text_of

        if self.numpy and any(isinstance(v, list | tuple | dict | Array) for v in values):
            raise UnknowableError("printing NumPy's numbers")
        self.printed.append(sep.join(map(text_of, values)) + end)


def defaults_of(arguments: ast.arguments) -> dict[str, ast.expr]:
    """Defaults by name of the parameter."""
    positional = [a.arg for a in (*arguments.posonlyargs, *arguments.args)]
    found = dict(zip(positional[::-1], arguments.defaults[::-1], strict=False))
    named = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return found | {a.arg: default for a, default in named if default is not None}


def _own_names(node: ast.FunctionDef | ast.Lambda) -> frozenset[str]:
    """Names that a function binds anywhere: they are its own from its first line on."""
    if isinstance(node, ast.Lambda):
        return frozenset()
    found: set[str] = set()
    stack: list[ast.AST] = list(node.body)
    while stack:
        inner = stack.pop()
        match inner:
            case ast.FunctionDef(name=name):
                found.add(name)
                continue
            case ast.Lambda() | ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
                continue
            case ast.Name(id=name, ctx=ast.Store() | ast.Del()):
                found.add(name)
        stack.extend(ast.iter_child_nodes(inner))
    return frozenset(found)
