"""Imports that the notebook has missed stand where they stood; those that nobody missed move to the top."""

from __future__ import annotations

import pytest

from nb2prod.plan.checking import missed_names
from nb2prod.plan.unit import collect_bindings, units_of
from tests.unit.making import analysis_of

ASKING = "def known():\n    try:\n        math\n        return True\n    except NameError:\n        return False"


@pytest.mark.parametrize(
    ("cells", "missed"),
    [
        (("try:\n    print(math.pi)\nexcept NameError:\n    pass", "import math"), {"math"}),
        (("def f():\n    return math.pi", "try:\n    f()\nexcept Exception:\n    pass", "import math"), {"math"}),
        ((ASKING, "print(known())", "import math"), {"math"}),
        ((ASKING, "import math", "print(known())"), set()),
        (("import math", "try:\n    print(math.pi)\nexcept NameError:\n    pass"), set()),
        (("try:\n    import math\nexcept ImportError:\n    pass", "print(math.pi)"), set()),
        (("def f():\n    return math.pi", "import math", "print(f())"), set()),
    ],
)
def test_names_are_missed_where_the_notebook_goes_on_without(cells: tuple[str, ...], missed: set[str]) -> None:
    units = units_of(analysis_of(*cells))

    assert missed_names(units, collect_bindings(units)) & {"math"} == missed
