"""From plans to all files of a project."""

from __future__ import annotations

import ast
import json
import keyword
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from nb2prod.analysis import Analysis
from nb2prod.knowledge import Knowledge
from nb2prod.plan.model import DispositionKind, Module, Plan
from nb2prod.render.code import Prose, bootstrap_text, module_text, settings_text
from nb2prod.render.context import project_context
from nb2prod.render.dependencies import Dependencies
from nb2prod.render.docstrings import GOOGLE, Docstring, docstring_lines, fits
from nb2prod.render.explanations import explanations
from nb2prod.render.format import format_project
from nb2prod.render.local_modules import LocalModules
from nb2prod.render.model import Project, ProjectFile
from nb2prod.render.pipeline_module import pipeline_text
from nb2prod.render.project_files import project_files
from nb2prod.render.record import SCHEMA, count_dispositions, notebook_record
from nb2prod.render.spans import Span, statement_spans
from nb2prod.render.test_files import test_files

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Part:
    """One notebook of a project.

    Attributes:
        analysis: What is known of it.
        plan: Its plan.
        subpackage: Folder of its modules inside the package; empty for the package itself.
    """

    analysis: Analysis
    plan: Plan
    subpackage: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What a project is rendered from.

    Attributes:
        name: Name of the distribution.
        package: Import name.
        parts: Its notebooks.
        dependencies: What it needs installed.
        local_modules: Modules beside the notebooks that come along.
        version: Version of nb2prod, for the record.
        shared: Definitions that several notebooks share.
        docstrings: Style of docstrings.
    """

    name: str
    package: str
    parts: tuple[Part, ...]
    dependencies: Dependencies
    local_modules: LocalModules
    version: str
    shared: Module | None = None
    docstrings: str = GOOGLE


def render(request: Request, knowledge: Knowledge) -> Project:
    """Write down a project: code, surroundings, tests and record, formatted.

    Args:
        request: What to render.
        knowledge: The tables, for annotations.

    Returns:
        The project, its `conversion.json` included. Same request, same bytes.
    """
    files: list[ProjectFile] = []
    for part in request.parts:
        files += _code_files(part, request, knowledge)
    files += request.local_modules.files(request.package)
    if request.shared is not None:
        text = module_text(request.shared, request.package, knowledge, frozenset(), Prose(style=request.docstrings))
        files.append(ProjectFile(PurePosixPath("src") / request.package / "shared.py", text))
    context = project_context(request)
    surroundings = [
        f for f in project_files(context) if f.path.name != "__init__.py" or request.package not in f.path.parts
    ]
    files += [_package_init(request, context.title), *surroundings]
    files += test_files(request, knowledge)
    formatted = format_project(Project(request.name, request.package, tuple(files)))
    return replace(formatted, files=(*formatted.files, _record(request, formatted)))


def package_of(part: Part, package: str) -> str:
    """Import name of a part's modules."""
    return f"{package}.{part.subpackage}" if part.subpackage else package


def folder_of(part: Part, package: str) -> PurePosixPath:
    """Folder of a part's modules."""
    base = PurePosixPath("src") / package
    return base / part.subpackage if part.subpackage else base


def _package_init(request: Request, title: str) -> ProjectFile:
    early = bootstrap_text(request.parts[0].plan, request.package) if not request.parts[0].subpackage else ""
    text = f'{_init_docstring(title)}\n\n{early}\n__version__ = "0.1.0"\n'
    return ProjectFile(PurePosixPath("src") / request.package / "__init__.py", text)


def _init_docstring(title: str) -> str:
    """The docstring of a package: its title, below a summary where that is too long for one."""
    said = " ".join(title.split()).rstrip('." ') or "Generated from a notebook"
    content = Docstring(f"{said}.") if fits(f"{said}.", margin=0) else Docstring("A notebook's steps.", (f"{said}.",))
    return "\n".join(docstring_lines(content, margin=0))


