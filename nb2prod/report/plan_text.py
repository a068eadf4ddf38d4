"""The plan of a package, for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from nb2prod.plan.model import Module, Plan, Step, StepKind
from nb2prod.report.excerpt import first_line, mask_secrets
from nb2prod.report.left_out import find_remarks, remark_lines
from nb2prod.report.model import PlannedNotebook, View
from nb2prod.report.signature import returned, setting_line, signature
from nb2prod.report.wording import cells_of, counted, harmless, one_line


def write(values: Iterable[PlannedNotebook], view: View) -> Iterator[str]:
    """Write a block for each plan."""
    yield from (plan_text(value, view) for value in values)


def plan_text(planned: PlannedNotebook, view: View) -> str:
    """Show a plan: modules, settings, pipeline, and what is left out.

    Args:
        planned: A notebook and its plan.
        view: How it is to look.

    Returns:
        Lines for a terminal.
    """
    plan = planned.plan
    lines = [_head(planned, view)]
    lines += _settings(plan, view)
    for module in plan.modules:
        lines += _module(module, view)
    lines += _pipeline(plan, view)
    if remarks := find_remarks(planned.analysis, plan):
        lines += [view.paint("title", "not in a function"), *remark_lines(remarks, view)]
    if plan.notes:
        lines += [view.paint("title", "notes"), *(f"  {harmless(note)}" for note in plan.notes)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(planned: PlannedNotebook, view: View) -> str:
    plan = planned.plan
    functions = sum(len(module.functions) for module in plan.modules)
    sizes = (
        counted(len(plan.dispositions), "statement"),
        counted(len(plan.modules), "module"),
        counted(functions, "function"),
        counted(len(plan.settings), "setting"),
    )
    return f"{view.paint('title', harmless(str(planned.analysis.notebook.path)))}: {', '.join(sizes)}"


def _settings(plan: Plan, view: View) -> Iterator[str]:
    if plan.settings:
        yield view.paint("title", "settings.py")
    for setting in plan.settings:
        text = f"  {one_line(setting_line(setting), view.width - 2)}"
        yield f"{text}  {view.paint('faint', f'{setting.env}: {one_line(setting.doc)}')}"


def _module(module: Module, view: View) -> Iterator[str]:
    yield view.paint("title", f"{module.name}.py")
    for hoisted in module.hoisted:
        kind = "constant" if hoisted.constant else "definition"
        place = view.paint("faint", f"{kind}, cell {hoisted.piece.statement.id.cell}")
        yield f"  {hoisted.name}  {place}"
    for function in module.functions:
        about = f"{function.activity + ', ' if function.activity else ''}{cells_of(function.cells)}"
        yield f"  {one_line(signature(function))}  {view.paint('faint', about)}"


def _pipeline(plan: Plan, view: View) -> Iterator[str]:
    yield view.paint("title", "pipeline.py")
    width = len(str(len(plan.steps)))
    for number, step in enumerate(plan.steps, 1):
        yield f"  {number:>{width}}  {_step(step, view)}"
    if plan.outputs:
        yield f"  {' ' * width}  returns {', '.join(map(returned, plan.outputs))}"


def _step(step: Step, view: View) -> str:
    match step.kind:
        case StepKind.SETTING:
            return f"{step.name} = settings.{step.setting}"
        case StepKind.INLINE:
            source = one_line(mask_secrets(first_line(step.piece.statement.source if step.piece else "")), 60)
            reason = view.paint("faint", f"inline: {one_line(step.reason)}" if step.reason else "inline")
            return f"{source}  {reason}"
        case StepKind.CALL | StepKind.EXPLORE:
            call = f"{step.function.module}.{step.function.name}" if step.function else step.name
            arguments = ", ".join(expression for _, expression in step.arguments)
            when = f"  {view.paint('exploration', 'only to explore')}" if step.kind is StepKind.EXPLORE else ""
            return f"{one_line(f'{call}({arguments})')}{when}"
