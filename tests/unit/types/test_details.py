"""What is known of values beside the name of their type."""

from __future__ import annotations

import pytest

from nb2prod.types.details import Detail, Part, detail_of
from tests.unit.types.support import PREAMBLE, interpreted

A = "a = np.zeros((3, 4))\n"


def detail(code: str, name: str = "x") -> Detail:
    """What is known of a name after code."""
    facts, found = interpreted(PREAMBLE, code)
    return [detail_of(found, fact.id, name) for fact in facts if name in found.after[fact.id]][-1]


@pytest.mark.parametrize(
    ("code", "dimensions"),
    [
        ("x = np.zeros((3, 4))", 2),
        ("x = np.zeros(3)", 1),
        ("x = a.reshape(2, 2, 3)", 3),
        ("x = a.reshape(-1)", 1),
        ("x = a[:, 0]", 1),
        ("x = a[:, :2]", 2),
        ("x = a[:, None, 0]", 2),
        ("x = a.T", 2),
        ("x = a.ravel()", 1),
        ("x = df.values", 2),
        ("x = df['b'].values", 1),
        ("x = np.concatenate([a, a])", 2),
        ("x = np.vstack([a, a])", 2),
        ("x = a.mean(axis=0)", 1),
        ("from sklearn.model_selection import train_test_split\nx, y = train_test_split(a)", 2),
        ("x = np.array([[1, 2.5], [0, 1]])", 2),
        ("x = np.array([1, 2.5])", 1),
        ("x = np.array([1, df])", None),
        ("x = np.stack([a, a])", 3),
        ("x = np.hstack([a, a])", 2),
        ("x = np.transpose(a)", 2),
        ("x = np.flip([[1, 2], [3, 4]])", 2),
        ("x = np.expand_dims(a, 0)", 3),
        ("x = np.expand_dims(a, (0, 1))", None),
        ("x = np.load('a.npy')", None),
    ],
)
def test_an_array_has_dimensions(code: str, dimensions: int | None) -> None:
    assert detail(A + code).dimensions == dimensions


def test_an_array_has_elements() -> None:
    assert detail("x = np.zeros(3)").element == "numpy.float64"
    assert detail("x = np.load('a.npy')").element == "?"


def test_a_tuple_has_its_items() -> None:
    assert detail(f"{A}x = (a, 1)").parts == (Part(0, "numpy.ndarray", 2), Part(1, "int"))


def test_a_dictionary_has_what_its_keys_hold() -> None:
    assert detail("x = {'frame': df, 'n': 1}").parts == (Part("frame", "pandas.DataFrame"), Part("n", "int"))


def test_a_function_has_a_signature_from_its_calls() -> None:
    found = detail(
        "def x(frame, n=2, *rest, flag: bool, **more):\n    return frame['a'] * n\ny = x(df, flag=True)"
    ).signature

    assert found is not None
    assert [(p.name, p.kind, p.type.type, p.default) for p in found.parameters] == [
        ("frame", "positional or keyword", "pandas.DataFrame", ""),
        ("n", "positional or keyword", "int", "2"),
        ("rest", "variadic positional", "tuple", ""),
        ("flag", "keyword-only", "bool", ""),
        ("more", "variadic keyword", "dict", ""),
    ]
    assert found.returns.type == "pandas.Series"


def test_a_parameter_of_a_function_without_calls_has_the_type_of_its_default() -> None:
    found = detail("def x(a, /, n=0.5):\n    return n").signature

    assert found is not None
    assert [(p.kind, p.type.type) for p in found.parameters] == [
        ("positional-only", "?"),
        ("positional or keyword", "float"),
    ]


def test_a_lambda_has_a_signature() -> None:
    found = detail("x = lambda v: v + 1.0\ny = x(2)").signature

    assert found is not None
    assert (found.parameters[0].type.type, found.returns.type) == ("int", "float")


def test_functions_of_one_name_do_not_share_a_signature() -> None:
    facts, found = interpreted(PREAMBLE, "def x(a):\n    return a\nx(1)", "def x(a):\n    return a\nx(df)")
    signatures = [detail_of(found, fact.id, "x").signature for fact in facts if "x" in fact.may_bind]

    assert [s.parameters[0].type.type for s in signatures if s is not None] == ["int", "pandas.DataFrame"]


def test_a_class_has_bases_attributes_and_methods() -> None:
    code = """
class Base:
    pass
class x(Base, Exception):
    kind = "net"
    def __init__(self, n):
        self.size = n
        self.weights = np.zeros(n)
    def run(self, frame):
        return frame["a"]
made = x(3)
made.run(df)
"""
    members = detail(code).members

    assert members is not None
    assert members.bases == ("Base", "Exception")
    assert {name: guess.type for name, guess in members.attributes.items()} == {
        "kind": "str",
        "size": "int",
        "weights": "numpy.ndarray",
    }
    assert list(members.methods) == ["__init__", "run"]
    run = members.methods["run"]
    assert [p.type.type for p in run.parameters] == ["x", "pandas.DataFrame"]
    assert run.returns.type == "pandas.Series"


def test_nothing_is_said_of_what_is_not_known() -> None:
    assert detail("x = mystery()") == Detail()
    assert detail("x = 1") == Detail()
