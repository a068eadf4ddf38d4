"""The class of what a pipeline arrives at, each field documented by the step that gives it."""

from __future__ import annotations

from dataclasses import replace

from nb2prod.knowledge import Knowledge
from nb2prod.notebook.indentation import indent
from nb2prod.plan.model import Plan, StepKind
from nb2prod.render.annotations import Surroundings, annotate
from nb2prod.render.docstrings import Docstring, Entry, docstring_lines
from nb2prod.render.type_imports import contested


def outputs_class(plan: Plan, name: str, knowledge: Knowledge, style: str) -> tuple[list[str], set[str]]:
    """Write the class of what a pipeline arrives at.

    Args:
        plan: The plan.
        name: Name of the class.
        knowledge: The tables, for annotations.
        style: Style of its docstring.

    Returns:
        Its lines, and the imports that its annotations need.
    """
    imports = {i.name: i.text for i in plan.pipeline_imports}
    around = Surroundings(imports=imports, others=frozenset(name for name, _ in plan.pipeline_hoisted))
    found = [annotate(output.guess, knowledge, around) for output in plan.outputs]
    if twice := contested({text for each in found if each for text in each[1]}):
        around = replace(around, others=around.others | twice)
        found = [annotate(output.guess, knowledge, around) for output in plan.outputs]
    notes = {text for each in found if each for text in each[1]}
    fields = [f"    {o.name}: {each[0] if each else 'object'}" for o, each in zip(plan.outputs, found, strict=True)]
    doc = docstring_lines(_documented(plan), style)
    return ["@dataclass(frozen=True)", f"class {name}:", indent("\n".join(doc)), "", *fields], notes


def _documented(plan: Plan) -> Docstring:
    """Which step each result comes from."""
    origins = {
        r.name: f"From `{s.function.module}.{s.function.name}`."
        for s in plan.steps
        if s.function is not None and s.kind is StepKind.CALL
        for r in s.function.returns
    }
    inline = {name for s in plan.steps if s.kind is StepKind.INLINE for name in s.binds}
    facts = {o.name: "From the pipeline itself." if o.name in inline else origins.get(o.name, "") for o in plan.outputs}
    return Docstring(
        "What the pipeline arrives at.", attributes=tuple(Entry(name, fact) for name, fact in facts.items() if fact)
    )
