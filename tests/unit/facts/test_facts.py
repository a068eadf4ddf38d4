"""What one statement does to names, construct by construct."""

from __future__ import annotations

import pytest

from nb2prod.facts import Facts
from tests.unit.making import facts_of


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _one(code: str) -> Facts:
    (facts,) = facts_of(code)
    return facts


READS = [
    # (code, names read, those of them that are read before the statement binds them)
    ("x = a + b", "a b", "a b"),
    ("x = x + 1", "x", "x"),
    ("x += a", "x a", "x a"),
    ("x[i] = v", "x i v", "x i v"),
    ("x.attr = v", "x v", "x v"),
    ("x[i] += v", "x i v", "x i v"),
    ("x[i].attr[j] = v", "x i j v", "x i j v"),
    ("del x", "x", "x"),
    ("del x[i], y.attr", "x i y", "x i y"),
    ("x: int = a", "int a", "int a"),
    ("x: T", "T", "T"),
    ("(y := a) + y", "a y", "a"),
    ("print(y := a, y)", "print a y", "print a"),
    ("y + (y := a)", "a y", "a y"),
    ("[i + a for i in xs]", "a xs", "a xs"),
    ("[i for i in i]", "i", "i"),
    ("{k: v for k, v in items if k > limit}", "items limit", "items limit"),
    ("[j for i in xs for j in f(i)]", "xs f", "xs f"),
    ("[i for i in xs if (last := i)]", "xs", "xs"),
    ("lambda p: p + a", "a", "a"),
    ("lambda p=d: p + a", "d a", "d a"),
    ("sorted(xs, key=lambda r: r[column])", "sorted xs column", "sorted xs column"),
    ("for i in xs:\n    print(i)", "xs print i", "xs print"),
    ("for i in xs:\n    total += i", "xs total i", "xs total"),
    ("for i in xs:\n    pass\nelse:\n    print(i)", "xs print i", "xs print i"),
    ("for x[k] in xs:\n    pass", "x k xs", "x k xs"),
    ("while n:\n    n -= 1", "n", "n"),
    ("while True:\n    k = f()\n    if k:\n        break", "f k", "f"),
    ("if c:\n    x = a\nelse:\n    x = b\nprint(x)".split("\nprint", maxsplit=1)[0], "c a b", "c a b"),
    ("with open(p) as h:\n    t = h.read()", "open p h", "open p"),
    ("try:\n    x = f()\nexcept E as e:\n    print(e)\n", "f E print e", "f E print"),
    ("try:\n    x = f()\nfinally:\n    g(x)", "f g x", "f g x"),
    ("match v:\n    case {'k': a, **rest}:\n        print(a, rest)", "v print a rest", "v print"),
    ("match v:\n    case C.RED:\n        pass", "v C", "v C"),
    ("match v:\n    case P(x=0, y=q) if q > m:\n        pass", "v P q m", "v P m"),
    ("f'{a} {b!r:>{w}}'", "a b w", "a b w"),
    ("x = a if c else b", "a b c", "a b c"),
    ("assert a, m", "a m", "a m"),
    ("raise E(a) from b", "E a b", "E a b"),
    ("f(*xs, **kw)", "f xs kw", "f xs kw"),
    ("a.b.c(d)[e:f]", "a d e f", "a d e f"),
    ("async def f():\n    await g(x)", "", ""),
    ("import os.path as p", "", ""),
]


@pytest.mark.parametrize(("code", "reads", "exposed"), READS, ids=[r[0] for r in READS])
def test_reads_and_what_is_exposed_before_it_is_bound(code: str, reads: str, exposed: str) -> None:
    facts = _one(code)
    assert facts.reads == _names(reads)
    assert facts.exposed == _names(exposed)


