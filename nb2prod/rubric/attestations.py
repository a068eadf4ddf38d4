"""What somebody vouches for in the configuration: `[tool.nb2prod.evidence.infra-6]`."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from urllib.parse import urlsplit

from nb2prod.finding import UsageError
from nb2prod.rubric.model import Attestation, State

_LEVELS = {"documented": State.DOCUMENTED, "automated": State.AUTOMATED}
_REQUIRED = ("level", "link", "owner", "reviewed", "expires")


def read_attestation(test: str, table: Mapping[str, object], today: datetime.date) -> Attestation:
    """Read an attestation.

    Args:
        test: The test that it is for.
        table: Its table in the configuration.
        today: The day of the assessment.

    Returns:
        The attestation, with the reason if it doesn't count.

    Raises:
        UsageError: A key is missing or unknown, or has a value of the wrong kind.
    """
    name = f"evidence.{test}"
    if unknown := sorted(set(table) - set(_REQUIRED)):
        raise UsageError(f"`{name}`: unknown key `{unknown[0]}`", way_out=f"Known are {', '.join(_REQUIRED)}.")
    if missing := [key for key in _REQUIRED if key not in table]:
        raise UsageError(f"`{name}`: `{missing[0]}` is missing", way_out="An attestation needs all of its keys.")
    if table["level"] not in _LEVELS:
        raise UsageError(f"`{name}.level`: `{table['level']}` is no level", way_out="Write documented or automated.")
    reviewed, expires = (_date(name, key, table[key]) for key in ("reviewed", "expires"))
    attestation = Attestation(
        level=_LEVELS[str(table["level"])],
        link=str(table["link"]),
        owner=str(table["owner"]).strip(),
        reviewed=reviewed,
        expires=expires,
    )
    return _refuse(attestation, today)


def _date(name: str, key: str, value: object) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    try:
        return datetime.date.fromisoformat(str(value))
    except ValueError as error:
        raise UsageError(f"`{name}.{key}`: `{value}` is no date", way_out="Write it as 2026-11-01.") from error


def _refuse(attestation: Attestation, today: datetime.date) -> Attestation:
    link = urlsplit(attestation.link)
    reason = ""
    if link.scheme not in {"http", "https"} or not link.netloc:
        reason = "its link leads nowhere"
    elif not attestation.owner:
        reason = "nobody owns it"
    elif attestation.reviewed > today:
        reason = f"it was reviewed in the future, on {attestation.reviewed}"
    elif attestation.expires < today:
        reason = f"it expired on {attestation.expires}"
    if not reason:
        return attestation
    return Attestation(
        attestation.level, attestation.link, attestation.owner, attestation.reviewed, attestation.expires, reason
    )
