"""Whether code compares a metric, and what follows from it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nb2prod.repository.calls import call_name
from nb2prod.repository.model import Function
from nb2prod.rubric.purposes import Purposes

METRIC_WORDS = re.compile(
    r"(?:^|_)(?:accuracy|acc|auc|roc_auc|f1|precision|recall|rmse|mse|mae|mape|r2|log_?loss|loss|score|error|iou|bleu|"
    r"rouge|perplexity|kappa|mcc|gini|ks|lift|ndcg|map|metric|metrics)s?(?:_|$|\d)",
    re.IGNORECASE,
)
"""Parts of a name that say that it holds a metric."""
_EXITS = frozenset({"sys.exit", "exit", "quit", "os._exit"})


@dataclass(frozen=True, slots=True)
class Comparison:
    """A comparison of a metric.

    Attributes:
        line: Its line.
        test: What is compared.
        kind: `assert`, or `guard` where it decides whether an exception or an exit follows.
    """

    line: int
    test: ast.expr
    kind: str

    @property
    def text(self) -> str:
        """Its source on one line."""
        return ast.unparse(self.test)


def comparisons(function: Function, purposes: Purposes) -> Iterator[Comparison]:
    """Find the comparisons of metrics that can stop a run.

    A value is a metric if a call that evaluates gave it, or if it is named as one and comes from a call.

    Args:
        function: A function or the body of a file.
        purposes: Tells which calls evaluate.
    """
    known = _metric_names(function, purposes)
    for stated in function.of(ast.Assert):
        if _compares(stated.test, known):
            yield Comparison(stated.lineno, stated.test, "assert")
    for branch in function.of(ast.If):
        if _compares(branch.test, known) and _stops(branch.body):
            yield Comparison(branch.lineno, branch.test, "guard")
    for call in function.calls:
        if call.method.startswith("assert") and any(_is_metric(one, known) for one in call.node.args):
            yield Comparison(call.node.lineno, call.node, "assert")


def _metric_names(function: Function, purposes: Purposes) -> frozenset[str]:
    """Names that hold what a call gave which evaluates."""
    evaluating = {id(call.node) for call in function.calls if purposes.activity(call) == "evaluate"}
    if not evaluating:
        return frozenset()
    given = [one for one in function.of(ast.Assign) if any(id(n) in evaluating for n in ast.walk(one.value))]
    return frozenset(n.id for one in given for t in one.targets for n in ast.walk(t) if isinstance(n, ast.Name))


def _compares(test: ast.expr, known: frozenset[str]) -> bool:
    return any(
        isinstance(node, ast.Compare)
        and any(isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for op in node.ops)
        and any(_is_metric(side, known) for side in [node.left, *node.comparators])
        for node in ast.walk(test)
    )


def _is_metric(node: ast.expr, known: frozenset[str]) -> bool:
    for part in ast.walk(node):
        match part:
            case ast.Name(id=name) if name in known or METRIC_WORDS.search(name):
                return True
            case ast.Subscript(slice=ast.Constant(value=str() as key)) if METRIC_WORDS.search(key):
                return True
            case ast.Attribute(attr=attr) if METRIC_WORDS.search(attr):
                return True
    return False


def _stops(body: list[ast.stmt]) -> bool:
    for statement in body:
        for node in ast.walk(statement):
            match node:
                case ast.Raise():
                    return True
                case ast.Call(func=called, args=arguments) if call_name(called, lambda text: text) in _EXITS:
                    return bool(arguments) and not (isinstance(arguments[0], ast.Constant) and not arguments[0].value)
    return False
