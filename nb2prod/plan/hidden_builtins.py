"""Star imports that hide built-ins with which functions of the notebook have run before: they say what they bind.

`from numpy import *` gives `sum` and `any` another meaning from there on, in older functions, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from nb2prod.facts.model import ImportedName
from nb2prod.flow import BUILTINS
from nb2prod.plan.unit import Unit, late_names

# Built-ins that modules export under their names, in some versions at least.
_ARRAYS = "abs all any bool bytes divmod max min pow round sum"
HIDING: Mapping[str, frozenset[str]] = {
    module: frozenset(names.split())
    for module, names in {
        "numpy": _ARRAYS,
        "pylab": _ARRAYS,
        "matplotlib.pylab": _ARRAYS,
        "numpy.ma": "abs all any max min round sum",
        "scipy.special": "round",
        "pyspark.sql.functions": "abs ascii bin filter hash hex len max min pow round slice sum",
        "networkx": "all",
        "pandas": "eval",
        "PIL.Image": "eval open",
        "codecs": "open",
        "gzip": "open",
        "bz2": "open",
        "io": "open",
    }.items()
}
# Those that each version exports.
CERTAIN: Mapping[str, frozenset[str]] = dict.fromkeys(
    ("numpy", "pylab", "matplotlib.pylab"), frozenset({"all", "any", "sum"})
)


def settle_stars(units: Sequence[Unit]) -> tuple[Unit, ...]:
    """Let star imports bind the built-ins that they hide, where functions have run with these before.

    Args:
        units: All statements.

    Returns:
        The same, where no star import hides what has been used.
    """
    if not any(_hides(u) for u in units):
        return tuple(units)
    late = late_names(units)
    others = {n for u in units for n in u.binds}
    used: set[str] = set()
    settled: list[Unit] = []
    for unit in units:
        if unit.facts.definition is None:
            used |= {n for f in unit.facts.reads for n in late.get(f, ()) if n in BUILTINS}
        settled.append(_binding(unit, _hides(unit) & used - others))
    return tuple(settled)


def _hides(unit: Unit) -> frozenset[str]:
    """Built-ins whose names a star import may bind."""
    stars = [i.module for i in unit.facts.imports if i.name == "*"]
    return HIDING.get(stars[0], frozenset()) if stars and not unit.statement.expects_error else frozenset()


def _binding(unit: Unit, names: frozenset[str]) -> Unit:
    if not names:
        return unit
    facts = unit.facts
    fresh = tuple(_imported(name, facts.imports[0].module) for name in sorted(names))
    return replace(
        unit,
        facts=replace(
            facts,
            imports=(*facts.imports, *fresh),
            may_bind=facts.may_bind | names,
            must_bind=facts.must_bind | names,
            stores=facts.stores | names,
        ),
    )


def _imported(name: str, module: str) -> ImportedName:
    """The import of one name; where some versions only export it, what the name meant before is kept otherwise."""
    text = f"from {module} import {name}"
    if name not in CERTAIN.get(module, frozenset()):
        exported = f'"{name}" in getattr(_starred, "__all__", dir(_starred))'
        value = f"_starred.{name} if {exported} else builtins.{name}"
        text = f"import builtins, {module} as _starred; {name} = {value}"
    return ImportedName(name, module, name, text)
