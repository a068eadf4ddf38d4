"""What two runs of the same statements agree on, and whether a test of it could fail."""

from __future__ import annotations

from typing import Any, Dict

from nb2prod.record.shipped.comparison import differences, timeless

TEXT = "text of a function"
NOT_COMPARED = {"is": "not compared"}


def steady(first: Dict[str, Any], second: Dict[str, Any]) -> Dict[str, Any]:
    """What two runs agree on; the rest is not compared."""
    found: Dict[str, Any] = {}
    for part, value in first.items():
        if part in ("printed", "same objects", "figures"):
            found[part] = NOT_COMPARED if differences(value, second[part]) else value
            continue
        found[part] = {
            name: NOT_COMPARED if name not in second[part] or differences(node, second[part][name]) else node
            for name, node in value.items()
        }
    return found


def refer_to_given(found: Dict[str, Any], inputs: Dict[str, Any]) -> None:
    """Write down inputs that stay as they are only once."""
    for name, node in found["inputs"].items():
        if not _is_empty(node) and not differences(inputs[name], node):
            found["inputs"][name] = {"is": "as given"}


def stays(given: Any, after: Any) -> bool:
    """Whether an input is not compared after the call.

    What a step makes is no part of this one; a function of the pipeline is, where the call changes what it works on.
    """
    if not isinstance(given, dict) or given.get("is") != TEXT:
        return isinstance(given, dict) and given.get("is") == "made"
    reads = [pair for pair in given["reads"] if not _is_callable(pair[1])]
    return not differences({"is": "dict", "of": sorted(reads)}, after)


def _is_callable(node: Any) -> bool:
    return isinstance(node, dict) and node.get("is") in (TEXT, "name")


def without_now(node: Any) -> Any:
    """An outcome without the day and time that it was recorded."""
    if isinstance(node, str):
        return timeless(node)
    if isinstance(node, list):
        return [without_now(part) for part in node]
    return {key: without_now(part) for key, part in node.items()} if isinstance(node, dict) else node


def nothing_to_compare(found: Dict[str, Any], document: Dict[str, Any]) -> str:
    """Why a test could not fail; empty where it can."""
    telling = [node for part in ("results", "files") for node in found[part].values() if not _is_empty(node)]
    changed = [n for name, n in found["inputs"].items() if differences(document["inputs"].get(name), n)]
    if telling or [node for node in changed if not _is_empty(node)]:
        return ""
    figures = found["figures"]
    if isinstance(figures, list) and any(not _is_empty(figure) for figure in figures):
        return ""
    printed = found["printed"]
    if printed["is"] == "text" and printed["of"].strip():
        return ""
    every = [node for part in ("results", "files") for node in found[part].values()]
    if not every:
        return "it returns, changes, prints, draws and writes nothing that can be compared"
    return "nothing that it gives can be compared, or its results differ from run to run"


def _is_empty(node: Any) -> bool:
    return isinstance(node, dict) and node.get("is") == "not compared"
