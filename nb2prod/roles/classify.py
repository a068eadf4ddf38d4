"""Role and activity of every statement."""

from __future__ import annotations

from collections.abc import Sequence

from nb2prod.facts.model import Facts
from nb2prod.knowledge.lookup import Knowledge
from nb2prod.notebook.model import Cell, CellKind, ParsedNotebook
from nb2prod.roles.activities import DEFAULT_ACTIVITY, role_of
from nb2prod.roles.bodies import draft_statement
from nb2prod.roles.context import settle
from nb2prod.roles.draft import LOW, Draft
from nb2prod.roles.echoes import hush_echoes
from nb2prod.roles.headings import lean_on_headings
from nb2prod.roles.magics import SETTING_UP, magic_draft
from nb2prod.roles.model import Role, RoleGuess
from nb2prod.roles.parts import Part, collect
from nb2prod.roles.scope import Scope
from nb2prod.roles.steps import Step
from nb2prod.types.model import Interpretation

ROLE_TAG = "nb2prod:role="
EXPLORE_TAG = "nb2prod:explore"


def classify(
    parsed: ParsedNotebook, facts: Sequence[Facts], interpretation: Interpretation, knowledge: Knowledge
) -> tuple[RoleGuess, ...]:
    """Say what each statement is for.

    Args:
        parsed: The notebook and its statements.
        facts: Facts of each statement, in the same order.
        interpretation: Types and effects.
        knowledge: The tables.

    Returns:
        One guess for each statement, in the same order.
    """
    scope = Scope(knowledge)
    drafts: list[Draft] = []
    steps: list[Step] = []
    for fact in facts:
        draft, step = _draft(fact, scope, interpretation)
        drafts.append(draft)
        steps.append(step)
    settle(drafts, steps)
    hush_echoes(drafts, steps)
    lean_on_headings(parsed.notebook, facts, drafts)
    tags = {cell.index: role for cell in parsed.notebook.cells if (role := _tagged(cell)) is not None}
    return tuple(_guess(fact, draft, tags.get(fact.id.cell)) for fact, draft in zip(facts, drafts, strict=True))


def _draft(fact: Facts, scope: Scope, interpretation: Interpretation) -> tuple[Draft, Step]:
    node = fact.statement.node
    if node is None:
        return magic_draft(fact.statement), Step((), (), ())
    part = collect(node)
    draft = draft_statement(part, scope)
    translated = fact.statement.magic
    if translated is not None and (translated.name.startswith("!") or translated.name.startswith(SETTING_UP)):
        draft = magic_draft(fact.statement)
    effects = interpretation.effects.get(fact.id)
    if not draft.activity and draft.evidence and fact.statement.displayed and effects is not None and effects.harmless:
        draft = Draft("inspect", LOW, ["its value is shown, and it changes nothing"])
    if fact.id in interpretation.after:
        scope.learn(interpretation.after[fact.id])
    return draft, _step(part, fact, interpretation)


def _step(part: Part, fact: Facts, interpretation: Interpretation) -> Step:
    """Facts know of scopes; the part knows of methods that change their receiver, and the interpreter knows best."""
    effects = interpretation.effects.get(fact.id)
    changes = (
        part.changes
        if effects is None
        else part.changes | {name for name in effects.certain if not name.startswith("<")}
    )
    later = fact.captures if fact.definition is None else fact.definition.free
    reads = fact.exposed | later if later else fact.exposed
    return Step(reads, fact.may_bind, changes, fact.id.cell, {*part.strings, *part.attributes}, part.column)


def _tagged(cell: Cell) -> Role | None:
    """Role that a cell's tags ask for."""
    if cell.kind is not CellKind.CODE:
        return None
    for tag in sorted(cell.tags):
        if tag.startswith(ROLE_TAG) and tag.removeprefix(ROLE_TAG) in {role.value for role in Role}:
            return Role(tag.removeprefix(ROLE_TAG))
    return Role.EXPLORATION if EXPLORE_TAG in cell.tags else None


def _guess(fact: Facts, draft: Draft, tagged: Role | None) -> RoleGuess:
    role = role_of(draft.activity)
    if tagged is None or fact.imports:
        evidence = tuple(draft.evidence[:4])
        confidence = round(draft.confidence, 2)
        return RoleGuess(
            fact.id, role, draft.activity, confidence, evidence, draft.definition, draft.setting, draft.alone
        )
    activity = draft.activity if role is tagged else DEFAULT_ACTIVITY[tagged]
    return RoleGuess(fact.id, tagged, activity, 1.0, ("cell tag", *draft.evidence[:3]), draft.definition)
