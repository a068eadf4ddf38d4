"""The README of a generated project."""

from __future__ import annotations

from collections.abc import Iterator

from nb2prod.render.surroundings.escape import markdown_code, markdown_prose, markdown_text
from nb2prod.render.surroundings.flowchart import draw_flow
from nb2prod.render.surroundings.model import Omission, Part, ProjectContext, Setting
from nb2prod.templates import fill

_LONGEST_CODE = 80
_MOST_PIECES = 5


def readme(context: ProjectContext) -> str:
    """Write the README.

    Args:
        context: The project.

    Returns:
        Its Markdown: what the project does in its author's words, how to run and test it, data flow, settings, what
        was left out, and what is left to a person.
    """
    description = markdown_prose(context.description)
    return (
        fill(
            "layouts/package/README.md.tmpl",
            title=markdown_text(context.title),
            description=f"\n{description}\n" if description else "",
            python=context.python,
            package=context.package,
            argument=f" {context.parts[0].name}" if context.has_several else "",
            data_folder=context.data_folder,
            sections="".join(f"\n{section}\n" for section in _sections(context)),
        ).rstrip()
        + "\n"
    )


def _sections(context: ProjectContext) -> Iterator[str]:
    for part in context.parts:
        if context.has_several:
            yield from _introduction(part, context.package)
        level = "###" if context.has_several else "##"
        yield from (f"{level} {heading}\n\n{body}" for heading, body in _part_sections(part))
    if tasks := list(_tasks(context)):
        yield "## Left to do\n\n" + "\n".join(f"- {task}" for task in tasks)
    sources = ", ".join(markdown_code(part.notebook) for part in context.parts)
    yield f"## Where it comes from\n\n{sources}; `conversion.json` says where each of its statements went."


def _introduction(part: Part, package: str) -> Iterator[str]:
    yield f"## {markdown_text(part.title)}"
    if part.description:
        yield markdown_prose(part.description)
    yield f"Run it with `python -m {package} run {part.name}`."


def _part_sections(part: Part) -> Iterator[tuple[str, str]]:
    if flow := draw_flow(part.flow):
        yield "Data flow", f"```mermaid\n{flow}\n```"
    if part.settings:
        yield "Settings", "\n".join(["| Setting | Environment variable | Default | |", "|---|---|---|---|"]) + "\n" + (
            "\n".join(_setting_row(setting) for setting in part.settings)
        )
    if part.omitted:
        yield "Left out", "\n".join(_omission_lines(part.omitted))


def _setting_row(setting: Setting) -> str:
    default = "must be set" if setting.default is None else markdown_code(_shortened(setting.default))
    name, variable = markdown_code(setting.name), markdown_code(setting.variable)
    return f"| {name} | {variable} | {default} | {markdown_text(setting.description)} |".replace("|  |", "| |")


def _omission_lines(omitted: tuple[Omission, ...]) -> Iterator[str]:
    """One line for each reason, with the first few pieces that it holds for."""
    by_reason: dict[str, list[str]] = {}
    for omission in omitted:
        where = f" ({markdown_text(omission.where)})" if omission.where else ""
        by_reason.setdefault(omission.reason, []).append(markdown_code(_shortened(omission.what)) + where)
    for reason, pieces in by_reason.items():
        more = len(pieces) - _MOST_PIECES
        rest = f" and {more} more" if more > 0 else ""
        yield f"- {', '.join(pieces[:_MOST_PIECES])}{rest}: {markdown_text(reason)}"


def _shortened(code: str) -> str:
    first, *more = code.strip().split("\n")
    cut = len(first) > _LONGEST_CODE
    return f"{first[:_LONGEST_CODE].rstrip()} …" if cut or more else first


def _tasks(context: ProjectContext) -> Iterator[str]:
    """What a person has to do: first what the package can't run without, then what it may do wrong, then style."""
    for part in context.parts:
        for setting in part.settings:
            if setting.default is None:
                yield f"Set {markdown_code(setting.variable)} in the environment."
    for name in context.unknown_imports:
        yield f"Add the distribution that provides {markdown_code(name)} to the dependencies in `pyproject.toml`."
    for part in context.parts:
        yield from part.todo
        for leftover in part.leftovers:
            yield f"Rewrite or delete {markdown_code(leftover)}, which is no Python."
    yield from context.notes
    for part in context.parts:
        yield from _inline_tasks(part.inline)


def _inline_tasks(inline: tuple[Omission, ...]) -> Iterator[str]:
    """One line for each reason why statements stay in the pipeline."""
    for line in _omission_lines(inline):
        pieces, _, reason = line.removeprefix("- ").rpartition(": ")
        yield f"Rewrite what stays in `pipeline.py` as it is, to have it in a function, too: {pieces}; {reason}"
