"""Names that code reads from texts: `df.query("age > @limit")`, `smf.ols("y ~ center(x)", df)`, `pd.eval("a + b")`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.facts.tree import descendants

# Functions and methods that read names from a text: a query, an expression over columns, a formula.
QUERIES = frozenset({"query", "eval"})
FORMULAS = frozenset(
    "ols wls gls glsar glm gee logit probit poisson negativebinomial mnlogit mixedlm quantreg rlm phreg ordinal_gee "
    "from_formula dmatrix dmatrices".split()
)
EVALUATORS = frozenset({"pd.eval", "pandas.eval", "ne.evaluate", "numexpr.evaluate"})
_AT = re.compile(r"@([A-Za-z_]\w*)")
_CALLED = re.compile(r"([A-Za-z_]\w*)\s*\(")
_WORD = re.compile(r"(?<![\w.])[A-Za-z_]\w*")
# What patsy calls itself.
_PATSY = frozenset({"C", "I", "Q"})


def reads_texts(source: str) -> bool:
    """Whether there may be a text in some source that names are read from."""
    return "@" in source or "~" in source or "eval" in source


def names_in_text(node: ast.AST) -> frozenset[str]:
    """Names that code reads from the text of its literals."""
    found: set[str] = set()
    for call in descendants(node):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        for argument in [*call.args, *(k.value for k in call.keywords)]:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                found |= _names(call.func, argument.value)
    return frozenset(found)


def _names(function: ast.Attribute, text: str) -> set[str]:
    if ast.unparse(function) in EVALUATORS:
        return set(_WORD.findall(text))
    if function.attr in QUERIES:
        return set(_AT.findall(text))
    return set(_CALLED.findall(text)) - _PATSY if "~" in text else set()


def text_calls(node: ast.AST) -> Iterator[tuple[ast.Call, ast.expr]]:
    """Calls that read names from a text, with the text."""
    for call in descendants(node):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute | ast.Name):
            name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
            is_method = isinstance(call.func, ast.Attribute)
            if (name in FORMULAS) or (name in QUERIES and is_method) or ast.unparse(call.func) in EVALUATORS:
                text = next((k.value for k in call.keywords if k.arg in {"expr", "formula", "formula_like"}), None)
                if text is not None or call.args:
                    yield call, text if text is not None else call.args[0]


def readable(text: str, call: ast.Call) -> frozenset[str]:
    """Names that a call may take from a text, or from one that is made of it.

    Args:
        text: The text.
        call: The call.
    """
    is_query = isinstance(call.func, ast.Attribute) and call.func.attr in QUERIES
    if is_query and ast.unparse(call.func) not in EVALUATORS:
        return frozenset(_AT.findall(text))
    return frozenset(_WORD.findall(text))
