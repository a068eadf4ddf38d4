"""Rules themselves, listed and explained."""

from __future__ import annotations

from collections.abc import Sequence

from nb2prod.report.formats import to_json
from nb2prod.report.wording import padded
from nb2prod.rules.model import Rule
from nb2prod.rules.registry import documentation

_SCHEMA = 1
_SOURCE = "Zhang et al. 2022, Code smells for machine learning applications"


def as_text(rules: Sequence[Rule]) -> str:
    """List rules, one a line."""
    name = max((len(rule.name) for rule in rules), default=0)
    level = max((len(rule.level.value) for rule in rules), default=0)
    lines = (
        f"{rule.code}  {padded(rule.name, name)}  {padded(rule.level.value, level)}  {rule.summary}\n" for rule in rules
    )
    return "".join(lines)


def as_json(rules: Sequence[Rule]) -> str:
    """Write rules as plain data."""
    return to_json(
        {
            "schema": _SCHEMA,
            "rules": [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "summary": rule.summary,
                    "level": rule.level.value,
                    "severity": rule.severity.value,
                    "modules": rule.modules,
                    "smells": list(rule.smells),
                    "documentation": documentation(rule),
                }
                for rule in rules
            ],
        }
    )


def explained(rule: Rule) -> str:
    """Write a rule's documentation, as Markdown."""
    title = f"# {rule.name} ({rule.code})\n\n"
    about = f"{rule.severity.value.capitalize()}; {rule.level.value}"
    smells = f"; smell {', '.join(map(str, rule.smells))} of {_SOURCE}" if rule.smells else ""
    return f"{title}{documentation(rule)}\n\n{about}{smells}.\n"
