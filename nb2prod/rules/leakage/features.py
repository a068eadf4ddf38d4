"""Features that serving can't have: the target itself, what was computed from it, and statistics of a whole table."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.rules.leakage import ways
from nb2prod.rules.leakage.history import History, Leak, LeakKind, Told, Training, WayStep
from nb2prod.rules.leakage.model import Fit, Strength
from nb2prod.rules.leakage.rows import overlap


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
    seen: set[object] = set()
    for training in history.trainings:
        fresh = [fit for fit in training.data.fits if fit.place not in seen and _counts(fit, training)]
        seen |= {fit.place for fit in fresh}
        yield from (_whole(fit, training) for fit in _by_place(fresh) if fit.strength is not Strength.EARLIER)
        earlier = [fit for fit in _by_place(fresh) if fit.strength is Strength.EARLIER]
        if earlier:
            yield _earlier(earlier, training)


def _by_place(fits: list[Fit]) -> list[Fit]:
    """One fit for each place, in order."""
    return [found for _, found in sorted({fit.place.order: fit for fit in fits}.items())]


def _counts(fit: Fit, training: Training) -> bool:
    """Whether nothing keeps what was learned, and it was learned from the rows that the model is fitted on."""
    return not _is_kept(fit) and overlap(fit.rows, training.data.rows)


def _is_kept(fit: Fit) -> bool:
    """Whether an object holds what was learned, which can serve later."""
    return any(method in fit.what for method in (".fit", ".adapt", ".train"))


def _whole(fit: Fit, training: Training) -> Leak:
    message = (
        f"`{fit.what}` of all rows goes into the features of `{training.name}`: a single record can't repeat it; "
        "learn it once, in an object that is saved with the model"
    )
    return Leak(LeakKind.WHOLE_FRAME, fit.place, message, _way([fit], training), (training,))


def _earlier(fits: list[Fit], training: Training) -> Leak:
    """Once for all features of a training: whoever brings the rows before brings them for all."""
    first, *others = fits
    more = f" (and {len(others)} more like it)" if others else ""
    message = (
        f"`{first.what}`{more} takes values of other rows, in their order, into the features of `{training.name}`: "
        "serving needs the rows before each record, sorted in the same way"
    )
    return Leak(LeakKind.ORDER, first.place, message, _way(fits, training), (training,))


def _way(fits: list[Fit], training: Training) -> tuple[WayStep, ...]:
    return (*ways.sources_of(fits[0].rows), *map(ways.fitted, fits), ways.trained(training))
