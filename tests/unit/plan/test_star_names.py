"""Star imports keep their order, since the last one decides what a name means."""

from __future__ import annotations

from tests.unit.making import package_texts, plan_of


def _module(*cells: str) -> str:
    return "\n".join(package_texts(plan_of(*cells), "made").values())


def test_imports_around_a_star_import_keep_their_order() -> None:
    text = _module("from numpy import *\nfrom math import *", "print(sqrt(array([4.0])))")
    assert text.index("from numpy import *") < text.index("from math import sqrt")
    text = _module("from math import *\nfrom numpy import *", "print(sqrt(4))")
    assert text.index("from math import sqrt") < text.index("from numpy import *")


def test_a_name_means_before_a_star_import_what_it_meant_there() -> None:
    text = _module("print(sum([1, 2]))", "from numpy import *\nprint(sum([1, 2]))")
    assert "from builtins import sum" in text
    assert text.count("    print(sum([1, 2]))") == 2


def test_an_alias_of_a_module_is_none_of_its_business() -> None:
    text = _module("import numpy as np\nprint(np.zeros(2))", "from pylab import *\nprint(linspace(0, 1))")
    assert "    import numpy as np" not in text
