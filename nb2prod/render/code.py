"""The modules of a generated package as source text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nb2prod.knowledge import Knowledge
from nb2prod.plan.model import Function, Hoisted, Import, Module, Plan, Setting
from nb2prod.render.annotations import Surroundings
from nb2prod.render.docstrings import GOOGLE, MARGIN, Docstring, Entry, docstring_lines
from nb2prod.render.functions import datum_text, function_text, hoisted_text
from nb2prod.render.source import piece_text
from nb2prod.render.type_imports import FUTURE, GUARD, contested, guarded_lines, only_for_types

PURPOSES = {
    "shared": "Functions and classes that several notebooks share.",
    "constants": "Constants that several modules use.",
    "definitions": "Functions and classes that several modules use.",
    "preparation": "Get the input data.",
    "preprocessing": "Make, replace, filter and split the data.",
    "training": "Compute and train.",
    "evaluation": "Measure how good the results are.",
    "prediction": "Predict with the fitted model.",
    "reporting": "Print what the notebook prints between its steps.",
    "output": "Save and export the results.",
    "exploration": "Plots, off the main path: they run with `explore=True` only.",
}


@dataclass(frozen=True, slots=True)
class Prose:
    """How a module's docstrings are written.

    Attributes:
        notes: Paragraphs of its own docstring, in the author's words.
        style: Style of docstrings.
    """

    notes: tuple[str, ...] = ()
    style: str = GOOGLE


PLAIN = Prose()


def module_text(module: Module, package: str, knowledge: Knowledge, known: frozenset[str], prose: Prose = PLAIN) -> str:
    """Write a module: imports, constants, definitions, steps.

    Args:
        module: The module.
        package: Import name of the package.
        knowledge: The tables, for annotations.
        known: Classes of the notebook by module, that annotations may name where the module has them.
        prose: What its docstring tells, and how docstrings look.

    Returns:
        Source text, not formatted yet.
    """
    own = frozenset(h.name for h in module.hoisted)
    imports = {i.name: i.text.replace("{package}", package) for i in module.imports}
    classes = known & (own | imports.keys())
    others = {n: t for n, t in imports.items() if n not in classes}
    around = Surroundings(classes, others, own - classes | {f.name for f in module.functions})
    written, notes = _written(module.functions, knowledge, around, prose.style)
    content = Docstring(PURPOSES.get(module.name, "Part of the pipeline."), prose.notes)
    guarded = only_for_types(module, notes, imports.values())
    needed = notes - guarded | ({FUTURE, GUARD} if guarded else frozenset())
    lines = [*docstring_lines(content, prose.style, margin=0), ""]
    lines += [*import_lines(module.imports, needed, package), "", *guarded_lines(guarded)]
    parts = [datum_text(d) for f in module.functions for d in f.data]
    parts += [hoisted_text(h) for h in in_dependency_order(module.hoisted)] + written
    return "\n".join([*lines, *parts])


def _written(
    functions: Sequence[Function], knowledge: Knowledge, around: Surroundings, style: str
) -> tuple[list[str], frozenset[str]]:
    """Steps, and the imports of their annotations; what two of these call by one name is not annotated."""
    found = [function_text(f, knowledge, around, style) for f in functions]
    if twice := contested({text for _, imports in found for text in imports}):
        around = replace(around, others=around.others | twice)
        found = [function_text(f, knowledge, around, style) for f in functions]
    return [text for text, _ in found], frozenset(text for _, imports in found for text in imports)


def in_dependency_order(hoisted: Sequence[Hoisted]) -> list[Hoisted]:
    """Constants first: definitions may need them when they are made."""
    return [h for h in hoisted if h.constant] + [h for h in hoisted if not h.constant]


def import_lines(imports: Iterable[Import], annotations: Iterable[str], package: str) -> list[str]:
    """Import statements, those that only text mentions marked so that no linter removes them."""
    texts: dict[str, bool] = {}
    for item in imports:
        text = item.text.replace("{package}", package)
        texts[text] = texts.get(text, False) or item.keep
    for text in sorted(annotations):  # they are a set, and a star import keeps the lines in their order
        texts.setdefault(text, False)
    plain = [t for t in texts if "\n" not in t]
    if not any(t.endswith("import *") for t in plain):
        plain.sort()
    plain.sort(key=lambda text: not text.startswith("from __future__ "))
    blocks = sorted(t for t in texts if "\n" in t)
    return [f"{t}  # noqa: F401" if texts[t] else t for t in plain] + blocks


def settings_text(settings: Sequence[Setting], package: str, style: str = GOOGLE) -> str:
    """Write the settings: a frozen data class, each field overridable from the environment."""
    required = [s for s in settings if not s.value]
    rest = [s for s in settings if s.value]
    fields = [f"    {s.name}: {s.type}" for s in required] + [
        f"    {s.name}: {s.type} = {shown_value(s.value)}" for s in rest
    ]
    attributes = tuple(Entry(s.name, f"{s.doc}.", s.type) for s in [*required, *rest])
    own = Docstring("Paths, queries, seeds and the like.", attributes=attributes)
    errors = [("ValueError", "A variable holds no value of the field's type.")]
    errors += [("KeyError", "A variable that has no default is not set.")] if required else []
    taken = Docstring(
        "Take each field from its environment variable, where that is set.",
        raises=tuple(Entry(name, fact) for name, fact in errors),
    )
    names = {s.name: variable_of(s, package) for s in [*required, *rest]}
    table = [f'    "{name}": "{variable}",' for name, variable in names.items()]
    kinds = sorted({s.type for s in settings} - {"str"})
    convert = [f'    "{s.name}": {s.type},' for s in settings if s.type in kinds]
    return "\n".join(
        [
            '"""What depends on where the pipeline runs."""',
            "",
            "import os",
            "from dataclasses import dataclass",
            "",
            "VARIABLES: dict[str, str] = {",
            *table,
            "}",
            "TYPES: dict[str, type] = {",
            *convert,
            "}",
            "",
            "@dataclass(frozen=True)",
            "class Settings:",
            *indented(docstring_lines(own, style), 1),
            "",
            *(fields or []),
            "",
            "    @classmethod",
            '    def from_environment(cls) -> "Settings":',
            *indented(docstring_lines(taken, style, margin=2 * MARGIN), 2),
            "        given = {",
            "            field: TYPES.get(field, str)(os.environ[variable])",
            "            for field, variable in VARIABLES.items()",
            "            if variable in os.environ",
            "        }",
            *_required_check(required, package),
            "        return cls(**given)",
            "",
        ]
    )


def shown_value(source: str) -> str:
    """Source of a default as a person writes it: a text of several lines, such as a query, line by line."""
    value = ast.literal_eval(source)
    if not isinstance(value, str) or "\n" not in value.strip("\n"):
        return source
    plain = all(line.isprintable() for line in value.split("\n"))
    if not plain or "\\" in value or '"""' in value or value.endswith('"'):
        return source
    return f'"""{value}"""' if value.startswith("\n") else f'"""\\\n{value}"""'