BINDS = [
    # (code, names that may be bound, names that certainly are)
    ("x = 1", "x", "x"),
    ("x = y = 1", "x y", "x y"),
    ("a, (b, *c) = v", "a b c", "a b c"),
    ("[a, b] = v", "a b", "a b"),
    ("x += 1", "x", "x"),
    ("x: int = 1", "x", "x"),
    ("x: int", "", ""),
    ("x[0] = 1", "", ""),
    ("x.a = 1", "", ""),
    ("print(y := 1)", "y", "y"),
    ("c and (y := 1)", "y", ""),
    ("(y := 1) and c", "y", "y"),
    ("z = (y := 1) if c else 2", "y z", "z"),
    ("[y := i for i in xs]", "y", ""),
    ("[i for i in xs]", "", ""),
    ("lambda: (y := 1)", "", ""),
    ("for i in xs:\n    y = i", "i y", ""),
    ("for i in [1, 2]:\n    y = i", "i y", "i y"),
    ("for i in range(3):\n    y = i", "i y", "i y"),
    ("for i in range(n):\n    y = i", "i y", ""),
    ("for i in range(3):\n    if c:\n        break\n    y = i", "i y", "i"),
    ("for i, (j, k) in xs:\n    pass", "i j k", ""),
    ("while c:\n    y = 1", "y", ""),
    ("while True:\n    y = 1\n    break", "y", "y"),
    ("if c:\n    x = 1", "x", ""),
    ("if c:\n    x = 1\nelse:\n    x = y = 2", "x y", "x"),
    ("if c:\n    x = 1\nelse:\n    raise E", "x", "x"),
    ("if c:\n    x = 1\nelse:\n    sys.exit()", "x", "x"),
    ("with open(p) as h, g() as (a, b):\n    x = 1", "h a b x", "h a b x"),
    ("with suppress(E):\n    x = 1", "x", ""),
    ("try:\n    x = 1\nexcept E:\n    pass", "x", ""),
    ("try:\n    x = 1\nexcept E:\n    x = 2", "x", "x"),
    ("try:\n    x = 1\nexcept E:\n    raise", "x", "x"),
    ("try:\n    f()\nexcept E:\n    pass\nfinally:\n    x = 1", "x", "x"),
    ("try:\n    f()\nexcept E as e:\n    pass", "", ""),
    ("try:\n    f()\nexcept E:\n    y = 1\nelse:\n    y = z = 2", "y z", "y"),
    ("match v:\n    case [a, *b]:\n        pass\n    case {**c}:\n        pass", "a b c", ""),
    ("match v:\n    case 1:\n        x = 1\n    case _:\n        x = 2", "x", "x"),
    ("def f(p, q=1):\n    y = 1", "f", "f"),
    ("async def f():\n    pass", "f", "f"),
    ("class C:\n    y = 1", "C", "C"),
    ("if c:\n    def f():\n        pass", "f", ""),
    ("import a.b, c as d", "a d", "a d"),
    ("from m import a, b as c", "a c", "a c"),
    ("from mystery import *", "", ""),
    ("del x", "", ""),
]


@pytest.mark.parametrize(("code", "may", "must"), BINDS, ids=[b[0] for b in BINDS])
def test_names_that_may_and_that_must_be_bound(code: str, may: str, must: str) -> None:
    facts = _one(code)
    assert facts.may_bind == _names(may)
    assert facts.must_bind == _names(must)
    assert facts.may_bind <= facts.stores


@pytest.mark.parametrize(
    ("code", "deletes"),
    [
        ("del x", "x"),
        ("del x, (y, z)", "x y z"),
        ("del x[0], y.a", ""),
        ("try:\n    f()\nexcept E as e:\n    pass", "e"),
        ("if c:\n    del x", "x"),
        ("del x\n", "x"),
    ],
)
def test_names_that_may_be_unbound(code: str, deletes: str) -> None:
    assert _one(code).deletes == _names(deletes)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("x[0] = 1", "x"),
        ("x.a.b = 1", "x"),
        ("x.loc[i, 'c'] = v", "x"),
        ("x += 1", "x"),
        ("x['a'] += 1", "x"),
        ("del x[0], y.a", "x y"),
        ("x = 1", ""),
        ("f(x)[0] = 1", ""),
        ("x.get(0)[1] = 2", "x"),
        ("for x[0] in y:\n    pass", "x"),
        ("if c:\n    x[0] = 1", "x"),
        ("with f() as x.handle:\n    pass", "x"),
        ("a, x[0] = v", "x"),
    ],
)
def test_names_whose_object_is_stored_into(code: str, changes: str) -> None:
    assert _one(code).changes == _names(changes)


