"""Templates of generated files: where they are, and how their places are filled."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath

_PACKAGE = Path(__file__).parent
# A wheel carries the templates in the package; an editable install has them beside it.
_FOLDERS = (_PACKAGE / "_templates", _PACKAGE.parent / "templates")
_PLACE = re.compile(r"<<([a-z_]+)>>")


@cache
def template_text(name: str) -> str:
    """Read a template.

    Args:
        name: Its path below the folder of templates, such as `layouts/package/README.md.tmpl`.

    Returns:
        Its text.

    Raises:
        ValueError: The name leaves the folder.
        FileNotFoundError: There is none of this name.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        raise ValueError(f"{name!r} is no name of a template")
    for folder in _FOLDERS:
        if (place := folder / path).is_file():
            return place.read_text(encoding="utf-8")
    raise FileNotFoundError(f"there is no template {name!r}; looked in {' and '.join(map(str, _FOLDERS))}")


def fill(template: str, /, **values: str) -> str:
    """Fill the places of a template, written `<<name>>`.

    Args:
        template: Its name.
        **values: Text for each place, already escaped for the language of the file. It is taken as it is: a place in
            it is not filled.

    Returns:
        The filled text.

    Raises:
        KeyError: A place has no value.
        ValueError: A value has no place.
    """
    text = template_text(template)
    if unplaced := values.keys() - set(_PLACE.findall(text)):
        raise ValueError(f"{template!r} has no place for {', '.join(sorted(unplaced))}")
    return _PLACE.sub(lambda match: values[match[1]], text)
