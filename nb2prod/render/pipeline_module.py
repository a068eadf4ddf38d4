"""`pipeline.py`: the notebook's table of contents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from nb2prod.knowledge import Knowledge
from nb2prod.notebook.indentation import INDENT, indent
from nb2prod.plan.model import Import, Plan, Section, Step, StepKind
from nb2prod.plan.section_parts import failing_cell
from nb2prod.render.code import PLAIN, Prose, import_lines
from nb2prod.render.docstrings import Docstring, Entry, docstring_lines, fits
from nb2prod.render.functions import EXPECTED, is_keyword_only
from nb2prod.render.outputs_class import outputs_class
from nb2prod.render.shared_scope import SHARED_IMPORTS, declared_lines, global_lines, start_lines
from nb2prod.render.source import piece_lines
from nb2prod.render.words import plain_text, sentence_of


@dataclass(frozen=True, slots=True)
class Names:
    """What the pipeline calls its own things, so that they never meet a name of the notebook."""

    settings: str
    explore: str
    settings_class: str
    outputs_class: str
    modules: dict[str, str]


def names_of(plan: Plan, modules: Sequence[str]) -> Names:
    """Choose names that the notebook does not use."""

    def free(name: str, other: str) -> str:
        while name in plan.reserved:
            name, other = other, f"{other}_"
        return name

    return Names(
        settings=free("settings", "run_settings"),
        explore=free("explore", "run_explore"),
        settings_class=free("Settings", "PipelineSettings"),
        outputs_class=free("Outputs", "PipelineOutputs"),
        modules={m: free(m, f"{m}_steps") for m in modules},
    )


def pipeline_text(plan: Plan, package: str, knowledge: Knowledge, prose: Prose = PLAIN) -> str:
    """Write the pipeline.

    Args:
        plan: The plan.
        package: Import name of the package.
        knowledge: The tables, for annotations.
        prose: What its docstring tells, and how docstrings look.

    Returns:
        Source text, not formatted yet.
    """
    called = sorted({s.function.module for s in plan.steps if s.function is not None})
    names = names_of(plan, called)
    fields, notes = outputs_class(plan, names.outputs_class, knowledge, prose.style)
    own = [_module_import(package, m, names) for m in called]
    own.append(_aliased(f"{package}.settings", "Settings", names.settings_class))
    own += [f"from {package}.{home} import {name}" for name, home in plan.pipeline_hoisted]
    keep = plan.shared is not None
    imports = [Import("", t, keep=keep and "import " in t) for t in own]
    imports += [Import("", t) for t in SHARED_IMPORTS] if keep else []
    lines = import_lines([*plan.pipeline_imports, *imports], notes, package)
    summary, more = _summary(plan)
    head = [*docstring_lines(Docstring(summary, (*more, *prose.notes)), prose.style, margin=0), ""]
    head += [line for line in lines if line.startswith("from __future__")]
    head += ["from dataclasses import dataclass", *(["import asyncio"] if plan.awaits else [])]
    chapters = [line for part in plan.chapters for line in _section_lines(part, plan, names)]
    rest = [line for line in lines if line not in head]
    shared = declared_lines(plan.shared, {n for i in plan.pipeline_imports for n in [i.name]})
    return "\n".join([*head, *rest, "", *fields, "", *shared, "", *_run(plan, names, prose.style), "", "", *chapters])


def _summary(plan: Plan) -> tuple[str, tuple[str, ...]]:
    """First sentence of the pipeline's docstring, the notebook's title where that has room, and the title where not."""
    title = plain_text(plan.title).rstrip(".!?: ")
    sentence = f"{title[:1].upper()}{title[1:]}, step by step." if title else ""
    if sentence and fits(sentence, margin=0):
        return sentence, ()
    return "The notebook, step by step.", (f"{title}.",) if title else ()


def _module_import(package: str, module: str, names: Names) -> str:
    return _aliased(package, module, names.modules[module])


def _aliased(source: str, name: str, alias: str) -> str:
    return f"from {source} import {name}" + (f" as {alias}" if alias != name else "")


def _run(plan: Plan, names: Names, style: str) -> list[str]:
    wrapped = plan.awaits or names.settings != "settings" or names.explore != "explore"
    parameters = f"settings: {names.settings_class} | None = None, *, explore: bool = False"
    body = _body(plan, names)
    doc = docstring_lines(_run_doc(names), style)
    if not wrapped:
        start = [f"{names.settings} = {names.settings} or {names.settings_class}.from_environment()"]
        return [f"def run({parameters}) -> {names.outputs_class}:", *_indented([*doc, *start, *body])]
    word = "async def" if plan.awaits else "def"
    call = f"_steps(settings or {names.settings_class}.from_environment(), explore)"
    outer = [
        f"def run({parameters}) -> {names.outputs_class}:",
        *_indented([*doc, f"return asyncio.run({call})" if plan.awaits else f"return {call}"]),
        "",
        "",
    ]
    header = f"{word} _steps({names.settings}: {names.settings_class}, {names.explore}: bool) -> {names.outputs_class}:"
    return [*outer, header, *_indented(body)]


def _run_doc(names: Names) -> Docstring:
    settings = "Paths, queries, seeds; from the environment if they are not given."
    return Docstring(
        "Run all steps in the notebook's order.",
        arguments=(
            Entry("settings", settings, f"{names.settings_class} | None"),
            Entry("explore", "Whether to make the plots too.", "bool"),
        ),
        returns=(Entry("results", "What the notebook arrives at, read from top to bottom.", names.outputs_class),),
    )


def _indented(lines: Sequence[str]) -> list[str]:
    return [indent("\n".join(lines))]


def _body(plan: Plan, names: Names) -> list[str]:
    lines = [*start_lines(plan.shared), *plan.prologue, *_part_lines(plan.chapters, plan, names)]
    last = plan.chapters[-1] if plan.chapters else None
    if isinstance(last, Section) and last.concludes:
        return lines
    return [*lines, _conclusion(plan, names)]


def _conclusion(plan: Plan, names: Names) -> str:
    return f"return {names.outputs_class}({', '.join(f'{o.name}={o.name}' for o in plan.outputs)})"


def _section_arguments(section: Section, names: Names) -> list[str]:
    return [*([names.settings] if section.uses_settings else []), *section.parameters]


def _section_call(section: Section, plan: Plan, names: Names) -> str:
    passed = [*_section_arguments(section, names), *([f"{names.explore}={names.explore}"] if section.explores else [])]
    call = f"{'await ' if plan.awaits else ''}{section.name}({', '.join(passed)})"
    if section.concludes:
        return f"return {call}"
    return f"{', '.join(section.returns)} = {call}" if section.returns else call


def _part_lines(parts: Sequence[Step | Section], plan: Plan, names: Names) -> list[str]:
    """Lines of consecutive parts; plots that follow each other stand under one condition."""
    lines: list[str] = []
    for is_section, group in groupby(parts, key=lambda p: isinstance(p, Section)):
        if is_section:
            lines += [_section_call(s, plan, names) for s in group if isinstance(s, Section)]
        else:
            lines += steps_lines([s for s in group if isinstance(s, Step)], names)
    return lines


def _section_lines(section: Step | Section, plan: Plan, names: Names) -> list[str]:
    """A section as a function, and those that it consists of."""
    if isinstance(section, Step):
        return []
    notes = [f"{names.settings}: {names.settings_class}"] if section.uses_settings else []
    explore = ["*", f"{names.explore}: bool"] if section.explores else []
    parameters = ", ".join([*notes, *section.parameters, *explore])
    title = sentence_of(plain_text(section.title) or "Steps that belong together")
    doc = Docstring(title) if fits(title) else Docstring("Steps under one heading.", (title,))
    body = [*(f"{n} = None" for n in section.unset), *_part_lines(section.parts, plan, names)]
    if section.concludes:
        body.append(_conclusion(plan, names))
    body += [f"return {', '.join(section.returns)}"] if section.returns else []
    word = "async def" if plan.awaits else "def"
    below = [line for part in section.parts for line in _section_lines(part, plan, names)]
    arrow = f" -> {names.outputs_class}" if section.concludes else ""
    return [
        f"{word} {section.name}({parameters}){arrow}:",
        *_indented([*docstring_lines(doc), *global_lines(plan.shared, body), *body]),
        "",
        "",
        *below,
    ]


def steps_lines(steps: Sequence[Step], names: Names) -> list[str]:
    """Lines of consecutive steps; plots that follow each other stand under one condition."""
    lines: list[str] = []
    explored = False
    for failing, group in groupby(steps, key=failing_cell):
        if failing:
            inside = [line for step in group for line in step_lines(step, names)]
            lines += ["try:", *_indented(inside), f"except BaseException:  # {EXPECTED}", f"{INDENT}pass"]
            explored = False
            continue
        for step in group:
            found = step_lines(step, names)
            lines += found[1:] if explored and step.kind is StepKind.EXPLORE else found
            explored = step.kind is StepKind.EXPLORE
    return lines


def step_lines(step: Step, names: Names) -> list[str]:
    """Lines of one step."""
    if step.kind is StepKind.INLINE and step.piece is not None:
        return [f"# Inline: {plain_text(step.reason)}.", *piece_lines(step.piece)]
    call = call_text(step, names)
    if step.kind is StepKind.EXPLORE:
        return [f"if {names.explore}:", f"    {call}"]
    return [call]


def call_text(step: Step, names: Names) -> str:
    """The call of a step, with what it gives assigned to the notebook's names."""
    function = step.function
    if function is None:
        return ""
    passed = []
    for parameter in function.parameters:
        value = dict(step.arguments).get(parameter.name)
        if value is None:
            continue
        if value.startswith("settings."):
            value = f"{names.settings}.{value.partition('.')[2]}"
        passed.append(f"{parameter.name}={value}" if is_keyword_only(parameter, function) else value)
    wait = "await " if function.awaits else ""
    call = f"{wait}{names.modules[function.module]}.{function.name}({', '.join(passed)})"
    targets = ", ".join(r.name for r in function.returns)
    return f"{targets} = {call}" if targets else call
