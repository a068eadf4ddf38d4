r"""A path exists on one machine alone.

## What it does
Finds texts that are paths into somebody's home (`/home/…`, `/Users/…`, `C:\Users\…`), onto a drive (`D:/…`), or to
another machine (`\\server\share`). Docstrings are left out.

## Why it matters in production
The path isn't there on the server, nor on a colleague's machine; and it tells who worked where.

## Example
    frame = pd.read_csv("/home/mary/churn/data.csv")

## Better
    frame = pd.read_csv(settings.data / "churn.csv")
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from nb2prod.rules.model import Case, Hit, NodeRule
from nb2prod.rules.site import Site

_PATH = re.compile(
    r"(?:/home/|/Users/|/root/|/Volumes/|[A-Za-z]:(?:\\|/)(?!/)|\\\\[\w.-]+\\[\w$]+)[^\n<>|*\"]{0,300}",
)
_LONGEST = 60


def check(node: ast.Constant, site: Site) -> Iterator[Hit]:
    """Tell whether a text is such a path."""
    if not isinstance(node.value, str) or not _PATH.fullmatch(node.value):
        return
    above = next(site.ancestors(node), None)
    if isinstance(above, ast.Expr) or (isinstance(above, ast.JoinedStr) and above.values[0] is not node):
        return
    shown = node.value if len(node.value) <= _LONGEST else f"{node.value[:_LONGEST]}…"
    yield Hit(f"`{shown}` exists on one machine alone: take the folder from the settings", site.span(node))


RULE = NodeRule(
    code="NBI006",
    name="machine-path",
    summary="a path exists on one machine alone",
    words=("/home/", "/Users/", "/root/", "/Volumes/", ":\\", ":/", "\\\\"),
    nodes=(ast.Constant,),
    check=check,
)
VALID = (
    Case(
        "a = 'data/a.csv'\nb = '/tmp/a'\nc = 'https://x.org/home/a'\nd = '/homepage'\ne = 's3://a/home/b'\nf = '\\n\\n'"
    ),
    Case("def f():\n    '/home/mary is where I work'\ng = f'{root}/home/mary'"),
    Case("a = '/kaggle/input/a.csv'\nb = '\\\\\\\\p{.+}'"),
    Case("a = 'see /home/mary/a.csv'\nb = 'ab:/x'"),
)
INVALID = (
    Case("import os\nf('/home/mary/a.csv')\ng(r'C:\\Users\\mary\\a.csv')", at=((1, 2), (1, 3))),
    Case("a = r'\\\\server\\share\\a.csv'\nb = f'/Users/mary/{name}'\nc = 'D:/data'", at=((1, 1), (1, 2), (1, 3))),
)
