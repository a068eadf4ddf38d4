"""Recorded values on disk: a JSON document, long arrays in an NPZ file beside it, what must be pickled in a third."""

from __future__ import annotations

import json
import pickle
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

LONGEST_IN_TEXT = 64
WIDTH = 100
SHORTEST_COLUMN = 20
ARRAYS = ("array", "thinned array")
TEXTS = ("objects", "column")


def load(place: Path) -> Any:
    """Read what was recorded.

    Args:
        place: The JSON document.

    Returns:
        What `save` was given.
    """
    document = json.loads(place.read_text(encoding="utf-8"))
    arrays, pickles = place.with_suffix(".npz"), place.with_suffix(".pickle")
    kept: dict[str, Any] = {}
    if arrays.is_file():
        import numpy as np

        with np.load(arrays) as file:
            kept.update(file)
    if pickles.is_file():
        kept.update(pickle.loads(pickles.read_bytes()))
    return _changed(document, lambda node: _put_back(node, kept))


def save(document: Any, place: Path) -> list[Path]:
    """Write what is recorded.

    Args:
        document: Plain data with arrays and pickled bytes in it.
        place: The JSON document.

    Returns:
        The files that were written.
    """
    arrays: dict[str, Any] = {}
    pickles: dict[str, bytes] = {}
    plain = _changed(document, lambda node: _taken_out(node, arrays, pickles))
    written = [place]
    place.write_text(_written(plain) + "\n", encoding="utf-8")
    if arrays:
        import numpy as np

        written.append(place.with_suffix(".npz"))
        np.savez_compressed(written[-1], **arrays)
    if pickles:
        written.append(place.with_suffix(".pickle"))
        written[-1].write_bytes(pickle.dumps(pickles, protocol=4))
    return written


def _changed(node: Any, change: Callable[[dict[str, Any]], Any]) -> Any:
    """Change all dictionaries of a document, the inner ones first."""
    if isinstance(node, list):
        return [_changed(part, change) for part in node]
    if isinstance(node, dict):
        return change({key: _changed(part, change) for key, part in node.items()})
    return node


def _taken_out(node: dict[str, Any], arrays: dict[str, Any], pickles: dict[str, bytes]) -> Any:
    if node.get("is") == "pickled" and isinstance(node["of"], bytes):
        name = f"p{len(pickles)}"
        pickles[name] = node["of"]
        return {**node, "of": name}
    if node.get("is") in TEXTS and _is_repetitive(node["of"]):
        texts = list(dict.fromkeys(node["of"]))
        return {**node, "of": {"texts": texts, "places": [texts.index(text) for text in node["of"]]}}
    if node.get("is") not in ARRAYS or not hasattr(node["values"], "tolist"):
        return node
    values = node["values"]
    if values.dtype.kind in "mM":
        values = values.view("i8")
    is_exact = values.dtype.kind in "biufU" and values.dtype.char != "g"
    if is_exact and len(values) <= LONGEST_IN_TEXT:
        return {**node, "values": values.tolist()}
    name = f"a{len(arrays)}"
    arrays[name] = values
    return {**node, "values": name}


def _is_repetitive(parts: Any) -> bool:
    """Whether a column holds few texts many times."""
    plain = isinstance(parts, list) and len(parts) > SHORTEST_COLUMN
    return plain and all(part is None or isinstance(part, str) for part in parts) and len(set(parts)) < len(parts) / 4


def _put_back(node: dict[str, Any], kept: Mapping[str, Any]) -> Any:
    if node.get("is") == "pickled":
        return {**node, "of": kept[node["of"]]}
    if node.get("is") in TEXTS and isinstance(node["of"], dict) and "texts" in node["of"]:
        return {**node, "of": [node["of"]["texts"][place] for place in node["of"]["places"]]}
    if node.get("is") in ARRAYS and isinstance(node["values"], str):
        return {**node, "values": kept[node["values"]]}
    return node


def _written(node: Any, margin: str = "") -> str:
    """JSON with a line for each part, and with what is plain or short on one line."""
    short = json.dumps(node, ensure_ascii=True)
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if len(short) <= WIDTH or not any(isinstance(part, (dict, list)) for part in parts):
        return short
    inner = margin + " "
    if isinstance(node, dict):
        lines = [f"{inner}{json.dumps(key)}: {_written(part, inner)}" for key, part in node.items()]
    else:
        lines = [inner + _written(part, inner) for part in node]
    first, last = "{}" if isinstance(node, dict) else "[]"
    return "\n".join([first, ",\n".join(lines), margin + last])
