"""Code that a library keeps may run at any time: what it reads is there, up to date, from then on."""

from __future__ import annotations

import re

import pytest

from nb2prod.plan.model import StepKind
from tests.unit.making import package_texts, plan_of


@pytest.mark.parametrize(
    "register",
    [
        "import signal\ndef f(*a):\n    print(x)\nsignal.signal(signal.SIGUSR1, f)",
        "import pandas as pd\npd.options.display.float_format = lambda v: f'{v:.{x}f}'",
        "import pandas as pd\npd.set_option('display.float_format', lambda v: f'{v:.{x}f}')",
        "import codecs\ndef f(e):\n    return x, 1\ncodecs.register_error('f', f)",
        "import threading\ndef f():\n    print(x)\nt = threading.Timer(1, f)",
        "import pandas\n@pandas.api.extensions.register_series_accessor('a')\nclass A:\n    def f(self): return x",
        "import json\nclass E:\n    def go(self):\n        return x\nsetattr(json, 'go', E.go)",
    ],
)
def test_what_escaped_code_reads_is_in_the_pipeline(register: str) -> None:
    text = package_texts(plan_of(f"{register}\nx = 1\nprint('a')", "x = 2\nprint('b')"), "made")["made.pipeline"]
    assert len(re.findall(r"^    (?:\w+, )*x(?:, \w+)* = ", text, re.MULTILINE)) == 2


@pytest.mark.parametrize(
    "cell",
    [
        "from scipy.optimize import minimize\nx = 1\nr = minimize(lambda v: (v - x) ** 2, 0)",
        "import numpy as np\nx = 1\nr = np.apply_along_axis(lambda v: v + x, 0, np.zeros((2, 2)))",
        "import os\nx = '1'\nos.environ['X'] = x",
        "x = 1\nprint(sorted([1, 2], key=lambda v: v * x))",
    ],
)
def test_code_that_runs_at_once_escapes_nowhere(cell: str) -> None:
    made = plan_of(cell, "x = 2\nprint(x)")
    assert not [s for s in made.steps if s.kind is StepKind.INLINE]


def test_what_a_decorator_puts_away_is_followed_by_the_name_that_holds_it() -> None:
    cells = (
        "held = {}\ndef keep(f):\n    held[f.__name__] = f\n    return f",
        "@keep\ndef area(r):\n    return r * k",
        "def every(r):\n    return [f(r) for f in held.values()]",
        "k = 1\nprint(every(2))",
        "k = 2\nprint(every(2))",
    )
    text = package_texts(plan_of(*cells), "made")["made.pipeline"]
    assert text.count("    k = ") == 2