@pytest.mark.parametrize(
    ("code", "captures"),
    [
        ("h = lambda p: p + a", "a"),
        ("hs.append(lambda: a)", "a"),
        ("sorted(xs, key=lambda r: r[c])", ""),
        ("df.apply(lambda r: r * k)", ""),
        ("g = (i + a for i in xs)", "a"),
        ("sum(i + a for i in xs)", ""),
        ("m = map(lambda p: p + a, xs)", "a"),
        ("ys = list(map(lambda p: p + a, xs))", ""),
        ("ys = [i + a for i in xs]", ""),
        ("hs = [lambda: i + a for i in xs]", "a"),
        ("if c:\n    def f():\n        return a", "a"),
        ("def f():\n    return a", ""),
        ("h = lambda p=a: p", ""),
    ],
)
def test_names_that_outlive_the_statement(code: str, captures: str) -> None:
    assert _one(code).captures == _names(captures)


@pytest.mark.parametrize(
    ("code", "awaits"),
    [
        ("await f()", True),
        ("x = [await f(i) for i in xs]", True),
        ("async for i in f():\n    pass", True),
        ("async with f() as g:\n    pass", True),
        ("[i async for i in f()]", True),
        ("async def f():\n    await g()", False),
        ("x = f()", False),
    ],
)
def test_awaiting_at_the_top_level(code: str, *, awaits: bool) -> None:
    assert _one(code).awaits is awaits


@pytest.mark.parametrize(
    ("code", "dynamic"),
    [
        ("exec(code)", "exec"),
        ("x = eval('a + 1')", "eval"),
        ("globals()['x'] = 1", "globals"),
        ("print(locals())", "locals"),
        ("vars()", "vars"),
        ("vars(obj), dir(obj)", ""),
        ("df.eval('a = b')", ""),
        ("if c:\n    exec(code)", "exec"),
        ("[eval(t) for t in texts]", "eval"),
    ],
)
def test_reaching_into_scopes_by_text(code: str, dynamic: str) -> None:
    assert _one(code).dynamic == _names(dynamic)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import a.b.c", [("a", "a.b.c", "", "import a.b.c", "a")]),
        ("import a.b as c", [("c", "a.b", "", "import a.b as c", "a.b")]),
        (
            "from a.b import c, d as e",
            [("c", "a.b", "c", "from a.b import c", "a.b.c"), ("e", "a.b", "d", "from a.b import d as e", "a.b.d")],
        ),
        ("from . import a", [("a", ".", "a", "from . import a", "..a")]),
        ("from mystery import *", [("*", "mystery", "*", "from mystery import *", "mystery.*")]),
        ("if c:\n    import a", []),
    ],
)
def test_imports_one_by_one(code: str, found: list[tuple[str, ...]]) -> None:
    made = [(i.name, i.module, i.member, i.text, i.qualified) for i in _one(code).imports]
    assert made == found


def test_star_import_of_the_standard_library_binds_its_public_names() -> None:
    facts = _one("from math import *")
    assert {"pi", "sqrt"} <= facts.must_bind
    assert not any(n.startswith("_") for n in facts.must_bind)
    assert {"from math import pi"} <= {i.text for i in facts.imports}


@pytest.mark.parametrize(
    ("code", "calls"),
    [
        ("f(g(x), h.i(y))", ["g", "h.i", "f"]),
        ("df.groupby('a').sum()", ["df.groupby", "sum"]),
        ("[f(i) for i in g(xs)]", ["g", "f"]),
        ("lambda: f()", []),
        ("def f():\n    g()", []),
    ],
)
def test_calls_that_run_with_the_statement(code: str, calls: list[str]) -> None:
    assert [c.path or c.method for c in _one(code).calls] == calls


