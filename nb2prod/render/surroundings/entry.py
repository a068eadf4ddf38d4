"""`__init__.py` and `__main__.py` of a generated package."""

from __future__ import annotations

from nb2prod.render.surroundings.escape import docstring
from nb2prod.render.surroundings.model import ProjectContext
from nb2prod.templates import fill, template_text

_FOLDER = "layouts/package"


def package_init(context: ProjectContext) -> str:
    """Write the package's `__init__.py`: what it is, and its version."""
    return fill(f"{_FOLDER}/init.py.tmpl", summary=docstring(context.title), version=context.version)


def package_main(context: ProjectContext) -> str:
    """Write the package's `__main__.py`.

    Args:
        context: The project.

    Returns:
        A command line whose `run` calls `pipeline.run(explore=...)`, of the subpackage that is named where there are
        several, from the folder that is named, and logs what it returns.
    """
    common = template_text(f"{_FOLDER}/main_common.py.tmpl").rstrip("\n")
    if not context.has_several:
        return fill(f"{_FOLDER}/main.py.tmpl", package=context.package, common=common)
    lines = (f'    "{part.name}": "{context.package}.{part.name}.pipeline",' for part in context.parts)
    return fill(f"{_FOLDER}/main_several.py.tmpl", package=context.package, pipelines="\n".join(lines), common=common)
