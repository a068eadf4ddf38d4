"""What the functions of a generated package look like: length, signature, wrappers, names, bodies that are the same."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

EXEMPT = frozenset({"load", "query", "connect", "split", "train", "tune", "evaluate"})
"""Activities of steps that may be one call: loaders, splits, fits, scores."""

# What the generator calls a step or a part of one of which it knows nothing else.
_GENERIC = re.compile(r"^[a-z]+_values$|_part$|^show_figures$|^(cell|step|func)(_|$)")
_NUMBER = re.compile(r"_\d+$")
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Shape:
    """One function.

    Attributes:
        name: `module.function`.
        lines: Its lines, docstring and decorators included.
        parameters: Number of parameters, settings and options included.
        values: Number of those that are neither settings nor options.
        returned: Number of values that a step returns.
        authors: Whether the notebook defines it itself.
        one_call: Whether its body is one call whose arguments are parameters and literals.
        wrapper: Whether it is one call on its unchanged parameters, and neither loads, splits, fits nor scores.
        fallback: Whether its name has a number that only tells it from others, or is one for a step of which nothing is
            known.
        body: Its body as text.
        pattern: The same with local names and literals left out.
    """

    name: str
    lines: int
    parameters: int
    values: int
    returned: int
    authors: bool
    one_call: bool
    wrapper: bool
    fallback: bool
    body: str
    pattern: str


def shapes_of(module: str, text: str, steps: Mapping[str, str], authors: Collection[str]) -> Iterator[Shape]:
    """Measure the functions at the top level of a module.

    Args:
        module: Its name.
        text: Its source.
        steps: Activity of each step of the package, by `module.function`.
        authors: Names of the notebook's own functions.
    """
    tree = ast.parse(text)
    names = {n.name for n in tree.body if isinstance(n, _FUNCTIONS)}
    for node in tree.body:
        if isinstance(node, _FUNCTIONS):
            yield _shape(module, node, names, steps.get(f"{module}.{node.name}", ""), own=node.name in authors)


def _shape(
    module: str, node: ast.FunctionDef | ast.AsyncFunctionDef, names: set[str], activity: str, *, own: bool
) -> Shape:
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    parameters = {a.arg for a in arguments}
    call = _only_call(body)
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return Shape(
        name=f"{module}.{node.name}",
        lines=(node.end_lineno or first) - first + 1,
        parameters=len(arguments),
        values=len(arguments) - len(node.args.kwonlyargs),
        returned=_returned(body),
        authors=own,
        one_call=not own and call is not None and _is_given(call, parameters, literals=True),
        wrapper=not own and call is not None and activity not in EXEMPT and _is_given(call, parameters, literals=False),
        fallback=not own and _falls_back(node.name, names),
        body="\n".join(map(ast.dump, body)),
        pattern=pattern_of(body, parameters),
    )


def _returned(body: list[ast.stmt]) -> int:
    last = body[-1] if body else None
    if not isinstance(last, ast.Return) or last.value is None:
        return 0
    return len(last.value.elts) if isinstance(last.value, ast.Tuple) else 1


def _only_call(body: list[ast.stmt]) -> ast.Call | None:
    """The call that is all a body does, its result returned or not."""
    match body:
        case [ast.Expr(value=ast.Call() as call)] | [ast.Return(value=ast.Call() as call)]:
            return call
        case [
            ast.Assign(targets=[target], value=ast.Call() as call),
            ast.Return(value=returned),
        ] if returned is not None and ast.dump(_loaded(target)) == ast.dump(returned):
            return call
        case [ast.Expr(value=ast.Call() as call), ast.Return(value=ast.Name() | ast.Tuple())]:
            return call
    return None


def _loaded(target: ast.expr) -> ast.expr:
    return ast.parse(ast.unparse(target), mode="eval").body


def _is_given(call: ast.Call, parameters: set[str], *, literals: bool) -> bool:
    """Whether a call is given nothing but parameters, and is no call of a call."""
    given = [*call.args, *(k.value for k in call.keywords)]
    called = call.func
    while isinstance(called, ast.Attribute):
        called = called.value
    return isinstance(called, ast.Name) and all(
        (isinstance(g, ast.Name) and g.id in parameters) or (literals and not _reads(g)) for g in given
    )


def _reads(node: ast.expr) -> bool:
    return any(isinstance(n, ast.Name | ast.Call) for n in ast.walk(node))


def _falls_back(name: str, names: set[str]) -> bool:
    stem = _NUMBER.sub("", name)
    return bool(_GENERIC.search(name)) or (stem != name and (stem in names or bool(_GENERIC.search(stem))))


def pattern_of(body: list[ast.stmt], parameters: Collection[str]) -> str:
    """A body with its local names numbered and its literals left out: equal for bodies that do the same.

    Args:
        body: The statements.
        parameters: Names of the function's parameters.
    """
    tree = ast.parse(ast.unparse(ast.Module(body, type_ignores=[])))
    local = set(parameters) | {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    order: dict[str, int] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in local:
            node.id = f"name{order.setdefault(node.id, len(order))}"
        elif isinstance(node, ast.Constant):
            node.value = type(node.value).__name__
    return ast.dump(tree)


def repeated(shapes: Collection[Shape]) -> tuple[list[str], list[str]]:
    """Functions of one package that have the same body as one before, and those equal up to names and literals."""
    same, alike = Counter(s.body for s in shapes), Counter(s.pattern for s in shapes)
    found: tuple[list[str], list[str]] = ([], [])
    for shape in shapes:
        for kind, counts, key in ((0, same, shape.body), (1, alike, shape.pattern)):
            if counts[key] > 1:
                found[kind].append(shape.name)
    return found
