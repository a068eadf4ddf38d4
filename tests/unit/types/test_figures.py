"""Which figures a plot changes that does not name them."""

from __future__ import annotations

import pytest

from tests.unit.types.support import interpreted

START = "import pandas as pd\nimport matplotlib.pyplot as plt\nimport seaborn as sns\ndf = pd.read_csv('a.csv')"


def _changed(*cells: str) -> frozenset[str]:
    facts, found = interpreted(START, *cells)
    return found.effects[facts[-1].id].mutates - {"<figures>"}


@pytest.mark.parametrize(
    ("cells", "changed"),
    [
        (("fig, ax = plt.subplots()\nplt.title('t')",), {"fig", "ax"}),
        (("fig = plt.figure()\nplt.bar([0], [1])",), {"fig"}),
        (("fig, ax = plt.subplots()\nsns.countplot(x='a', data=df)",), {"fig", "ax"}),
        (("axes = df.hist()\nplt.xlim(0, 50)",), {"axes"}),
        (("fig, ax = plt.subplots()\ndf.groupby('a').b.sum().plot(ax=ax)",), {"fig", "ax"}),
        (("fig, ax = plt.subplots()", "df.groupby('a').b.sum().plot(ax=ax)"), {"fig", "ax"}),
        (("fig, axes = plt.subplots(2, 2)\nflat = axes.flatten()", "flat[0].hist([1])"), {"fig", "axes", "flat"}),
        # With its cell a figure ends, unless the cell takes it up again.
        (("fig, ax = plt.subplots()", "plt.title('t')"), set()),
        (("%matplotlib inline", "fig, ax = plt.subplots()", "plt.title('t')"), set()),
        (("%matplotlib widget", "fig, ax = plt.subplots()", "plt.title('t')"), {"fig", "ax"}),
        (("plt.switch_backend('agg')", "fig, ax = plt.subplots()", "plt.title('t')"), {"fig", "ax"}),
        (("fig, ax = plt.subplots()", "plt.sca(ax)\nplt.title('t')"), {"fig", "ax"}),
        (("def draw():\n    plt.plot([1])", "fig = plt.figure()\ndraw()"), {"fig"}),
        (("fig = plt.figure()\nlen(df)",), set()),
    ],
)
def test_pyplot_changes_all_figures_of_its_cell(cells: tuple[str, ...], changed: set[str]) -> None:
    assert _changed(*cells) == changed


def test_getters_of_pyplot_read_figures() -> None:
    facts, found = interpreted(START, "low, high = plt.ylim()")
    assert "<figures>" in found.effects[facts[-1].id].reads


@pytest.mark.parametrize(
    "plotting",
    ["fig, ax = plt.subplots()\nax.points = points", "ax = plt.gca()\nax.add_artist(Polygon(points))"],
)
def test_what_was_plotted_stays_as_it_is_when_its_figure_changes(plotting: str) -> None:
    facts, found = interpreted(
        "import numpy as np\nimport matplotlib.pyplot as plt\nfrom matplotlib.patches import Polygon\n"
        "points = np.ones((3, 2))",
        f"{plotting}\nplt.grid()",
    )

    assert "points" not in found.effects[facts[-1].id].mutates
    assert "ax" in found.effects[facts[-1].id].mutates