DEFINITIONS = [
    # (code, eager, free, global writes, nested)
    ("def f(p):\n    return p + a", "", "a", "", ""),
    ("def f(p, q=d):\n    return q + a", "d", "a", "", ""),
    ("def f(p: T) -> R:\n    return p", "T R", "", "", ""),
    ("@deco(x)\ndef f():\n    return a", "deco x", "a", "", ""),
    ("def f():\n    a = 1\n    return a", "", "", "", ""),
    ("def f():\n    print(a)\n    a = 1", "", "print", "", ""),
    ("def f():\n    global a\n    a = 1", "", "", "a", ""),
    ("def f():\n    global a\n    a += 1", "", "", "a", ""),
    ("def f():\n    global a\n    return a", "", "a", "", ""),
    ("def f():\n    def g():\n        return a + b\n    b = 1\n    return g", "", "a", "", "a"),
    ("def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    return g", "", "", "", ""),
    ("def f():\n    return [i + a for i in xs]", "", "a xs", "", ""),
    ("def f():\n    return (i + a for i in xs)", "", "a xs", "", "a"),
    ("def f():\n    return lambda p: p + a", "", "a", "", "a"),
    ("def f():\n    return f()", "", "f", "", ""),
    ("def f(x):\n    x[0] = a\n    t.y = 1", "", "a t", "", ""),
    ("def f():\n    for i in xs:\n        i += a\n    return i", "", "xs a", "", ""),
    ("def f():\n    with g() as h:\n        return h", "", "g", "", ""),
    ("def f():\n    try:\n        g()\n    except E as e:\n        return e", "", "g E", "", ""),
    ("def f(v):\n    match v:\n        case P(x=q):\n            return q", "", "P", "", ""),
    ("def f():\n    import m\n    return m.a", "", "", "", ""),
    ("def f(df):\n    return df.query('age > @limit')", "", "limit", "", ""),
    ("class C(B, metaclass=M):\n    y = a", "B M a", "", "", ""),
    ("class C:\n    y = 1\n    z = y + a", "a", "", "", ""),
    ("class C:\n    y = y + 1", "y", "", "", ""),
    ("class C:\n    y = 1\n    def m(self):\n        return y + a", "", "y a", "", "y a"),
    ("class C:\n    def m(self, p=d):\n        return p", "d", "", "", ""),
    ("class C:\n    def m(self):\n        global n\n        n = 1", "", "", "n", ""),
]


@pytest.mark.parametrize(("code", "eager", "free", "writes", "nested"), DEFINITIONS, ids=[d[0] for d in DEFINITIONS])
def test_definitions(code: str, eager: str, free: str, writes: str, nested: str) -> None:
    definition = _one(code).definition
    assert definition is not None
    assert definition.eager == _names(eager)
    assert definition.free == _names(free)
    assert definition.global_writes == _names(writes)
    assert definition.nested == _names(nested)


@pytest.mark.parametrize(
    ("code", "delayed"),
    [
        ("def f():\n    return 1", False),
        ("def f():\n    yield 1", True),
        ("def f():\n    x = yield from g()", True),
        ("async def f():\n    pass", True),
        ("def f():\n    def g():\n        yield 1\n    return g", False),
        ("def f():\n    return lambda: (yield)", False),
    ],
)
def test_bodies_that_run_later_than_the_call(code: str, *, delayed: bool) -> None:
    definition = _one(code).definition
    assert definition is not None
    assert definition.delayed is delayed


def test_a_magic_that_is_left_out_has_no_facts() -> None:
    (facts,) = facts_of("%matplotlib inline")
    assert not facts.reads | facts.may_bind | facts.stores
    assert facts.calls == ()


def test_a_name_is_bound_after_a_probe_that_binds_it_if_it_was_not() -> None:
    assert "x" in _one("try:\n    x\nexcept NameError:\n    x = 1").probed
    assert "x" in _one("try:\n    print(x + 1)\n    y = 2\nexcept NameError:\n    x = 1").probed


def test_a_probe_that_unbinds_the_name_itself_says_nothing() -> None:
    assert "x" not in _one("try:\n    x\n    del x\nexcept NameError:\n    x = 1").probed
    assert "x" not in _one("try:\n    y\nexcept NameError:\n    x = 1").probed
