"""Imports: what they bind, and what they read."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from nb2prod.knowledge.distributions import distribution_of, is_stdlib
from nb2prod.types.attributes import library_value, module_value
from nb2prod.types.heap import EMPTY, Regions
from nb2prod.types.targets import bind_name
from nb2prod.types.values import Library, Value

if TYPE_CHECKING:
    from nb2prod.types.machine import Machine

STARS = {"pylab": ("numpy", "matplotlib.pyplot"), "matplotlib.pylab": ("numpy", "matplotlib.pyplot")}
"""Modules whose names come from others."""


def import_modules(machine: Machine, node: ast.Import) -> bool:
    """Interpret `import module`."""
    for alias in node.names:
        _imported(machine, alias.name)
        name = alias.name if alias.asname else alias.name.partition(".")[0]
        bind_name(machine, alias.asname or name, module_value(name).at(_object(machine, name)))
    return True


def import_members(machine: Machine, node: ast.ImportFrom) -> bool:
    """Interpret `from module import member`."""
    module = "." * node.level + (node.module or "")
    _imported(machine, module)
    for alias in node.names:
        if alias.name == "*":
            _import_all(machine, module)
        elif node.level == 0:
            value = library_value(machine, f"{module}.{alias.name}")
            bind_name(
                machine, alias.asname or alias.name, value.at(value.regions | _member(machine, module, alias.name))
            )
        else:
            bind_name(machine, alias.asname or alias.name, Value(refers=Library(f"{module}.{alias.name}")))
    return True


def _object(machine: Machine, module: str) -> Regions:
    """The object that stands for a module which may be the user's own; a library's is none that notebooks change."""
    root = module.partition(".")[0]
    if not root or is_stdlib(root) or distribution_of(root) or machine.knowledge.library(root) is not None:
        return EMPTY
    if root not in machine.modules:
        machine.modules[root] = machine.heap.new()
    return machine.modules[root]


def _member(machine: Machine, module: str, name: str) -> Regions:
    """The object of a member of such a module: what changes it changes what the module holds."""
    owner = _object(machine, module)
    if not owner:
        return EMPTY
    key = f"{module}.{name}"
    if key not in machine.modules:
        machine.modules[key] = machine.heap.new()
        machine.heap.hold(owner, machine.modules[key])
    return machine.modules[key]


def _import_all(machine: Machine, module: str) -> None:
    knowledge = machine.knowledge
    for each in STARS.get(module, (module,)):
        machine.stars.append(each)
        for name in list(machine.notebook.names):
            if knowledge.call(f"{each}.{name}") or knowledge.value(f"{each}.{name}"):
                del machine.notebook.names[name]


def _imported(machine: Machine, module: str) -> None:
    """Record what an import reads: the search path, and the module's file if it may be the user's own."""
    machine.read("<imports>")
    root = module.partition(".")[0]
    library = machine.knowledge.library(root) if root else None
    if library is not None:
        if library.env_sensitive:
            machine.read("<environment>")
        return
    if not root or not (is_stdlib(root) or distribution_of(module)):
        machine.read(f"<files:{module.lstrip('.').replace('.', '/')}.py>")
        machine.read("<cwd>")
    if not is_stdlib(root):
        machine.read("<environment>")
