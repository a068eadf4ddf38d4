"""From a plan to what README, packaging and the notebook to explore in are made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from nb2prod.analysis import Analysis
from nb2prod.notebook.model import CellKind, Statement, StatementId
from nb2prod.plan.model import DispositionKind, Plan, StepKind
from nb2prod.render.code import variable_of
from nb2prod.render.pipeline_module import names_of, step_lines
from nb2prod.render.surroundings.model import FlowStep, Omission, Part, ProjectContext, Setting, ThinNotebook
from nb2prod.render.words import plain_text

if TYPE_CHECKING:
    from nb2prod.render import project

MOST_OMISSIONS = 40


def project_context(request: project.Request) -> ProjectContext:
    """Gather what stands around the code of a project."""
    parts = tuple(_part(p, request) for p in request.parts)
    first = request.parts[0]
    title = _title(first.analysis, first.plan) if len(parts) == 1 else request.name.replace("_", " ").title()
    return ProjectContext(
        name=request.name,
        package=request.package,
        title=title,
        description=_description(first.analysis) if len(parts) == 1 else "",
        parts=parts,
        dependencies=request.dependencies.known,
        unknown_imports=request.dependencies.unknown,
        notes=request.dependencies.notes,
    )


def _title(analysis: Analysis, plan: Plan) -> str:
    return (
        plain_text(plan.title) or analysis.notebook.path.stem.replace("_", " ").replace("-", " ").strip().capitalize()
    )


def _description(analysis: Analysis) -> str:
    """The first paragraph that the notebook says about itself."""
    for cell in analysis.notebook.cells:
        if cell.kind is CellKind.CODE and cell.source.strip():
            return ""
        if cell.kind is CellKind.MARKDOWN:
            for block in cell.source.split("\n\n"):
                text = block.strip()
                if text and not text.startswith(("#", "<", "!", "|", "---", "```", "[")):
                    return text
    return ""


def _part(part: project.Part, request: project.Request) -> Part:
    plan = part.plan
    package = f"{request.package}.{part.subpackage}" if part.subpackage else request.package
    sources = {s.id: s for s in part.analysis.parsed.statements}
    omitted = _with_reasons(plan, sources, DispositionKind.OMITTED)
    inline = _with_reasons(plan, sources, DispositionKind.INLINE)
    stem = part.analysis.notebook.path.stem
    return Part(
        name=part.subpackage or request.package,
        notebook=part.analysis.notebook.path.name,
        title=_title(part.analysis, plan),
        description=_description(part.analysis),
        settings=tuple(Setting(s.name, s.type, s.value or None, variable_of(s, package), s.doc) for s in plan.settings),
        flow=_flow(plan),
        omitted=omitted,
        inline=inline,
        leftovers=tuple(
            f"leftovers/{f'{part.subpackage}/' if part.subpackage else ''}cell_{c.cell}.txt" for c in plan.leftovers
        ),
        todo=plan.notes,
        thin=ThinNotebook(stem, _thin_cells(part, plan, package)),
    )


def _with_reasons(plan: Plan, sources: Mapping[StatementId, Statement], kind: DispositionKind) -> tuple[Omission, ...]:
    """The first statements of a kind, each with its reason."""
    found = []
    for item in plan.dispositions:
        if item.kind is kind and item.statement in sources:
            statement = sources[item.statement]
            text = statement.source or (statement.magic.text if statement.magic else "")
            found.append(Omission(text.split("\n")[0][:80], item.reason, f"cell {item.statement.cell}"))
    return tuple(found[:MOST_OMISSIONS])


def _flow(plan: Plan) -> tuple[FlowStep, ...]:
    steps = []
    for step in plan.steps:
        if step.kind is StepKind.CALL and step.function is not None:
            consumes = tuple(v for _, v in step.arguments if v.isidentifier())
            produces = tuple(r.name for r in step.function.returns)
            steps.append(FlowStep(step.function.name, consumes, produces))
    return tuple(steps)


def _thin_cells(part: project.Part, plan: Plan, package: str) -> tuple[tuple[str, str], ...]:
    """The pipeline as cells, so that its author can go on from any step."""
    called = sorted({s.function.module for s in plan.steps if s.function is not None})
    names = names_of(plan, called)
    lines = [
        f"from {package} import {m}" + (f" as {names.modules[m]}" if names.modules[m] != m else "") for m in called
    ]
    alias = f" as {names.settings_class}" if names.settings_class != "Settings" else ""
    lines.append(f"from {package}.settings import Settings{alias}")
    lines += [f"from {package}.{home} import {name}" for name, home in plan.pipeline_hoisted]
    lines += [i.text for i in plan.pipeline_imports]
    lines += ["", f"{names.settings} = {names.settings_class}.from_environment()"]
    cells: list[tuple[str, str]] = [(f"# {_title(part.analysis, plan)}", "\n".join(lines))]
    title = ""
    for step in plan.steps:
        heading = step.function.title if step.function is not None else ""
        shown = f"## {plain_text(heading)}" if heading and heading != title else ""
        title = heading or title
        code = step_lines(step, names)
        code = code[1:] if step.kind is StepKind.EXPLORE else code
        cells.append((shown, "\n".join(c.strip() if step.kind is StepKind.EXPLORE else c for c in code)))
    return tuple(cells)
