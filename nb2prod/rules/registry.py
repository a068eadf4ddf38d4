"""Which rules there are: found by their files' names, loaded only when they are wanted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path

from nb2prod.finding import UsageError
from nb2prod.rules.model import Level, NodeRule, NotebookRule, Rule

GROUP = "nb2prod.rules"
"""Entry points of third parties: the name is a rule's code, the value the module that holds its `RULE`."""

_FILE = re.compile(r"(nb[a-z]\d{3})_\w+\.py")
_FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class RuleSource:
    """Where a rule is to be had.

    Attributes:
        code: Its code.
        module: The module that holds it as `RULE`.
        origin: The distribution that brings it; empty for our own.
    """

    code: str
    module: str
    origin: str = ""


@cache
def rule_sources() -> tuple[RuleSource, ...]:
    """List all rules by code, our own and those of third parties, without loading any.

    Raises:
        UsageError: Two rules have the same code.
    """
    found: dict[str, RuleSource] = {}
    for source in (*_own(), *_foreign()):
        if other := found.get(source.code):
            raise UsageError(
                f"two rules are called {source.code}: {other.module} and {source.module}",
                way_out="Uninstall one of the distributions that bring them.",
            )
        found[source.code] = source
    return tuple(found[code] for code in sorted(found))


def _own() -> Iterator[RuleSource]:
    for path in _FOLDER.glob("*/nb*.py"):
        if match := _FILE.fullmatch(path.name):
            yield RuleSource(match[1].upper(), f"nb2prod.rules.{path.parent.name}.{path.stem}")


def _foreign() -> Iterator[RuleSource]:
    from nb2prod.rules.entry_points import entry_points

    for name, module, distribution in entry_points(GROUP):
        yield RuleSource(name, module, distribution)


def load_rule(source: RuleSource) -> NotebookRule | NodeRule:
    """Load a rule.

    Args:
        source: Where it is.

    Returns:
        The rule.

    Raises:
        UsageError: A third party's rule can't be loaded, or isn't what it says.
    """
    try:
        rule = import_module(source.module).RULE
    except Exception as error:
        if not source.origin:
            raise
        raise _broken(source, f"{type(error).__name__}: {error}") from error
    if not isinstance(rule, NotebookRule | NodeRule):
        raise _broken(source, "its `RULE` is neither a `NotebookRule` nor a `NodeRule`")
    if rule.code != source.code:
        raise _broken(source, f"its `RULE` calls itself {rule.code}")
    return rule


def _broken(source: RuleSource, why: str) -> UsageError:
    return UsageError(
        f"the rule {source.code} of {source.origin or 'nb2prod'} can't be used: {why}",
        way_out=f"Uninstall {source.origin}, or report it to its authors." if source.origin else "",
    )


@dataclass(frozen=True, slots=True)
class Selection:
    """Which rules are wanted, by codes or beginnings of codes; `ALL` is the beginning of all.

    Attributes:
        levels: Levels that are wanted where nothing is selected by code.
        select: What is wanted instead of that; `None` where nothing is said.
        extend: What is wanted besides.
        ignore: What is not wanted after all.
    """

    levels: frozenset[Level] = frozenset({Level.RECOMMENDED})
    select: tuple[str, ...] | None = None
    extend: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


def selected_rules(selection: Selection, sources: Iterable[RuleSource]) -> list[NotebookRule | NodeRule]:
    """Load the rules that are wanted; the longest beginning of a code decides.

    Args:
        selection: What is wanted.
        sources: What there is.

    Returns:
        The rules, by code.
    """
    chosen = (*(selection.select or ()), *selection.extend)
    rules: list[NotebookRule | NodeRule] = []
    for source in sources:
        for_it, against = longest(source.code, chosen), longest(source.code, selection.ignore)
        if (for_it < 0 and selection.select is not None) or (against >= 0 and against >= for_it):
            continue
        rule = load_rule(source)
        if for_it >= 0 or rule.level in selection.levels:
            rules.append(rule)
    return rules


def longest(code: str, beginnings: Iterable[str]) -> int:
    """Length of the longest beginning that a code has; 0 for `ALL`, -1 where it has none."""
    lengths = [0 if start == "ALL" else len(start) for start in beginnings if start == "ALL" or code.startswith(start)]
    return max(lengths, default=-1)


def documentation(rule: Rule) -> str:
    """The documentation of a rule: what its module says."""
    import inspect
    import sys

    source = next(s for s in rule_sources() if s.code == rule.code)
    load_rule(source)
    return inspect.cleandoc(sys.modules[source.module].__doc__ or "")
