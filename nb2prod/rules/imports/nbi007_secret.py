"""A secret stands in the code.

## What it does
Finds texts that look like keys of known services, and random ones that are bound to, or given as, a name such as
`password`, `token` or `api_key`.

## Why it matters in production
Who can read the notebook, its history, a log or an e-mail with it attached, can use the key. It also can't be changed
without changing code.

## Example
    client = Client(api_key="sk-…")

## Better
    client = Client(api_key=os.environ["API_KEY"])

Take the old key out of use: removing it from the file doesn't remove it from the history.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from nb2prod.facts.chains import dotted
from nb2prod.facts.secrets import is_secret
from nb2prod.rules.model import Case, Hit, NodeRule, Severity
from nb2prod.rules.site import Site


def check(node: ast.Constant, site: Site) -> Iterator[Hit]:
    """Tell whether a text is a secret, by itself or by its name."""
    value = node.value
    if isinstance(value, str) and len(value) > _SHORTEST and any(is_secret(name, value) for name in _names(node, site)):
        yield Hit(
            "A secret stands in the code: take it from the environment, and take this one out of use", site.span(node)
        )


_SHORTEST = 11


def _names(node: ast.Constant, site: Site) -> list[str]:
    """What the text is called where it stands; an empty name where it isn't called anything."""
    match next(site.ancestors(node), None):
        case ast.Assign(targets=targets):
            return [_last(target) for target in targets]
        case ast.AnnAssign(target=target):
            return [_last(target)]
        case ast.keyword(arg=str(name)):
            return [name]
        case ast.Dict(keys=keys, values=values):
            pairs = zip(keys, values, strict=True)
            return [str(k.value) for k, v in pairs if v is node and isinstance(k, ast.Constant)] or [""]
    return [""]


def _last(target: ast.expr) -> str:
    match target:
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name
    return dotted(target).rpartition(".")[2]


RULE = NodeRule(
    code="NBI007",
    name="secret",
    summary="a secret stands in the code",
    severity=Severity.ERROR,
    nodes=(ast.Constant,),
    check=check,
)
VALID = (
    Case("api_key = os.environ['API_KEY']\npassword = 'changeme'\ntoken = 'your-token-here'"),
    Case("name = 'x8Fj29dkQ01mZpX7'\nf(token_count='a1b2c3d4e5f6g7h8')"),
)
INVALID = (
    Case("import os\napi_key = 'x8Fj29dkQ01mZpX7'", at=((1, 2),)),
    Case("f(password='x8Fj29dkQ01mZpX7')\nos.environ['SECRET_KEY'] = 'x8Fj29dkQ01mZpX7'", at=((1, 1), (1, 2))),
    Case("g({'token': 'x8Fj29dkQ01mZpX7'})\nh('AKIA' 'ABCDEFGHIJKLMNOP')", at=((1, 1), (1, 2))),
)
