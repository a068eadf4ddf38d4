"""Figures end with their cell, by a name that is there."""

from __future__ import annotations

from tests.unit.making import package_texts, plan_of


def test_figures_are_closed_behind_the_import_that_closes_them() -> None:
    """An import that has to wait for a variable of the environment stands in the functions that need it."""
    made = plan_of(
        "import mystery\nassert mystery.ready()",
        "import os\nos.environ['MPLBACKEND'] = 'agg'\nimport mystery.more",
        "import matplotlib.pyplot as plt",
        "fig, ax = plt.subplots()\nax.plot([1])\nlimit = plt.ylim()",
        "plt.plot([2])\nplt.show()",
        "print(limit)",
    )
    text = package_texts(made, "made")["made.exploration"]
    places = [text.index(part) for part in ("    import matplotlib", 'plt.close("all")', "plt.plot([2])")]

    assert places == sorted(places)


def test_figures_are_closed_by_the_name_that_the_notebook_has_for_it() -> None:
    """A function that draws by pandas or a helper closes by the module's import, and makes none of its own."""
    made = plan_of(
        "import pandas as pd\nimport matplotlib.pyplot as plt\nframe = pd.DataFrame({'a': [1, 2]})",
        "frame.plot()",
        "plt.plot([2])\nplt.show()",
    )
    text = package_texts(made, "made")["made.exploration"]

    assert "pyplot" not in text.replace("import matplotlib.pyplot as plt", "", 1)
    assert text.count('plt.close("all")') == 2
