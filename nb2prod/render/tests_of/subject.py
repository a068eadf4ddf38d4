"""Functions of a module as what is to be tested."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.analysis import Analysis
from nb2prod.notebook.indentation import indent
from nb2prod.plan.model import Function, Hoisted, Module
from nb2prod.render.functions import body_text, datum_text, hoisted_text, is_keyword_only
from nb2prod.types.model import TypeGuess, TypeSource

_PLAIN = frozenset({"int", "float", "str", "bool", "list", "dict", "tuple", "set"})


@dataclass(frozen=True, slots=True)
class Subject:
    """A function or class to be tested.

    Attributes:
        name: Its name.
        module: Module that holds it.
        node: Its definition, annotations aside.
        types: What is known of its parameters, in order.
        returns: Names of what it returns, where it is a step.
        calls: Calls in the notebook.
        plain: Whether it may be called at all: it is no coroutine and isn't expected to fail.
    """

    name: str
    module: str
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    types: dict[str, TypeGuess]
    returns: tuple[str, ...] = ()
    calls: tuple[ast.Call, ...] = ()
    plain: bool = True


def subjects_of(module: Module, analysis: Analysis) -> Iterator[Subject]:
    """Definitions and steps of a module, in their order in it.

    Args:
        module: The module.
        analysis: The notebook.
    """
    for hoisted in module.hoisted:
        if not hoisted.constant:
            yield from _defined(hoisted, analysis)
    for function in module.functions:
        yield _step(function)


def _step(function: Function) -> Subject:
    return Subject(
        name=function.name,
        module=function.module,
        node=step_node(function),
        types={p.name: p.guess for p in function.parameters},
        returns=tuple(r.name for r in function.returns),
        plain=not function.awaits and not function.expects_error,
    )


def step_node(function: Function) -> ast.FunctionDef | ast.AsyncFunctionDef:
    """The definition of a step, annotations aside.

    Args:
        function: The step.
    """
    names = [p.name for p in function.parameters if not is_keyword_only(p, function)]
    options = [
        f"{p.name}={p.default}" if p.default else p.name for p in function.parameters if is_keyword_only(p, function)
    ]
    signature = ", ".join([*names, *(["*", *options] if options else [])])
    body = [*(datum_text(d) for d in function.data), *function.prologue, body_text(function.pieces) or "pass"]
    if function.returns:
        body.append(f"return {', '.join(r.name for r in function.returns)}")
    text = f"def {function.name}({signature}):\n{indent(chr(10).join(body))}\n"
    node = ast.parse(f"async {text}" if function.awaits else text).body[0]
    assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    return node


def _defined(hoisted: Hoisted, analysis: Analysis) -> Iterator[Subject]:
    for node in ast.parse(hoisted_text(hoisted)).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                original = getattr(hoisted.piece.statement.node, "name", node.name)
                names = [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
                written = _annotations(node)
                types = {n: written.get(n) or _type_of(original, n, analysis) for n in names}
                calls = tuple(_calls(original, analysis))
                plain = isinstance(node, ast.FunctionDef) and not node.decorator_list
                yield Subject(hoisted.name, hoisted.module, node, types, calls=calls, plain=plain)
            case ast.ClassDef():
                yield Subject(hoisted.name, hoisted.module, node, {}, plain=False)


def _annotations(node: ast.FunctionDef | ast.AsyncFunctionDef) -> dict[str, TypeGuess]:
    """Types that the author wrote, as far as they are made of plain ones."""
    found: dict[str, TypeGuess] = {}
    for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs):
        if argument.annotation is None:
            continue
        names = {n.id for n in ast.walk(argument.annotation) if isinstance(n, ast.Name)}
        if names and names <= _PLAIN:
            found[argument.arg] = TypeGuess(ast.unparse(argument.annotation), TypeSource.ANNOTATION, 1.0)
    return found


def _type_of(function: str, parameter: str, analysis: Analysis) -> TypeGuess:
    """Type of a parameter from the calls; of one that was a global before, from what the notebook binds it to."""
    found = analysis.interpretation.parameters.get((function, parameter))
    if found is not None:
        return found
    known = {g for names in analysis.interpretation.after.values() for n, g in names.items() if n == parameter}
    return known.pop() if len(known) == 1 else TypeGuess()


def _calls(name: str, analysis: Analysis) -> Iterator[ast.Call]:
    for statement in analysis.parsed.statements:
        if statement.node is None or name not in statement.source:
            continue
        for node in ast.walk(statement.node):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                yield node