def _code_files(part: Part, request: Request, knowledge: Knowledge) -> list[ProjectFile]:
    package, folder = package_of(part, request.package), folder_of(part, request.package)
    known = _classes(part.plan.modules)
    rewrite = request.local_modules.rewrite_imports
    told, style = explanations(part.analysis, part.plan), request.docstrings
    texts = {
        f"{m.name}.py": module_text(m, package, knowledge, known, Prose(told.get(m.name, ()), style))
        for m in part.plan.modules
    }
    texts["settings.py"] = settings_text(part.plan.settings, package, style)
    texts["pipeline.py"] = pipeline_text(part.plan, package, knowledge, Prose(told.get("", ()), style))
    if part.subpackage:
        texts["__init__.py"] = f"{_init_docstring(part.plan.title)}\n\n{bootstrap_text(part.plan, package)}"
    files = [ProjectFile(folder / name, rewrite(text, request.package)) for name, text in texts.items()]
    return [*files, *_leftovers(part)]


def _classes(modules: Sequence[Module]) -> frozenset[str]:
    """Classes of the notebook that an annotation may name: of one with versions a type does not say which is meant."""
    hoisted = [h for m in modules for h in m.hoisted]
    named = {h.name: h.piece.statement.node for h in hoisted}
    classes = [n.name for n in named.values() if isinstance(n, ast.ClassDef)]
    return frozenset(n for n in classes if n in named and classes.count(n) == 1)


def _leftovers(part: Part) -> list[ProjectFile]:
    base = PurePosixPath("leftovers") / part.subpackage if part.subpackage else PurePosixPath("leftovers")
    return [ProjectFile(base / f"cell_{c.cell}.txt", _clean(f"{c.source}\n")) for c in part.plan.leftovers]


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _record(request: Request, project: Project) -> ProjectFile:
    texts = {f.path: f.text for f in project.files}
    notebooks = []
    for part in request.parts:
        folder = folder_of(part, request.package)
        modules = _module_texts(part, folder, texts)
        places = _places(modules)
        spans = statement_spans(part.plan, modules)
        notebooks.append(notebook_record(part.analysis, part.plan, places, part.subpackage, spans))
    record: dict[str, Any] = {
        "schema": SCHEMA,
        "nb2prod": request.version,
        "name": request.name,
        "package": request.package,
        "statements": sum(len(p.plan.dispositions) for p in request.parts),
        "dispositions": total_dispositions(request.parts),
        "files": sorted([*(str(p) for p in texts), "conversion.json"]),
        "dependencies": {"known": list(request.dependencies.known), "unknown": list(request.dependencies.unknown)},
        "notebooks": notebooks,
    }
    text = json.dumps(record, indent=2, ensure_ascii=True) + "\n"
    return ProjectFile(PurePosixPath("conversion.json"), text)


def total_dispositions(parts: Sequence[Part]) -> dict[str, int]:
    """Counts of dispositions over all notebooks of a project."""
    counts = [count_dispositions(p.plan) for p in parts]
    return {k.value: sum(c[k.value] for c in counts) for k in DispositionKind}


def _module_texts(part: Part, folder: PurePosixPath, texts: Mapping[PurePosixPath, str]) -> dict[str, str]:
    """Formatted text of the modules that a plan gave rise to."""
    names = [*(m.name for m in part.plan.modules), "pipeline"]
    return {name: texts[path] for name in names if (path := folder / f"{name}.py") in texts}


def _places(modules: Mapping[str, str]) -> dict[tuple[str, str], Span]:
    """Lines of each top-level function and class in the formatted modules."""
    found: dict[tuple[str, str], Span] = {}
    for module, text in modules.items():
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found[module, node.name] = (node.lineno, node.end_lineno or node.lineno)
    return found


def package_name(text: str) -> str:
    """An import name from any text: lower case, letters, digits and underscores, no keyword, not too long."""
    plain = re.sub(r"\W+", "_", text.encode("ascii", "ignore").decode())[:_LONGEST_NAME].strip("_").lower()
    plain = plain or "converted"
    return f"nb_{plain}" if not plain[0].isalpha() or keyword.iskeyword(plain) else plain


def notebook_folder(parts: Sequence[Part]) -> Path:
    """Folder of the first notebook."""
    return parts[0].analysis.notebook.path.parent
