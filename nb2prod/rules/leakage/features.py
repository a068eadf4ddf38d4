"""Features that serving can't have: the target itself, what was computed from it, and statistics of a whole table."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage import ways
from nb2prod.rules.leakage.model import Fit, History, Leak, LeakKind, Strength, Told, Training


def target_leaks(history: History) -> Iterator[Leak]:
    """Find features that tell the target; once for each training."""
    seen: set[object] = set()
    for told in history.told:
        for kind, names in ((LeakKind.TARGET, told.itself), (LeakKind.FROM_TARGET, told.derived)):
            if names and (kind, told.training.place) not in seen:
                seen.add((kind, told.training.place))
                yield _told(kind, names, told)


def _told(kind: LeakKind, names: tuple[str, ...], told: Told) -> Leak:
    training = told.training
    listed = ", ".join(f"`{name}`" for name in names)
    message = f"{listed} tells `{training.name}` the target: drop it from the features"
    if kind is LeakKind.FROM_TARGET:
        message = f"`{training.name}` is fitted on {listed}, computed from the target, which is unknown when it serves"
    way = (*ways.sources_of(training.data.rows), ways.trained(training))
    return Leak(kind, training.place, message, way, (training,))


def unrepeatable_features(history: History) -> Iterator[Leak]:
    """Find features that one record can't have: statistics that nobody keeps, and values of earlier rows."""
    seen: dict[object, Leak] = {}
    for training in history.trainings:
        for fit in training.data.fits:
            if not _is_kept(fit) and fit.place not in seen:
                seen[fit.place] = _unrepeatable(fit, training)
    yield from seen.values()


def _is_kept(fit: Fit) -> bool:
    """Whether an object holds what was learned, which can serve later."""
    return any(method in fit.what for method in (".fit", ".adapt", ".train"))


def _unrepeatable(fit: Fit, training: Training) -> Leak:
    message = (
        f"`{fit.what}` of all rows goes into the features of `{training.name}`: a single record can't repeat it; "
        "learn it once, in an object that is saved with the model"
    )
    kind = LeakKind.WHOLE_FRAME
    if fit.strength is Strength.EARLIER:
        kind = LeakKind.ORDER
        message = (
            f"`{fit.what}` takes values of other rows, in their order, into the features of `{training.name}`: "
            "serving needs the rows before each record, sorted in the same way"
        )
    way = (*ways.sources_of(fit.rows), ways.fitted(fit), ways.trained(training))
    return Leak(kind, fit.place, message, way, (training,))
