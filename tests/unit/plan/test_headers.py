"""A header that reads what a cell before it changes is evaluated where its cell runs."""

from __future__ import annotations

import pytest

from nb2prod.plan.model import DispositionKind
from tests.unit.making import package_texts, plan_of


def _is_hoisted(*cells: str) -> bool:
    return plan_of(*cells, "print(f())").dispositions[-2].kind is DispositionKind.HOISTED


@pytest.mark.parametrize(
    "cells",
    [
        ("import math\nmath.tau = 6", "def f(x=math.tau):\n    return x"),
        ("import math as m\nsetattr(m, 'tau', 6)", "def f(x=m.tau):\n    return x"),
        ("import collections\ncollections.OrderedDict = dict", "class f(collections.OrderedDict):\n    pass"),
        ("import os\nos.chdir('..')", "def f(x=os.getcwd()):\n    return x"),
        ("import pandas as pd\npd.set_option('display.width', 9)", "class f:\n    w = pd.get_option('display.width')"),
        ("import matplotlib.pyplot as plt\nplt.rcParams['a'] = 1", "def f(x=plt.rcParams['a']):\n    return x"),
        ("import decimal\ndecimal.getcontext().prec = 4", "class f:\n    third = decimal.Decimal(1) / 3"),
    ],
)
def test_a_header_that_reads_what_changed_waits(cells: tuple[str, ...]) -> None:
    assert not _is_hoisted(*cells)


@pytest.mark.parametrize(
    "cells",
    [
        ("import math\nmath.tau = 6", "def f(x=math.pi):\n    return x"),
        ("import math\nmath.tau = 6", "def f(x: math.tau = 1):\n    return x"),
        ("import math\nmath.tau = 6", "def f(x=1):\n    return x * math.pi"),
        ("import torch\ntorch.backends.cudnn.benchmark = True", "class f(torch.nn.Module):\n    pass"),
        ("import pandas as pd\npd.set_option('display.width', 9)", "def f(d: pd.DataFrame = None):\n    return d"),
        ("def f(x=1):\n    return x",),
    ],
)
def test_other_headers_move(cells: tuple[str, ...]) -> None:
    assert _is_hoisted(*cells)


def test_a_member_is_imported_after_its_module_was_patched() -> None:
    texts = package_texts(plan_of("import math\nmath.tau = 6", "from math import tau\nprint(tau)"), "made")
    text = next(t for t in texts.values() if "math.tau = 6" in t)
    assert text.index("math.tau = 6") < text.index("from math import tau")
