"""What calls do once the notebook has replaced what a library has."""

from __future__ import annotations

import pytest

from tests.unit.types.support import last_effects

LOG = "\nlog = []\n"


@pytest.mark.parametrize(
    ("replaced", "call"),
    [
        ("pd.DataFrame.hist = lambda self: log.append(1)", "df.hist()"),
        ("setattr(pd.DataFrame, 'head', lambda self: log.append(1))", "df.head()"),
        ("pd.core.generic.NDFrame.plot = lambda self: log.append(1)", "unknown_frame.plot()"),
        ("np.mean = lambda x: log.append(1)", "np.mean(xs)"),
        ("for name in xs:\n    setattr(np, name, lambda x: log.append(1))", "np.mean(xs)"),
        ("np.ndarray.sum = lambda self: log.append(1)", "np.sum(np.zeros(3))"),
        ("from unittest import mock\nlog = mock.patch('numpy.mean').start()", "np.mean(xs)"),
        ("pd.DataFrame._repr_html_ = lambda self: log.append(1)", "df"),
    ],
)
def test_what_replaces_a_member_runs(replaced: str, call: str) -> None:
    preamble = f"import numpy as np\nimport pandas as pd\nxs = [1]\ndf = pd.read_csv('a.csv'){LOG}{replaced}"
    assert "log" in last_effects(call, preamble).mutates


@pytest.mark.parametrize("call", ["np.mean(xs)", "xs.count(1)", "df.head()"])
def test_other_members_stay_what_tables_know(call: str) -> None:
    preamble = "import numpy as np\nimport pandas as pd\nxs = [1]\ndf = pd.read_csv('a.csv')"
    assert last_effects(call, f"{preamble}\npd.DataFrame.hist = lambda self: 3").harmless


def test_a_property_in_the_place_of_a_member_is_unknown() -> None:
    preamble = (
        f"import pandas as pd\ndf = pd.read_csv('a.csv'){LOG}pd.DataFrame.size = property(lambda self: log.append(1))"
    )
    assert last_effects("df.size", preamble).unknown
