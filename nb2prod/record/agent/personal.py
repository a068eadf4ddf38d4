"""Values that look personal or secret, which are never recorded: replaced in inputs, left out of results."""

from __future__ import annotations

from typing import Any, Callable, Dict, List

from nb2prod.record.agent.patterns import EMAIL, MASK, NAMES, looks_personal, may_be_personal


def mask_inputs(inputs: Dict[str, Any]) -> List[str]:
    """Replace what looks personal in inputs, equal values by equal ones.

    Args:
        inputs: Descriptions, which are changed in place.

    Returns:
        What was replaced, for the report.
    """
    masks = _Masks()
    for name, node in list(inputs.items()):
        _, inputs[name] = masks.pair(name, node, name)
    return masks.found


def mask_outcome(found: Dict[str, Any]) -> List[str]:
    """Leave out of an outcome what looks personal; there it would be compared with the real value.

    Args:
        found: The outcome, which is changed in place.

    Returns:
        What was left out, for the report.
    """
    leaving = _Leaving()
    for part in ("results", "inputs", "files"):
        for name, node in list(found[part].items()):
            found[part][name] = leaving.node(node, name)
    if isinstance(found["figures"], list):
        found["figures"] = [leaving.node(figure, "a figure") for figure in found["figures"]]
    printed = found["printed"]
    if printed["is"] == "text" and looks_personal(printed["of"]):
        leaving.found.append("what it prints")
        found["printed"] = {"is": "not compared"}
    return leaving.found


class _Walk:
    """Goes through a description.

    Attributes:
        found: What was found, for the report.
    """

    def __init__(self) -> None:
        self.found: List[str] = []

    def replaced(self, node: Any) -> Any:
        """What stands for something personal."""
        raise NotImplementedError

    def node(self, node: Any, where: str) -> Any:
        """Go through a part of a description."""
        if isinstance(node, str):
            what = looks_personal(node)
            return self._noted(node, "%s: %s" % (where, what)) if what else node
        if isinstance(node, list):
            return self._list(node, where)
        if not isinstance(node, dict):
            return node
        return self._described(node, where)

    def _list(self, node: List[Any], where: str) -> Any:
        return [self.node(part, where) for part in node]

    def _noted(self, node: Any, note: str) -> Any:
        self.found.append(note)
        return self.replaced(node)

    def _described(self, node: Dict[str, Any], where: str) -> Any:
        kind = node.get("is")
        if kind == "frame":
            return self._frame(node, where)
        if kind == "series" and isinstance(node["name"], str) and NAMES.match(node["name"]):
            return {**node, "values": self._noted(node["values"], "%s: column %s" % (where, node["name"]))}
        if kind == "dict":
            return {**node, "of": [self.pair(key, value, where) for key, value in node["of"]]}
        if kind in ("array", "thinned array") and getattr(node["values"], "dtype", None) is not None:
            return self._array(node, where)
        if kind in ("name", "pickled", "dtype"):
            return node
        return {key: part if key in ("is", "class") else self.node(part, where) for key, part in node.items()}

    def _array(self, node: Dict[str, Any], where: str) -> Any:
        if node["values"].dtype.kind in "US":
            what = next(filter(None, (looks_personal(str(text)) for text in node["values"])), "")
            return self._noted(node, "%s: %s" % (where, what)) if what else node
        return node

    def pair(self, key: Any, value: Any, where: str) -> List[Any]:
        """Go through a value that has a name."""
        if isinstance(key, str) and NAMES.match(key) and may_be_personal(key, value):
            return [key, self._noted(value, "%s: %s" % (where, key))]
        return [self.node(key, where), self.node(value, where)]

    def _frame(self, node: Dict[str, Any], where: str) -> Any:
        columns = labels(node["columns"])
        values = []
        for place, part in enumerate(node["values"]):
            name = columns[place] if place < len(columns) else ""
            if isinstance(name, str) and NAMES.match(name) and not is_masked(part):
                values.append(self._noted(part, "%s: column %s" % (where, name)))
            else:
                values.append(self.node(part, where))
        return {**node, "index": self.node(node["index"], where), "values": values}


class _Masks(_Walk):
    """Replaces what looks personal."""

    def __init__(self) -> None:
        super().__init__()
        self._numbers: Dict[Any, int] = {}

    def replaced(self, node: Any) -> Any:
        if isinstance(node, str):
            number = self._numbers.setdefault(node, len(self._numbers) + 1)
            return (MASK % number) + ("@example.invalid" if EMAIL.search(node) else "")
        if isinstance(node, bool) or node is None:
            return node
        if isinstance(node, (int, float)):
            return type(node)(self._numbers.setdefault(node, len(self._numbers) + 1))
        if isinstance(node, list):
            return [self.replaced(part) for part in node]
        if node["is"] == "array":
            return {**node, "values": _replaced_numbers(node["values"], self.replaced)}
        if node["is"] == "categorical":
            return {**node, "categories": self.replaced(node["categories"])}
        if node["is"] == "index":
            return {**node, "values": self.replaced(node["values"])}
        if node["is"] in ("objects", "column", "tuple"):
            return {**node, "of": self.replaced(node["of"])}
        return node if node["is"] in ("moments", "pandas:NaTType") else {"is": "not compared", "class": "masked"}


class _Leaving(_Walk):
    """Leaves what looks personal out."""

    def replaced(self, node: Any) -> Any:  # noqa: ARG002 - whatever it was
        return {"is": "not compared"}


def _replaced_numbers(values: Any, replaced: Callable[[Any], Any]) -> Any:
    if values.dtype.kind not in "iufUS":
        return values
    if values.dtype.kind == "f":
        return values * 0 + range(1, len(values) + 1)
    made = [replaced(value) for value in values.tolist()]
    return values.__class__(len(made), dtype=values.dtype) if not made else _array_of(made, values)


def _array_of(made: List[Any], values: Any) -> Any:
    import numpy as np

    kind = values.dtype.kind
    return np.array(made, dtype=values.dtype if kind in "iu" else None)


def labels(index: Any) -> List[Any]:
    """Labels of the columns of a frame, where they are plain."""
    values = index.get("values")
    if isinstance(values, dict):
        if values.get("is") in ("objects", "column"):
            return list(values["of"])
        if values.get("is") == "array":
            return list(values["values"].tolist())
    return []


def is_masked(node: Any) -> bool:
    """Whether the values of a column are masks already."""
    parts = node.get("of") if isinstance(node, dict) else None
    texts = [part for part in parts or () if isinstance(part, str)]
    return bool(texts) and all(text.startswith("masked-") for text in texts)
