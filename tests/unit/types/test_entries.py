"""What dictionaries hold under keys that are known."""

from __future__ import annotations

import pytest

from tests.unit.types.support import type_of

D = "d = {'n': 1, 'frame': df}\n"


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("x = d['frame']", "pandas.DataFrame"),
        ("x = d['n']", "int"),
        ("x = d['missing']", "?"),
        ("x = d[key]", "?"),
        # stores
        ("d['n'] = 'a'\nx = d['n']", "str"),
        ("d['new'] = 0.5\nx = d['new']", "float"),
        ("d['new'] = 0.5\nx = d['n']", "int"),
        ("d[key] = 'a'\nx = d['n']", "?"),
        ("e = d\ne['n'] = 'a'\nx = d['n']", "str"),
        # what may not have happened, or may have happened
        ("if xs:\n    d['n'] = 'a'\nx = d['n']", "?"),
        ("if xs:\n    d['n'] = 2\nx = d['n']", "int"),
        ("for k in xs:\n    d['n'] = 'a'\nx = d['n']", "?"),
        ("if xs:\n    d = {'n': 2}\nx = d['n']", "int"),
        ("if xs:\n    d = {'n': 'a'}\nx = d['n']", "?"),
        # what others may have changed
        ("d.update(other)\nx = d['n']", "?"),
        ("mystery(d)\nx = d['n']", "?"),
        ("mystery([d])\nx = d['n']", "?"),
        ("print(d)\nx = d['n']", "int"),
        ("def change():\n    d['n'] = 'a'\nchange()\nx = d['n']", "?"),
        ("def change(e):\n    e['n'] = 'a'\nchange(d)\nx = d['n']", "?"),
        ("def look(e):\n    return len(e)\nlook(d)\nx = d['n']", "int"),
        # where it comes from
        (
            "def make():\n    e = {}\n    e['n'] = 1\n    e['s'] = df['a']\n    return e\nx = make()['s']",
            "pandas.Series",
        ),
        ("e = dict(n=1, frame=df)\nx = e['frame']", "pandas.DataFrame"),
        ("e = dict(other, n=1)\nx = e['n']", "?"),
        ("e = {**d, 's': 1}\nx = e['s']", "?"),
    ],
)
def test_what_stands_under_a_key(code: str, kind: str) -> None:
    assert type_of(D + code).type == kind
