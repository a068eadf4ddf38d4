"""Code that gets hold of the notebook's own module is recognized, and nothing else is."""

from __future__ import annotations

import ast

import pytest

from nb2prod.facts.module_lookups import looks_into_module


@pytest.mark.parametrize(
    "code",
    [
        "import __main__",
        "from __main__ import f",
        "sys.modules['__main__'].f()",
        "here = sys.modules[__name__]",
        "importlib.import_module('__main__')",
        "sys.modules.get(__name__)",
        "timeit.timeit('f()', setup='from __main__ import f')",
    ],
)
def test_the_module_is_looked_into(code: str) -> None:
    assert looks_into_module(ast.parse(code).body[0], code)


@pytest.mark.parametrize(
    "code",
    [
        "if __name__ == '__main__':\n    f()",
        "logger = logging.getLogger(__name__)",
        "print(__name__, '__main__')",
        "sys.modules['numpy']",
        "import main",
    ],
)
def test_its_name_alone_says_nothing(code: str) -> None:
    assert not looks_into_module(ast.parse(code).body[0], code)
