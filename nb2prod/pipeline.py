"""The spine: each command as one short function over the stages. What a newcomer reads first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import nb2prod
from nb2prod.analysis import Analysis, Stages
from nb2prod.config import Config
from nb2prod.finding import UnreadableInputError
from nb2prod.knowledge import Knowledge, load_knowledge
from nb2prod.notebook import Notebook, read_source, require_python
from nb2prod.plan.build import Options, plan
from nb2prod.plan.cost import Weights
from nb2prod.plan.model import Module, Plan
from nb2prod.plan.share import share_definitions

if TYPE_CHECKING:
    from nb2prod.render.model import Project
    from nb2prod.render.project import Part, Request
    from nb2prod.render.write import WriteReport
    from nb2prod.rubric.model import ScaleName, Score

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What converting gave.

    Attributes:
        request: What the project was rendered from: analyses and plans.
        project: The project's files.
        output: Folder it was written to; `None` on a dry run.
        report: What happened to each file; `None` on a dry run.
    """

    request: Request
    project: Project
    output: Path | None = None
    report: WriteReport | None = None


def analyze(path: Path | str, config: Config = Config()) -> Analysis:  # noqa: B008
    """Work out all that is known of a notebook without running it.

    Args:
        path: A notebook, or a Python module.
        config: Configuration; its knowledge tables are used.

    Returns:
        The analysis.

    Raises:
        UnreadableInputError: The file is no notebook, or not one of Python 3.
    """
    found = analyze_notebook(read_source(Path(path)), knowledge_of(config))
    return with_checker([found], config)[0][0]


def analyze_notebook(notebook: Notebook, knowledge: Knowledge) -> Analysis:
    """Work out all that is known of a notebook that has been read."""
    require_python(notebook)
    return Stages(notebook, knowledge).analysis


def plan_notebook(path: Path | str, config: Config = Config()) -> Plan:  # noqa: B008
    """Plan the package of a notebook before a file is written.

    Args:
        path: A notebook.
        config: Configuration.

    Returns:
        The plan.

    Raises:
        UnreadableInputError: The file is no notebook of Python 3.
    """
    return plan(analyze(path, config), knowledge_of(config), options_of(config))


def score(path: Path | str, config: Config = Config(), *, scale: ScaleName = "2017") -> Score:  # noqa: B008
    """Score how ready for production something is, by the ML Test Score.

    Args:
        path: A repository's folder, a notebook, or a module. Nothing of it is run.
        config: Configuration; its attestations are counted apart.
        scale: The scale of 2017 or of 2016.

    Returns:
        The score with its evidence.

    Raises:
        UnreadableInputError: There is nothing to read.
        UsageError: An attestation is malformed.
    """
    from nb2prod.repository import read_repository
    from nb2prod.rubric import assess

    return assess(read_repository(path), scale=scale, attested=config.evidence)


def convert(
    paths: Path | str | Sequence[Path | str],
    output: Path | str,
    config: Config = Config(),  # noqa: B008
    *,
    force: bool = False,
    progress: Progress = lambda _: None,
) -> Conversion:
    """Convert notebooks to a package and write it.

    Args:
        paths: One notebook, or several that become one project with a subpackage each.
        output: Folder of the project.
        config: Configuration.
        force: Whether to overwrite generated files that a person has edited.
        progress: Called with a line for each notebook.

    Returns:
        The conversion, with the report of what was written.

    Raises:
        UnreadableInputError: A file is no notebook of Python 3; nothing is written.
        UsageError: The output folder is not ours, or cannot be written.
    """
    from nb2prod.render.write import check_target, write_project

    folder = Path(output)
    check_target(folder)
    conversion = prepare(paths, folder, config, progress=progress)
    report = write_project(conversion.project, folder, force=force)
    return Conversion(conversion.request, conversion.project, folder, report)


def prepare(
    paths: Path | str | Sequence[Path | str],
    output: Path,
    config: Config = Config(),  # noqa: B008
    *,
    progress: Progress = lambda _: None,
) -> Conversion:
    """Convert notebooks, but write nothing.

    Args:
        paths: The notebooks.
        output: Folder of the project; it gives the project its name where the configuration does not.
        config: Configuration.
        progress: Called with a line for each notebook.

    Returns:
        The conversion.

    Raises:
        UnreadableInputError: A file is no notebook of Python 3.
    """
    from nb2prod.render.project import render

    listed = [Path(paths)] if isinstance(paths, str | Path) else [Path(p) for p in paths]
    knowledge = knowledge_of(config)
    parts = _parts(listed, knowledge, config, progress)
    plans, shared = share_definitions([p.plan for p in parts]) if len(parts) > 1 else ([p.plan for p in parts], None)
    parts = tuple(replace(part, plan=own) for part, own in zip(parts, plans, strict=True))
    request = _request(parts, output, config, shared)
    progress(f"writing down {request.package}")
    return Conversion(request, render(request, knowledge))


