"""Asking rules about one notebook."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nb2prod.finding import UnreadableInputError
from nb2prod.lint.model import Crash
from nb2prod.rules.model import Hit, NodeRule, NotebookRule, Rule
from nb2prod.rules.site import Site
from nb2prod.rules.unit import Unit

AnyRule = NotebookRule | NodeRule


@dataclass(slots=True)
class Checked:
    """What rules said of one notebook, collected.

    Attributes:
        hits: Each hit with its rule.
        crashes: Rules that failed.
    """

    hits: list[tuple[Rule, Hit]] = field(default_factory=list)
    crashes: dict[str, Crash] = field(default_factory=dict)

    def crash(self, rule: Rule, unit: Unit, error: Exception) -> None:
        """Note that a rule failed."""
        if rule.code not in self.crashes:
            message = f"{type(error).__name__}: {error}"
            self.crashes[rule.code] = Crash(rule.code, unit.path, message, innermost(error))


def check_unit(unit: Unit, rules: Sequence[AnyRule]) -> Checked:
    """Ask rules about a notebook, those only that can have something to say.

    Args:
        unit: The notebook.
        rules: The rules.

    Returns:
        What they said. A rule that fails doesn't stop the others.

    Raises:
        UnreadableInputError: The notebook turns out to be written in Python 2.
    """
    checked = Checked()
    asked = [rule for rule in rules if may_apply(rule, unit)]
    for rule in asked:
        if isinstance(rule, NotebookRule):
            _ask(rule, unit, checked)
    _visit(unit, [rule for rule in asked if isinstance(rule, NodeRule)], checked)
    return checked


def may_apply(rule: Rule, unit: Unit) -> bool:
    """Whether a rule can have something to say, as far as the bare text tells."""
    if unit.is_module and not rule.modules:
        return False
    return unit.holds_mark(rule.marks) and unit.holds_word(rule.words)


def _ask(rule: NotebookRule, unit: Unit, checked: Checked) -> None:
    try:
        checked.hits += [(rule, hit) for hit in rule.check(unit)]
    except UnreadableInputError:
        raise
    except Exception as error:  # noqa: BLE001 - the other rules are still to be asked; the failure is told
        checked.crash(rule, unit, error)


def _visit(unit: Unit, rules: Sequence[NodeRule], checked: Checked) -> None:
    """Walk through each syntax tree once for all rules."""
    if not rules:
        return
    asked = _by_node(rules)
    for site in unit.sites:
        nodes = site.nodes
        for kind in asked.keys() & nodes.keys():
            for rule in asked[kind]:
                for node in nodes[kind]:
                    _ask_at(rule, node, site, checked)


def _by_node(rules: Iterable[NodeRule]) -> dict[type[ast.AST], list[NodeRule]]:
    asked: dict[type[ast.AST], list[NodeRule]] = defaultdict(list)
    for rule in rules:
        for kind in rule.nodes:
            asked[kind].append(rule)
    return dict(asked)


def _ask_at(rule: NodeRule, node: ast.AST, site: Site, checked: Checked) -> None:
    try:
        checked.hits += [(rule, hit) for hit in rule.check(node, site)]
    except UnreadableInputError:
        raise
    except Exception as error:  # noqa: BLE001 - as above
        checked.crash(rule, site.unit, error)


def innermost(error: Exception) -> str:
    """The deepest line of code that was running."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return ""
    code = trace.tb_frame.f_code
    return f"{code.co_filename.rpartition('nb2prod/')[2]}:{trace.tb_lineno} in {code.co_name}"
