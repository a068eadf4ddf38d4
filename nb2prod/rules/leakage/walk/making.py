"""Making estimators."""

from __future__ import annotations

from nb2prod.rules.leakage.walk.arguments import Arguments
from nb2prod.rules.leakage.walk.data import NOTHING
from nb2prod.rules.leakage.walk.machine import Machine
from nb2prod.rules.leakage.walk.objects import Estimator, Items, Thing, data_of
from nb2prod.rules.leakage.walk.vocabulary import BASES, PURPOSES, Kind, kind_by_name


def made_kind(machine: Machine, path: str, name: str) -> Kind | None:
    """What a call makes, if it makes an estimator."""
    if not name[:1].isupper() and not name.startswith("make_"):
        return None
    if path.startswith(("tensorflow.keras.layers", "keras.layers")) and name not in {"TextVectorization"}:
        kind = kind_by_name(name)
        return kind if kind in {Kind.TRANSFORMER, Kind.STATELESS} else None
    return kind_by_name(name) or _by_tables(machine, path)


def _by_tables(machine: Machine, path: str) -> Kind | None:
    if "." not in path:
        return None
    for base, kind in BASES.items():
        if machine.knowledge.is_subtype(path, base):
            return kind
    entry, known = machine.knowledge.call(path), machine.knowledge.type(path)
    if entry is None or known is None or known.kind != "estimator":
        return None
    return PURPOSES.get(entry.activity or "")


def make_estimator(machine: Machine, path: str, kind: Kind, arguments: Arguments) -> Thing:
    """Make an estimator from its arguments, of which other estimators become parts."""
    name = machine.knowledge.canonical(path).rpartition(".")[2] if "." in path else path
    estimator = machine.estimator(name, kind)
    estimator.parts = tuple(part for thing in arguments.all for part in estimators_in(thing))
    literals = {key: arguments.literal(-1, key) for key in arguments.keywords}
    estimator.switches = {key: value for key, value in literals.items() if value is not NOTHING}
    if kind is Kind.TRANSFORMER:
        estimator.fits = data_of(None).fits.union(*[part.fits for part in estimator.parts])
    return estimator


def estimators_in(thing: Thing) -> list[Estimator]:
    """Estimators in a thing, in order, through lists and tuples."""
    match thing:
        case Estimator():
            return [thing]
        case Items(values=values):
            return [part for value in values for part in estimators_in(value)]
    return []
