"""What a stored output says of the value that it shows. It is only read, never run, and nothing rests on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

LONGEST = 20_000
"""Longer outputs are data: all that is looked for stands at their beginning or end."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an output says of a value.

    Attributes:
        says: The part of the output that says it, in a few words; no data.
        type: The value's class: a qualified name, or the class's own name; empty where it isn't said.
        sure: Whether that class can be no other one.
        dimensions: How many dimensions it has.
        width: How many columns it has.
        columns: Its columns, all of them.
        kinds: Kinds of its columns.
    """

    says: str
    type: str = ""
    sure: bool = False
    dimensions: int | None = None
    width: int | None = None
    columns: tuple[str, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)


_TYPE = re.compile(r"(?:<class '([\w.]+)'>|([\w.]+))")
_SHAPE = re.compile(r"\((?:\d+, )*\d+,?\)")
_TABLE = re.compile(r"\[\d+ rows x (\d+) columns\]")
_SERIES = re.compile(r"(?:.*, )?dtype: [\w\[\], .]+")
_ARRAY = re.compile(r"array\((\[+|(?=-?[\d.]))")
_PYTHON_ARRAY = re.compile(r"array\('\w', \[")
_OBJECT = re.compile(r"<((?:\w+\.)+\w+) (?:object )?at 0x\w+>")
_CALL = re.compile(r"([A-Z]\w*|defaultdict|tensor)\(")
_NUMPY = re.compile(r"np\.(float64|float32|int64|int32|str_|bool_?)\(")
_KIND = re.compile(r"(\S.*?)\s{2,}(\S+)")
_INFO = re.compile(r"\s*\d+\s+(\S.*?)\s+\d+ non-null\s+(\S+)\s*")
_OLD_INFO = re.compile(r"(\S.*?)\s+\d+ non-null\s+(\S+)\s*")
_LABELS = re.compile(r"Index\(\[(.*)\],\s*dtype='(?:object|str)'\)", re.DOTALL)
_LABEL = re.compile(r"'([^'\\]*)'|\"([^\"\\]*)\"")
_PLAIN = (
    ("bool", "a truth value", re.compile(r"True|False")),
    ("int", "a whole number", re.compile(r"-?\d+")),
    ("float", "a number", re.compile(r"-?(?:\d+\.\d*(?:e[+-]?\d+)?|\d+e[+-]?\d+|inf|nan)")),
    ("str", "a text", re.compile(r"'[^'\n]*'|\"[^\"\n]*\"")),
    ("dict", "a dictionary", re.compile(r"\{(?:'[^']*'|\d+): .*\}", re.DOTALL)),
    ("list", "a list", re.compile(r"\[.*\]", re.DOTALL)),
    ("tuple", "a tuple", re.compile(r"\(.*\)", re.DOTALL)),
)
FRAME, SERIES, ARRAY = "pandas.DataFrame", "pandas.Series", "numpy.ndarray"


def _type(text: str) -> Shown | None:
    found = _TYPE.fullmatch(text)
    name = (found[1] or found[2]) if found else ""
    return Shown(name, name, sure=True) if name else None


def _shape(text: str) -> Shown | None:
    return Shown(text, dimensions=text.count(",") + (not text.endswith(",)"))) if _SHAPE.fullmatch(text) else None


def _table(text: str) -> Shown | None:
    """A frame, which has an empty corner above its index, or a series, which tells its kind in the end."""
    last = text.rpartition("\n")[2]
    if found := _TABLE.fullmatch(last):
        return Shown(last, FRAME, sure=True, dimensions=2, width=int(found[1]))
    if _SERIES.fullmatch(last) and "\n" in text:
        return Shown(last[last.rindex("dtype:") :], SERIES, sure=True, dimensions=1)
    return Shown("a table", FRAME, sure=True, dimensions=2) if text.startswith(" ") and "\n" in text else None


def _rows(text: str) -> Shown | None:
    """Some rows of a value; those of one that is distributed are a frame, too."""
    found = _table(text)
    return found and replace(found, sure=False)


def _estimator(text: str) -> Shown | None:
    found = _CALL.match(text)
    return Shown(f"{found[1]}(…)", found[1]) if found else None


def _value(text: str) -> Shown | None:
    if (table := _table(text)) is not None:
        return table
    if found := _ARRAY.match(text):
        return Shown("array(…)", ARRAY, sure=True, dimensions=len(found[1]))
    if _PYTHON_ARRAY.match(text):
        return Shown("array('…', …)", "array.array", sure=True)
    if found := _OBJECT.fullmatch(text):
        return Shown(found[1], found[1], sure=True)
    if found := _NUMPY.match(text):
        return Shown(f"np.{found[1]}(…)", f"numpy.{found[1]}", sure=True)
    if (estimator := _estimator(text)) is not None:
        return estimator
    return next((Shown(says, kind) for kind, says, pattern in _PLAIN if pattern.fullmatch(text)), None)


def _kinds(text: str) -> Shown | None:
    lines = text.split("\n")
    found = [_KIND.fullmatch(line) for line in lines[:-1]]
    if lines[-1] != "dtype: object" or not found or not all(found):
        return None
    kinds = {match[1]: match[2] for match in found if match}
    return Shown(f"kinds of {len(kinds)} columns", FRAME, dimensions=2, columns=tuple(kinds), kinds=kinds)


def _info(text: str) -> Shown | None:
    if "pandas.core.frame.DataFrame" not in text and "pandas.DataFrame" not in text:
        return None
    found = [_INFO.fullmatch(line) or _OLD_INFO.fullmatch(line) for line in text.split("\n")]
    kinds = {match[1]: match[2] for match in found if match}
    return Shown(f"kinds of {len(kinds)} columns", FRAME, sure=True, columns=tuple(kinds), kinds=kinds)


def _labels(text: str) -> Shown | None:
    found = _LABELS.fullmatch(text)
    if found is None or "..." in found[1]:
        return None
    labels = tuple(one or other for one, other in _LABEL.findall(found[1]))
    return Shown(f"{len(labels)} columns", columns=labels, width=len(labels))


_READERS: Mapping[str, Callable[[str], Shown | None]] = {
    "type": _type,
    "shape": _shape,
    "value": _value,
    "rows": _rows,
    "estimator": _estimator,
    "dtypes": _kinds,
    "info": _info,
    "columns": _labels,
}


def read_shown(asked: str, text: str) -> Shown | None:
    """Read what an output says.

    Args:
        asked: What was shown: the `value` itself, some `rows` of it, the `estimator` that was fitted, or its `type`,
            `shape`, `dtypes`, `columns` or `info`.
        text: The output as plain text.

    Returns:
        What it says; `None` where that isn't clear.
    """
    return _READERS[asked](text.strip("\n").rstrip()) if len(text) <= LONGEST else None
