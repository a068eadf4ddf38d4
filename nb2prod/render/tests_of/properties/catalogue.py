"""All rules, in the order in which a test tells what they claim."""

from __future__ import annotations

from nb2prod.render.tests_of.properties.drawings import drawings
from nb2prod.render.tests_of.properties.estimators import estimators
from nb2prod.render.tests_of.properties.files import files
from nb2prod.render.tests_of.properties.model import Rule
from nb2prod.render.tests_of.properties.predictions import predictions
from nb2prod.render.tests_of.properties.prints import prints
from nb2prod.render.tests_of.properties.regressions import regressions
from nb2prod.render.tests_of.properties.repeats import repeats
from nb2prod.render.tests_of.properties.results import results
from nb2prod.render.tests_of.properties.seeds import seeds
from nb2prod.render.tests_of.properties.values import values

RULES: tuple[Rule, ...] = (
    results,
    values,
    estimators,
    regressions,
    predictions,
    repeats,
    seeds,
    drawings,
    prints,
    files,
)
