"""Lifting literals out of steps: into the settings, and into options of the step."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from nb2prod.knowledge import Knowledge
from nb2prod.notebook.model import StatementId
from nb2prod.plan.edits import Offsets
from nb2prod.plan.literals import Configuring, assigned_literal, configuring_arguments
from nb2prod.plan.lookup import Lookup
from nb2prod.plan.model import Edit, Literal, Parameter, ParameterKind, Setting
from nb2prod.plan.naming import field_name, words_of
from nb2prod.plan.unit import Unit
from nb2prod.types.model import TypeGuess, TypeSource

MOST_OPTIONS = 6


@dataclass(frozen=True, slots=True)
class Lifted:
    """What was lifted out of one step.

    Attributes:
        edits: For each position the edits of its source.
        parameters: Parameters that the step gains.
        options: Literals that became options, to be told by the step's name once it has one.
    """

    edits: dict[int, list[Edit]] = field(default_factory=dict)
    parameters: list[Parameter] = field(default_factory=list)
    options: list[tuple[StatementId, str, str]] = field(default_factory=list)


class Lifter:
    """Collects the settings of a package while its steps are made."""

    def __init__(self, lookup: Lookup, knowledge: Knowledge, reserved: frozenset[str]) -> None:
        self.lookup = lookup
        self.knowledge = knowledge
        self.reserved = reserved
        self.settings: list[Setting] = []
        self.literals: list[Literal] = []
        self._fields: set[str] = set()
        self._by_value: dict[tuple[str, object], Setting] = {}

    def assign(self, unit: Unit) -> Setting | None:
        """Make a setting of a statement that only names a literal; `None` if it does not."""
        found = assigned_literal(unit)
        if found is None:
            return None
        name, literal = found
        return self._setting(literal, field_name(name), unit, shared=False)

    def lift(self, units: Sequence[Unit], qualified: Callable[[str], str]) -> Lifted:
        """Lift what configures out of the statements of one step.

        Args:
            units: The statements.
            qualified: From dotted source text to a qualified name.

        Returns:
            Edits and parameters.
        """
        lifted = Lifted()
        found = [(u, c) for u in units if u.facts.definition is None for c in self._literals_of(u, qualified)]
        if not found:
            return lifted
        taken = set(self.reserved)
        by_setting: dict[str, str] = {}
        counts = Counter(c.hint for _, c in found if c.kind == "option")
        for unit, literal in found:
            if literal.kind == "option":
                if counts[literal.hint] == 1 and len(lifted.options) < MOST_OPTIONS:
                    self._option(unit, literal, lifted, taken)
                continue
            setting = self._setting(literal, self._field_name(literal), unit, shared=True)
            if setting.name not in by_setting:
                name = _free(setting.name, taken)
                by_setting[setting.name] = name
                guess = TypeGuess(setting.type, TypeSource.LITERAL, 1.0)
                lifted.parameters.append(
                    Parameter(name, ParameterKind.SETTING, guess, setting=setting.name, fact=f"{_doc(literal)}.")
                )
            self._edit(unit, literal, by_setting[setting.name], lifted)
        return lifted

    def _literals_of(self, unit: Unit, qualified: Callable[[str], str]) -> list[Configuring]:
        assigned = assigned_literal(unit)
        found = list(configuring_arguments(unit, qualified, self.knowledge))
        return [assigned[1], *found] if assigned else found

    def _option(self, unit: Unit, literal: Configuring, lifted: Lifted, taken: set[str]) -> None:
        name = literal.hint
        if name in taken:
            return
        taken.add(name)
        kind = type(literal.value).__name__
        guess = TypeGuess(kind, TypeSource.LITERAL, 1.0)
        text = Offsets(unit.statement.source).text(literal.node)
        fact = f"`{name}` of `{literal.call.rpartition('.')[2]}`." if literal.call else ""
        lifted.parameters.append(Parameter(name, ParameterKind.OPTION, guess, default=text, fact=fact))
        lifted.options.append((unit.statement.id, text, name))
        self._edit(unit, literal, name, lifted)

    def _edit(self, unit: Unit, literal: Configuring, text: str, lifted: Lifted) -> None:
        start, end = Offsets(unit.statement.source).span(literal.node)
        lifted.edits.setdefault(unit.position, []).append(Edit(start, end, text))

    def _setting(self, literal: Configuring, wish: str, unit: Unit, *, shared: bool) -> Setting:
        key = (literal.kind, literal.value)
        if shared and key in self._by_value:
            setting = self._by_value[key]
        else:
            name = _free(wish, self._fields)
            secret = literal.kind == "secret"
            setting = Setting(
                name=name,
                type=type(literal.value).__name__,
                value="" if secret else repr(literal.value),
                env=name.upper(),
                doc=_doc(literal),
                statement=unit.statement.id,
            )
            self.settings.append(setting)
            self._by_value.setdefault(key, setting)
        self.literals.append(Literal(unit.statement.id, setting.value, f"settings.{setting.name}"))
        return setting

    def _field_name(self, literal: Configuring) -> str:
        match literal.kind:
            case "seed":
                return "seed"
            case "query":
                table = re.search(r"\bfrom\s+[`\"\[]?([\w.]+)", str(literal.value), re.IGNORECASE)
                return field_name(f"{table.group(1).rpartition('.')[2]}_query") if table else "query"
            case "path" | "url":
                return _path_name(str(literal.value), literal.kind)
        return field_name(literal.hint)


def _path_name(value: str, kind: str) -> str:
    stem = PurePosixPath(value.replace("\\", "/")).name.partition(".")[0]
    words = words_of(re.sub(r"[_\-]", " ", stem))
    if kind == "url":
        words = words[:2] or ["source"]
    return field_name("_".join([*(words[:3] or ["data"]), kind]))


def _doc(literal: Configuring) -> str:
    call = f"`{literal.call.rpartition('.')[2]}`" if literal.call else ""
    what, of_call = {
        "path": ("Path that the notebook reads or writes", "Path for {call}"),
        "url": ("Address that the notebook reads", "Address for {call}"),
        "query": ("Query that gets the data", "Query for {call}"),
        "seed": ("Seed of the random numbers", "Seed of {call}"),
        "secret": ("Secret; taken from the environment, never stored", "Secret for {call}; never stored"),
    }[literal.kind]
    return of_call.format(call=call) if call and call != "`seed`" else what


def _free(wish: str, taken: set[str]) -> str:
    name, number = wish, 2
    while name in taken:
        name, number = f"{wish}_{number}", number + 1
    taken.add(name)
    return name
