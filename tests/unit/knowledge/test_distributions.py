"""From import names to distributions."""

from __future__ import annotations

import importlib.metadata
import re

import pytest

from nb2prod.knowledge import distribution_of, is_stdlib
from nb2prod.knowledge.distributions import known_distributions


@pytest.mark.parametrize(
    ("imported", "distribution"),
    [
        ("sklearn", "scikit-learn"),
        ("sklearn.linear_model", "scikit-learn"),
        ("cv2", "opencv-python"),
        ("PIL", "pillow"),
        ("bs4", "beautifulsoup4"),
        ("yaml", "PyYAML"),
        ("skimage.io", "scikit-image"),
        ("google.cloud.bigquery", "google-cloud-bigquery"),
        ("google.cloud.bigquery_storage", "google-cloud-bigquery-storage"),
        ("pandas", "pandas"),
        ("google", None),
        ("google.colab", None),
        ("utils", None),
        ("my_package.module", None),
        ("os.path", None),
    ],
)
def test_only_what_is_certain_is_answered(imported: str, distribution: str | None) -> None:
    assert distribution_of(imported) == distribution


def test_no_standard_module_has_a_distribution() -> None:
    assert [name for name in known_distributions() if is_stdlib(name)] == []


def test_installed_libraries_agree() -> None:
    """What this environment says of the roots it has must not contradict the table."""
    provided = importlib.metadata.packages_distributions()
    wrong = {}
    for root, distribution in known_distributions().items():
        here = {normal(name) for name in provided.get(root, ())}
        if here and normal(distribution) not in here:
            wrong[root] = (distribution, sorted(here))
    assert wrong == {}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_standard_library_is_known() -> None:
    assert is_stdlib("os.path")
    assert is_stdlib("zoneinfo")
    assert not is_stdlib("numpy")
