"""`pyproject.toml`, and the configuration of the checks."""

from __future__ import annotations

from nb2prod.render.surroundings.escape import markdown_prose, one_line, toml_string
from nb2prod.render.surroundings.model import ProjectContext
from nb2prod.templates import fill, template_text

# The formatter and the linter that the output is clean for; another year's formatter has another style.
BLACK = "26.10.1"
RUFF = "0.17.6"
_FOLDER = "layouts/package"
_LONGEST_SUMMARY = 200


def pyproject(context: ProjectContext) -> str:
    """Write `pyproject.toml`.

    Args:
        context: The project.

    Returns:
        Its TOML. Imports that no distribution is known for are named in a comment above the dependencies.
    """
    has_leftovers = any(part.leftovers for part in context.parts)
    excluded = ["notebooks", *(["leftovers"] if has_leftovers else [])]
    return fill(
        f"{_FOLDER}/pyproject.toml.tmpl",
        name=toml_string(context.name),
        package=context.package,
        description=toml_string(_summary(context)),
        python=context.python,
        unknown="".join(
            f"# Imported, and provided by a distribution yet to be named: {name}\n" for name in _unknown(context)
        ),
        dependencies="".join(f"\n    {toml_string(line)}," for line in context.dependencies)
        + "\n" * bool(context.dependencies),
        direct_references=_direct_references(context),
        black=BLACK,
        ruff=RUFF,
        black_section='\n[tool.black]\nextend-exclude = "/leftovers/"\n' if has_leftovers else "",
        excluded=", ".join(map(toml_string, excluded)),
    )


def pre_commit() -> str:
    """Write the pre-commit configuration: the linter and the formatter."""
    return fill(f"{_FOLDER}/pre-commit-config.yaml.tmpl", black=BLACK, ruff=RUFF)


def workflow(context: ProjectContext) -> str:
    """Write the CI workflow: linter, formatter, tests."""
    return fill(f"{_FOLDER}/ci.yml.tmpl", python=context.python)


def gitignore() -> str:
    """Write what version control passes over."""
    return template_text(f"{_FOLDER}/gitignore.tmpl")


def _unknown(context: ProjectContext) -> tuple[str, ...]:
    return tuple(one_line(name) for name in context.unknown_imports)


def _summary(context: ProjectContext) -> str:
    paragraph = markdown_prose(context.description).partition("\n\n")[0]
    sentence = one_line(paragraph).partition(". ")[0].rstrip(".")
    return sentence if 0 < len(sentence) <= _LONGEST_SUMMARY else one_line(context.title)[:_LONGEST_SUMMARY]


def _direct_references(context: ProjectContext) -> str:
    if any(" @ " in dependency for dependency in context.dependencies):
        return "\n[tool.hatch.metadata]\nallow-direct-references = true\n"
    return ""
