"""Seeds for a whole notebook."""

from __future__ import annotations

import re

from nb2prod.rules.unit import Unit

_SEED = re.compile(r"random\.seed\(|\bset_seed\(|\bseed_everything\(|\bset_random_seed\(|\bseed_all\(")


def is_seeded(unit: Unit) -> bool:
    """Whether a notebook seeds the source that NumPy and scikit-learn draw from, somewhere."""
    return _SEED.search(unit.code) is not None
