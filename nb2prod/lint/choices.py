"""Which rules were asked for: ours, and those of ruff."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from nb2prod.config import Config
from nb2prod.finding import UsageError
from nb2prod.rules.model import Level
from nb2prod.rules.registry import Selection, rule_sources

ALL = "ALL"
_FAMILY = "NB"


@dataclass(frozen=True, slots=True)
class Said:
    """What the command line says of rules.

    Attributes:
        select: Codes that are looked for; `None` where nothing is said.
        extend: Codes that are looked for besides.
        ignore: Codes that are not looked for.
        profile: The profile; empty where nothing is said.
        ruff: Whether ruff may run.
    """

    select: tuple[str, ...] | None = None
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    profile: str = ""
    ruff: bool = True


def selection_of(said: Said, config: Config) -> Selection:
    """Work out which of our rules are wanted; the command line comes before the configuration.

    Args:
        said: What the command line says.
        config: The configuration.

    Returns:
        The selection.

    Raises:
        UsageError: A code is nobody's.
    """
    configured = config.lint
    for code in (*(configured.select or ()), *configured.extend_select, *configured.ignore):
        if not _is_ours(code):
            raise UsageError(
                f"there is no rule `{code}` that the configuration could speak of",
                way_out="`nb2prod rules` lists ours; what concerns ruff's stands in ruff's own configuration.",
            )
    _check_known(said)
    production = (said.profile or config.profile) == "production"
    return Selection(
        levels=frozenset({Level.RECOMMENDED, Level.PRODUCTION} if production else {Level.RECOMMENDED}),
        select=configured.select if said.select is None else tuple(filter(_is_ours, said.select)),
        extend=(*configured.extend_select, *filter(_is_ours, said.extend)),
        ignore=(*configured.ignore, *filter(_is_ours, said.ignore)),
    )


def ruff_options(said: Said, config: Config) -> tuple[str, ...] | None:
    """Work out how ruff is to run.

    Args:
        said: What the command line says.
        config: The configuration.

    Returns:
        Options for it; `None` where it is not to run, be it since only our own rules were selected.
    """
    if not (said.ruff and config.lint.ruff):
        return None
    if said.select is not None and not _for_ruff(said.select):
        return None
    options = (("--select", said.select or ()), ("--extend-select", said.extend), ("--ignore", said.ignore))
    return tuple(text for flag, codes in options for code in _for_ruff(codes) for text in (flag, code))


def _for_ruff(codes: Iterable[str]) -> list[str]:
    return [code for code in codes if code == ALL or not _is_ours(code)]


def _check_known(said: Said) -> None:
    """What looks like ours must be ours; the rest is for ruff to judge, if it runs."""
    for code in (*(said.select or ()), *said.extend, *said.ignore):
        if not _is_ours(code) and (code.startswith(_FAMILY) or not said.ruff):
            raise UsageError(f"there is no rule `{code}`", way_out="`nb2prod rules` lists them.")


def _is_ours(code: str) -> bool:
    if code == ALL:
        return True
    return len(code) > 1 and any(source.code.startswith(code) for source in rule_sources())
