"""From the JSON of a version 4 notebook to frozen cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from nb2prod.notebook.bad_input import refuse
from nb2prod.notebook.language import detect_language, kernel_name, language_version
from nb2prod.notebook.legacy import STORED
from nb2prod.notebook.model import Cell, CellKind, Notebook, Output, OutputKind
from nb2prod.notebook.positions import physical_lines

_KINDS = {kind.value: kind for kind in CellKind}
_OUTPUTS = {kind.value: kind for kind in OutputKind}
_BROKEN = "Open the notebook in Jupyter and save it again, or check it with `jupyter nbconvert --to notebook`."


def build_notebook(path: Path, content: Mapping[str, object], text: str, warnings: Sequence[str] = ()) -> Notebook:
    """Turn decoded JSON into a notebook.

    Args:
        path: The file, as the user named it.
        content: What `json` made of it, in the form of version 4.
        text: The file's own text, for physical lines; empty where lines say nothing.
        warnings: What was odd so far.

    Returns:
        The notebook.

    Raises:
        UnreadableInputError: A cell is no cell.
    """
    stored = content.get("cells")
    if not isinstance(stored, list):
        raise refuse(path, "it has no cells", "Give a Jupyter notebook; this JSON is something else.")
    lines = physical_lines(text, [_stored_source(cell) for cell in stored])
    cells = tuple(
        _build_cell(path, number, cell, line) for number, (cell, line) in enumerate(zip(stored, lines, strict=True), 1)
    )
    metadata = _mapping(content.get("metadata"))
    return Notebook(
        path=path,
        language=clean(detect_language(metadata)),
        cells=cells,
        format=(_number(content.get("nbformat"), 4), _number(content.get("nbformat_minor"), 0)),
        kernel=clean(kernel_name(metadata) or "") or None,
        warnings=(*warnings, *_repairs(stored, cells)),
        language_version=clean(language_version(metadata) or "") or None,
    )


def _stored_source(cell: object) -> object:
    stored = _mapping(cell)
    return stored.get(STORED, stored.get("source"))


def _build_cell(path: Path, number: int, stored: object, line: int | None) -> Cell:
    if not isinstance(stored, dict):
        raise refuse(path, f"cell {number} is no cell but {_kind_of(stored)}", _BROKEN, cell=number)
    source = _join(stored.get("source", ""))
    if source is None:
        raise refuse(path, f"the source of cell {number} is no text", _BROKEN, cell=number)
    kind = _KINDS.get(str(stored.get("cell_type")))
    if kind is None:
        raise refuse(path, f"cell {number} is of an unknown type: {stored.get('cell_type')!r}", _BROKEN, cell=number)
    identifier = stored.get("id")
    return Cell(
        index=number,
        id=clean(identifier) if isinstance(identifier, str) else None,
        kind=kind,
        source=clean(source.removesuffix("\n")),
        tags=_tags(stored.get("metadata")),
        execution_count=_count(stored.get("execution_count", stored.get("prompt_number"))),
        outputs=_outputs(stored.get("outputs")),
        physical_line=line,
    )


def _outputs(stored: object) -> tuple[Output, ...]:
    if not isinstance(stored, list):
        return ()
    built = (_output(item) for item in stored if isinstance(item, dict))
    return tuple(output for output in built if output is not None)


def _output(stored: Mapping[str, object]) -> Output | None:
    kind = _OUTPUTS.get(str(stored.get("output_type")))
    match kind:
        case None:
            return None
        case OutputKind.STREAM:
            return Output(kind, _text(stored.get("text")), name=_text(stored.get("name")))
        case OutputKind.ERROR:
            return Output(kind, _text(stored.get("evalue")), name=_text(stored.get("ename")))
        case _:
            data = _mapping(stored.get("data"))
            return Output(kind, _text(data.get("text/plain")), mimes=tuple(clean(mime) for mime in data))


def _tags(metadata: object) -> frozenset[str]:
    tags = _mapping(metadata).get("tags")
    return frozenset(clean(tag) for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset()


def _repairs(stored: Sequence[object], cells: Sequence[Cell]) -> list[str]:
    """Say in which cells text that is no Unicode was replaced."""
    return [
        f"cell {cell.index} holds text that is no valid Unicode (lone surrogates); it was replaced by U+FFFD"
        for raw, cell in zip(stored, cells, strict=True)
        if "\ufffd" in cell.source and isinstance(raw, dict) and "\ufffd" not in (_join(raw.get("source", "")) or "")
    ]


def clean(text: str) -> str:
    """Replace lone surrogates, which JSON can hold and no file can, by U+FFFD."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)
    return text


def _text(value: object) -> str:
    return clean(_join(value) or "")


def _join(value: object) -> str | None:
    match value:
        case str():
            return value
        case list() if all(isinstance(part, str) for part in value):
            return "".join(value)
        case _:
            return None


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: object, default: int) -> int:
    return value if isinstance(value, int) else default


def _kind_of(value: object) -> str:
    return "nothing" if value is None else f"a {type(value).__name__}"