def _parts(paths: Sequence[Path], knowledge: Knowledge, config: Config, progress: Progress) -> tuple[Part, ...]:
    from nb2prod.render.project import Part, package_name

    analyses, failure = with_checker([_with_code(path, knowledge, progress) for path in paths], config, progress)
    parts: list[Part] = []
    taken = {"shared"}  # the module of definitions that several notebooks share
    for path, analysis in zip(paths, analyses, strict=True):
        name = package_name(path.stem) if len(paths) > 1 else ""
        while name in taken and name:
            name += "_"
        taken.add(name)
        planned = plan(analysis, knowledge, options_of(config))
        if failure and not parts:
            planned = replace(planned, notes=(*planned.notes, failure))
        parts.append(Part(analysis, planned, name))
    return tuple(parts)


def _with_code(path: Path, knowledge: Knowledge, progress: Progress) -> Analysis:
    progress(f"reading {path}")
    analysis = analyze_notebook(read_source(path), knowledge)
    if not analysis.facts and not analysis.parsed.unparsed:
        raise UnreadableInputError(
            f"{path}: it has no code", way_out="Convert a notebook that has at least one code cell with code in it."
        )
    return analysis


def with_checker(
    analyses: Sequence[Analysis],
    config: Config,
    progress: Progress = lambda _: None,
) -> tuple[tuple[Analysis, ...], str]:
    """Ask the checker that the configuration names, once for all notebooks.

    Args:
        analyses: The notebooks.
        config: Configuration.
        progress: Called with a line before it is asked.

    Returns:
        The notebooks with what it said, and why it could not be asked, of which the first one has a warning, too; empty
        if it was, or if none is named.
    """
    if config.checker is None:
        return tuple(analyses), ""
    import sys

    from nb2prod.checker import check_types

    progress(f"asking {config.checker} for types")
    python = config.checker_python or config.pin_from or Path(sys.executable)
    checked = check_types(analyses, knowledge_of(config), config.checker, python)
    if not checked.failure or not checked.analyses:
        return checked.analyses, ""
    failure = f"no types from a checker: {checked.failure}"
    return (_warned(checked.analyses[0], failure), *checked.analyses[1:]), failure


def _warned(analysis: Analysis, warning: str) -> Analysis:
    notebook = replace(analysis.notebook, warnings=(*analysis.notebook.warnings, warning))
    return replace(analysis, parsed=replace(analysis.parsed, notebook=notebook))


def _request(parts: tuple[Part, ...], output: Path, config: Config, shared: Module | None) -> Request:
    from nb2prod.render.dependencies import infer_dependencies
    from nb2prod.render.local_modules import find_local_modules, searched_first
    from nb2prod.render.project import Request, notebook_folder, package_name

    imports = frozenset(i for p in parts for i in p.plan.imports)
    folder = notebook_folder(parts)
    statements = [s for p in parts for s in p.analysis.parsed.statements]
    local = find_local_modules(folder, imports, frozenset(), searched_first(statements))
    outside = frozenset(i for i in imports if i.partition(".")[0] not in dict(local.names))
    dependencies = infer_dependencies(
        outside,
        requirements=tuple(r for p in parts for r in p.plan.requirements),
        watermark="\n".join(o.text for p in parts for c in p.analysis.notebook.cells for o in c.outputs),
        requirements_file=folder / "requirements.txt",
        pin_from=config.pin_from,
    )
    name = config.name or output.resolve().name
    package = _not_taken(package_name(name), imports)
    return Request(
        package.replace("_", "-"), package, parts, dependencies, local, nb2prod.__version__, shared, config.docstrings
    )


def _not_taken(package: str, imports: frozenset[str]) -> str:
    """A package must not hide a module that the notebook imports, or one of the standard library."""
    import sys

    roots = {i.partition(".")[0] for i in imports}
    return f"{package}_package" if package in roots or package in sys.stdlib_module_names else package


def options_of(config: Config) -> Options:
    """What the configuration says to the planner."""
    return Options(config.exploration, Weights(**{"too_long": config.max_function_lines, **config.weights}))


@cache
def _default_knowledge() -> Knowledge:
    return load_knowledge()


def knowledge_of(config: Config) -> Knowledge:
    """The tables, the user's own included; without those they are loaded once."""
    return load_knowledge(config.knowledge) if config.knowledge else _default_knowledge()
