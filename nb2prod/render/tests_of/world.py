"""What names stand for at the top of the modules of a planned package."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from functools import cached_property

from nb2prod.plan.model import Hoisted, Module
from nb2prod.render.functions import hoisted_text
from nb2prod.render.tests_of.values import Library, UnknowableError, UserFunction

_OWN = re.compile(r"from \{package\}\.(\w+) import (\w+)(?: as (\w+))?\Z")


class World:
    """Constants, functions and imports of all modules."""

    def __init__(self, modules: Sequence[Module]) -> None:
        self.modules = {m.name: m for m in modules}

    @cached_property
    def hoisted(self) -> dict[tuple[str, str], Hoisted]:
        """Definitions and constants by module and name."""
        return {(m.name, h.name): h for m in self.modules.values() for h in m.hoisted}

    @cached_property
    def ambiguous(self) -> frozenset[tuple[str, str]]:
        """Names that a module gets from several places; which one holds depends on order."""
        found: set[tuple[str, str]] = set()
        for module in self.modules.values():
            sources: dict[str, set[str]] = {}
            for item in module.imports:
                sources.setdefault(item.name, set()).add(item.text)
            own = [*(h.name for h in module.hoisted), *(f.name for f in module.functions)]
            for place, name in enumerate(own):
                sources.setdefault(name, set()).add(f"definition {place}")
            found |= {(module.name, name) for name, texts in sources.items() if len(texts) > 1}
            if "*" in sources:
                # Whatever the star brings may hide a builtin.
                found.add((module.name, "*"))
        return frozenset(found)

    def find(self, module: str, name: str) -> ast.expr | UserFunction | Library | None:
        """What a name stands for in a module.

        Args:
            module: The module.
            name: The name.

        Returns:
            The expression of a constant, a function, or what is imported; `None` for a name that the module does not
            bind, which is then a builtin's.

        Raises:
            UnknowableError: It is bound to something else.
        """
        if (module, name) in self.ambiguous or (module, "*") in self.ambiguous:
            raise UnknowableError(f"{name} is bound more than once")
        if (module, name) in self.hoisted:
            return _meaning(self.hoisted[module, name], module)
        for item in self.modules[module].imports if module in self.modules else ():
            if own := _OWN.match(item.text.strip()):
                if (own[3] or own[2]) == name:
                    return self.find(own[1], own[2])
            elif item.name == name:
                return Library(_qualified(item.text, name))
        return None


def _meaning(hoisted: Hoisted, module: str) -> ast.expr | UserFunction:
    match ast.parse(hoisted_text(hoisted)).body:
        case [ast.FunctionDef(decorator_list=[]) as node] if not hoisted.local_imports:
            return UserFunction(node, module)
        case [ast.Assign(targets=[ast.Name()], value=value)]:
            return value
    raise UnknowableError(f"{hoisted.name} is neither a plain function nor a constant")


def _qualified(text: str, name: str) -> str:
    match ast.parse(text).body:
        case [ast.Import(names=names)]:
            for alias in names:
                if (alias.asname or alias.name.partition(".")[0]) == name:
                    return alias.name if alias.asname else name
        case [ast.ImportFrom(module=str(source), names=names, level=0)]:
            for alias in names:
                if (alias.asname or alias.name) == name:
                    return f"{source}.{alias.name}"
    raise UnknowableError(f"the import of {name}")
