"""Which literals look like secrets."""

from __future__ import annotations

import math
import re
from collections import Counter

SECRET_NAME = re.compile(
    r"(^|_)(passwords?|passwd|pwd|secrets?|token|api_?key|access_?key|secret_?key|private_?key|credentials?)$",
    re.IGNORECASE,
)
SECRET_VALUE = re.compile(r"^(AKIA[0-9A-Z]{16}|gh[pousr]_\w{20,}|sk-\w{16,}|xox[abp]-\S+|AIza\S{20,}|eyJ\S{30,})$")
SHORTEST_SECRET = 12
# Bits a character: words lie below, random letters and digits above.
SECRET_ENTROPY = 3.0


def is_secret(name: str, value: str) -> bool:
    """Whether a literal looks like a secret: by what it is, or by its name and being random enough."""
    if SECRET_VALUE.match(value):
        return True
    if not SECRET_NAME.search(name) or len(value) < SHORTEST_SECRET or re.search(r"[\s\\\[\](){}*<>]", value):
        return False
    counts = Counter(value)
    entropy = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return entropy > SECRET_ENTROPY and bool(re.search(r"\d", value)) and bool(re.search(r"[A-Za-z]", value))
