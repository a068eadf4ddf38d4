"""The notebook waits for a person to type something.

## What it does
Finds calls of `input()` and `getpass.getpass()`.

## Why it matters in production
A scheduled run has nobody at the keyboard: the call waits for ever, or fails at the end of its input. A value that was
typed in is also nowhere on record, so the result can't be made again.

## Example
    country = input("Country: ")

## Better
Take it from an argument, the configuration or the environment:

    country = os.environ["COUNTRY"]
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, NodeRule, Severity
from nb2prod.rules.site import Site

_ASKING = frozenset({"input", "getpass.getpass", "builtins.input"})


def check(node: ast.Call, site: Site) -> Iterator[Hit]:
    """Tell whether a call asks a person."""
    name = "input" if _is_builtin_input(node.func, site) else site.qualified(node.func)
    if name in _ASKING:
        message = f"`{name}()` waits for a person; in production there is none: take it from the settings"
        yield Hit(message, site.span(node))


def _is_builtin_input(function: ast.expr, site: Site) -> bool:
    match function:
        case ast.Name(id="input"):
            return "input" not in site.unit.names and "input" not in site.unit.bound
    return False


RULE = NodeRule(
    code="NBX009",
    name="live-input",
    summary="`input()` waits for a person",
    severity=Severity.ERROR,
    words=("input", "getpass"),
    modules=False,
    nodes=(ast.Call,),
    check=check,
)
VALID = (
    Case("input = load\nrows = input('a.csv')"),
    Case("def input(path):\n    return path\n# %%\nrows = input('a.csv')"),
    Case("from tools import input\nrows = input('a.csv')"),
    Case("x = model.input()"),
)
INVALID = (
    Case("name = 'a'\ncountry = input('Country: ')", at=((1, 2),)),
    Case("from getpass import getpass\n# %%\npassword = getpass()", at=((2, 1),)),
    Case("for n in range(3):\n    print(int(input()) + 1)", at=((1, 2),)),
)
