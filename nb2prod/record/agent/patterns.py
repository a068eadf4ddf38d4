"""What looks personal or secret: names of columns and keys, and how values are written."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any, Tuple

MASK = "masked-%d"
_FEWEST_DIGITS = 2
_SHORTEST_NUMBER = 10**5
_PERSON = re.compile(r"[A-Z][\w'-]+,? (?:[A-Z][\w.'-]* ?)+$")
_PERSONS = "first last full sur given family middle nick user customer client patient employee person contact author "
_PERSONS += "driver passenger student owner member maiden mother father"
NAMES = re.compile(r"""(?ix)^(?:name|e?[-_ ]?mails?|(?:%s)[-_ ]?names?|surname|names?_?(?:first|last)|
    .*e[-_]?mail(?:[-_ ]?addr(?:ess)?)?|(?:.*[-_ ])?(?:phone|telephone|mobile|fax)(?:[-_ ]?(?:no|number|nr))?|
    (?:.*[-_ ])?(?:street|postal|home|mailing|billing|ip)?[-_ ]?address(?:es)?|street|
    (?:.*[-_ ])?(?:ssn|iban|bic|passport|tax[-_ ]?id|social[-_ ]?security(?:[-_ ]?(?:no|number))?|national[-_ ]?id)|
    (?:.*[-_ ])?(?:credit|debit)?[-_ ]?card[-_ ]?(?:no|number|nr)|(?:date[-_ ]of[-_ ])?birth(?:day|[-_ ]?date)?|dob|
    (?:.*[-_ ])?(?:password|passwd|pwd|secret|token|api[-_ ]?key|access[-_ ]?key|private[-_ ]?key|credentials?)|
    user_?agent|ip|ip_?addr)$""" % "|".join(_PERSONS.split()))
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
_PATTERNS: Tuple[Tuple[str, "re.Pattern[str]"], ...] = (
    ("an e-mail address", EMAIL),
    ("an IBAN", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")),
    ("a card number", re.compile(r"(?<![\d.])(?:\d[ -]?){13,16}(?![\d.])")),
    ("a phone number", re.compile(r"(?<![\w.])\+\d{1,3}[ ()/-]*\d(?:[ ()/-]?\d){6,12}\b|\(\d{3}\) ?\d{3}-\d{4}")),
    ("a social security number", re.compile(r"(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])")),
    (
        "a key or token",
        re.compile(
            r"\b(?:sk|pk|rk)[-_](?:live|test|proj)?[-_]?[A-Za-z0-9]{16,}|\bgh[pousr]_[A-Za-z0-9]{30,}|"
            r"\bAKIA[0-9A-Z]{16}\b|"
            r"\beyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]*|-----BEGIN [A-Z ]*PRIVATE KEY|"
            r"\bxox[abprs]-[\w-]{10,}|\bAIza[\w-]{30,}"
        ),
    ),
)
_ABSOLUTE = re.compile(r"(?:^|[\s'\"(=])(/(?:home|Users|root|tmp|work|mnt|var|private)/[^\s'\")]*)|[A-Za-z]:\\Users\\")
_TEXTS = ".csv .tsv .txt .dat .data .json .jsonl .md .xml .yaml .yml .log .html .ini .cfg".split()


def looks_personal(text: str) -> str:
    """What a text looks like; empty where it looks like nothing of that kind."""
    if text.startswith("masked-"):
        return ""
    if _ABSOLUTE.search(text):
        return "a path of this machine"
    for what, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if what != "a card number" or _is_card(match.group()):
                return what
    return ""


def _is_card(text: str) -> bool:
    """Whether the last digit is the check digit that card numbers have."""
    digits = [int(c) for c in text if c.isdigit()]
    doubled = [sum(divmod(d * 2, 10)) if n % 2 else d for n, d in enumerate(reversed(digits))]
    return len(set(digits)) >= _FEWEST_DIGITS and sum(doubled) % 10 == 0


@lru_cache(maxsize=None)
def personal_file(path: str) -> bool:
    """Whether a file that would be kept looks personal: its text, or the first line, which may name columns."""
    if os.path.splitext(path)[1] not in ("", *_TEXTS):
        return False
    with open(path, "rb") as file:
        content = file.read()
    if b"\0" in content[:4096]:
        return any(looks_personal(t.decode("ascii")) for t in re.findall(rb"[\x20-\x7e]{6,}", content))
    text = content.decode("utf-8", "replace")
    columns = [name.strip(" \"'") for name in re.split(r"[,;\t|]", text.partition("\n")[0].strip("\r"))]
    keys = re.findall(r'"([^"\\]{1,40})"\s*:', text[:100_000])
    return any(map(NAMES.match, [*columns, *keys])) or bool(looks_personal(text))


def may_be_personal(key: str, value: Any) -> bool:
    """Whether what a dictionary holds under such a key is more than a label, a count, or a place in a vocabulary."""
    if isinstance(value, list):
        return any(may_be_personal(key, part) for part in value)
    if key.lower() == "name":
        return isinstance(value, str) and bool(_PERSON.search(value))
    return isinstance(value, str) or (type(value) is int and value >= _SHORTEST_NUMBER)