def indented(lines: Iterable[str], levels: int) -> list[str]:
    """Lines further in; empty ones stay empty."""
    return [f"{' ' * MARGIN * levels}{line}" if line else "" for line in lines]


def variable_of(setting: Setting, package: str) -> str:
    """Environment variable of a setting: the package's name first, so that two packages don't meet."""
    return f"{package.rpartition('.')[0] or package}_{setting.env}".upper().replace(".", "_")


def _required_check(required: Sequence[Setting], package: str) -> list[str]:
    if not required:
        return []
    names = ", ".join(f'"{s.name}"' for s in required)
    del package
    return [
        f"        for field in ({names},):",
        "            if field not in given:",
        '                raise KeyError(f"set the environment variable {VARIABLES[field]}")',
    ]


def bootstrap_text(plan: Plan, package: str) -> str:
    """What has to happen before any module of the package is imported; empty if nothing has."""
    if not plan.bootstrap and not plan.bootstrap_imports and not plan.searches_here:
        return ""
    here = (Import("sys", "import sys"),) if plan.searches_here else ()
    lines = import_lines([*plan.bootstrap_imports, *here], (), package)
    if plan.searches_here:
        lines += ["", "# The notebook changes the folder and imports from there.", 'sys.path.insert(0, "")']
    return "\n".join([*lines, *(piece_text(p) for p in plan.bootstrap)]) + "\n"
