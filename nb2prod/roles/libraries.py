"""Activity of a library's function: what the tables say, and where they are silent, its module and name."""

from __future__ import annotations

from functools import lru_cache

from nb2prod.knowledge.lookup import Knowledge
from nb2prod.roles.modules import EXPLICIT, MODULES
from nb2prod.roles.patterns import activity_of_class
from nb2prod.roles.vocabulary import METHODS, TESTED_BY_RECEIVER

NAME_FIRST = frozenset(
    {
        "pandas",
        "numpy",
        "fastai",
        "tensorflow",
        "keras",
        "torch",
        "cv2",
        "dask",
        "sklearn",
        "transformers",
        "scipy",
        "sagemaker",
    }
)
"""Libraries of many purposes, where the name of a member says more than its module."""


def library_activity(qualified: str, knowledge: Knowledge) -> str:
    """Activity of a function or class of a library.

    Args:
        qualified: Its dotted path.
        knowledge: The tables.

    Returns:
        The activity; empty where nothing is known.
    """
    if qualified in EXPLICIT:
        return EXPLICIT[qualified]
    entry = knowledge.call(qualified)
    if entry is not None and entry.activity and not entry.unlisted:
        return entry.activity
    return by_convention(qualified)


@lru_cache(maxsize=4096)
def by_convention(qualified: str) -> str:
    """Activity by module and name alone."""
    exact = MODULES.get(qualified)
    if exact is not None:
        return exact
    name = qualified.rpartition(".")[2]
    if METHODS.get(name) == "configure" or name.startswith(("set_", "enable_", "disable_", "register_")):
        return "configure"
    if qualified.partition(".")[0] in NAME_FIRST:
        found = _by_name(name)
        if found:
            return found
        if qualified.startswith("tensorflow.") and qualified.count(".") == 1 and name.islower():
            return "compute"  # One of its operations on tensors.
        return _by_module(qualified) or ""
    prefixed = _by_module(qualified)
    return _by_name(name) if prefixed is None else prefixed


def _by_name(name: str) -> str:
    if name in METHODS and name not in TESTED_BY_RECEIVER:
        return METHODS[name]
    return activity_of_class(name)


def _by_module(qualified: str) -> str | None:
    prefix = qualified
    while prefix:
        if prefix in MODULES:
            return MODULES[prefix]
        prefix = prefix.rpartition(".")[0]
    return None
