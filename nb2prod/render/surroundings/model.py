"""What has to be known about a project to write what stands around its code."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """One field of the generated settings.

    Attributes:
        name: Its name.
        type: Its annotation, as written.
        default: Its default as Python source; `None` where the environment has to give it.
        variable: Environment variable that overrides it.
        description: What it is for; may be empty.
    """

    name: str
    type: str
    default: str | None
    variable: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step of the pipeline, for the drawing of the data flow.

    Attributes:
        label: What it does, in a few words.
        consumes: Names that it takes.
        produces: Names that it gives or changes.
    """

    label: str
    consumes: tuple[str, ...] = ()
    produces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Omission:
    """A piece of the notebook that has no place in the package.

    Attributes:
        what: Its source, or what it is; shown as code.
        reason: Why it was left out, in words.
        where: Its place, such as `cell 8`.
    """

    what: str
    reason: str
    where: str = ""


@dataclass(frozen=True, slots=True)
class ThinNotebook:
    """A notebook that calls the package step by step, to go on exploring in.

    Attributes:
        name: Its file name without the extension.
        cells: Pairs of Markdown and code, each of which may be empty.
    """

    name: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What came from one notebook.

    Attributes:
        name: Name to run it by where there are several, which is that of its subpackage.
        notebook: The notebook's file name.
        title: Its title, as plain text.
        description: What it says about itself, as Markdown; may be empty.
        settings: Fields of its settings.
        flow: Steps of its pipeline, in order.
        omitted: What was left out.
        leftovers: Files that hold what isn't Python, relative to the project.
        todo: What else a person has to do, a sentence of Markdown each.
        thin: Notebook that calls the package.
        inline: What stays in the pipeline itself.
    """

    name: str
    notebook: str
    title: str
    description: str = ""
    settings: tuple[Setting, ...] = ()
    flow: tuple[FlowStep, ...] = ()
    omitted: tuple[Omission, ...] = ()
    leftovers: tuple[str, ...] = ()
    todo: tuple[str, ...] = ()
    thin: ThinNotebook | None = None
    inline: tuple[Omission, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectContext:
    """A whole project.

    Attributes:
        name: Name of the distribution.
        package: Import name.
        title: Title, as plain text.
        description: What it does, as Markdown; may be empty. Its first line becomes the summary.
        parts: One for each notebook. One alone is the package itself; several are subpackages.
        dependencies: Requirements (PEP 508).
        unknown_imports: Imports whose distribution a person has to name.
        notes: What else a person should know about the dependencies, a sentence of Markdown each.
        python: Oldest version of Python that will do.
        version: Version of the project.
        data_folder: Folder that relative paths start from, seen from the project: by default the one that holds it.
    """

    name: str
    package: str
    title: str
    description: str
    parts: tuple[Part, ...]
    dependencies: tuple[str, ...] = ()
    unknown_imports: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    python: str = "3.11"
    version: str = "0.1.0"
    data_folder: str = ".."

    @property
    def has_several(self) -> bool:
        """Whether each notebook has a subpackage of its own."""
        return len(self.parts) > 1
