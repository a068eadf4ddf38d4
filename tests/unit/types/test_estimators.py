"""Classes that behave as estimators: the notebook's own, those of libraries without a table, and what they inherit."""

from __future__ import annotations

import pytest

from tests.unit.types.support import last_effects, type_of

OWN = """
import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
log, X = [], np.ones((3, 3))
class Centre(TransformerMixin, BaseEstimator):
    def fit(self, X, y=None):
        log.append("fit")
        self.mean = X.mean()
        return self
    def transform(self, X):
        log.append("transform")
        return {"centred": X - self.mean}
class Plain:
    def fit(self, X):
        log.append(1)
        return self
t, p = Centre(), Plain()
"""


def test_an_inherited_method_runs_the_own_methods_that_it_calls() -> None:
    assert {"t", "log"} <= last_effects("z = t.fit_transform(X)", OWN).mutates


def test_an_inherited_method_gives_what_the_own_method_gives() -> None:
    assert type_of("x = t.fit_transform(X)", preamble=OWN).type.startswith("dict")


def test_what_is_inherited_and_calls_no_own_method_changes_nothing() -> None:
    assert last_effects("z = t.get_params()", OWN).harmless


def test_an_own_class_without_base_is_followed() -> None:
    assert last_effects("p.fit(X)", OWN).mutates == {"log"}


def test_a_class_of_an_unknown_library_is_an_estimator_by_its_methods() -> None:
    preamble = "import numpy as np\nfrom strange import Model\nX = np.ones(3)\nm = Model()\n"
    assert "m" in last_effects("m.fit(X)", preamble).mutates
    assert last_effects("q = m.predict(X)", preamble).harmless
    assert "m" in last_effects("m.partial_fit(X)", preamble).mutates


@pytest.mark.parametrize("name", ["RandomForestClassifier", "ExtraTreesRegressor"])
def test_looking_into_the_trees_of_a_forest_changes_nothing(name: str) -> None:
    made = f"from sklearn.ensemble import {name}\nforest = {name}()\nforest.fit([[1], [2]], [0, 1])"
    code = "x = [tree.tree_.compute_feature_importances() for tree in forest.estimators_]"
    effects = last_effects(code, made)
    assert not effects.unknown
    assert not effects.mutates
    assert type_of(code, preamble=made).type == "list[numpy.ndarray]"


def test_a_simulation_draws_and_leaves_no_figure_behind() -> None:
    made = (
        "from statsmodels.tsa.api import ExponentialSmoothing\nimport pandas as pd\ns = pd.Series([1.0, 2.0])\n"
        "fit = ExponentialSmoothing(s).fit()"
    )
    effects = last_effects("x = fit.simulate(3)", made)
    assert {n for n in effects.mutates if n.startswith("<")} == {"<random:numpy>"}
    assert not effects.unknown
