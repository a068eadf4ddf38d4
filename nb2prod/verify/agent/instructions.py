"""What a function does, whichever scope its names come from: a package makes parameters of the notebook's globals."""

from __future__ import annotations

import dis
import re
import types
from typing import Any, Iterator, List, Tuple

_PAIR = re.compile(r"(LOAD|STORE)_FAST_(LOAD|STORE)_FAST$")
_SCOPED = re.compile(
    r"(LOAD|STORE|DELETE)_(GLOBAL|NAME|FAST|DEREF|CLASSDEREF|FAST_CHECK|FAST_BORROW|FROM_DICT_OR_\w+)$"
)
# They prepare calls, cells and frames, and differ with the scope of the names alone.
_SILENT = frozenset(
    "RESUME COPY_FREE_VARS MAKE_CELL PUSH_NULL PRECALL CACHE NOP EXTENDED_ARG NOT_TAKEN LOAD_CLOSURE BUILD_TUPLE_CELLS "
    "RETURN_GENERATOR".split()
)
# Variable arguments, generators and coroutines.
_FLAGS = 0x4 | 0x8 | 0x20 | 0x80 | 0x200
_WITH_CLOSURE = 0x8


def described(code: types.CodeType) -> bytes:
    """Describe a function's body, its positional parameters and its kind; names and positions of code don't count."""
    count = code.co_argcount
    head = repr((code.co_varnames[:count], code.co_flags & _FLAGS))
    return "\n".join([head, *_lines(code)]).encode("utf-8", "surrogatepass")


def _lines(code: types.CodeType) -> Iterator[str]:
    every: List[Any] = list(dis.get_instructions(code))
    kept = [i for before, i in zip([None, *every], every) if not _is_silent(before, i)]  # noqa: B905 - Python 3.8
    places = [i.offset for i in kept]
    for instruction in kept:
        for name, argument in _split(code, instruction):
            if isinstance(argument, types.CodeType):
                yield "%s %r" % (name, described(argument))
            elif instruction.opcode in dis.hasjrel or instruction.opcode in dis.hasjabs:
                # Where a jump leads, counted in what is kept.
                yield "%s to %d" % (name, sum(place < argument for place in places))
            else:
                yield "%s %s" % (name, _constant(argument))


def _is_silent(before: Any, instruction: Any) -> bool:
    gathers_cells = before is not None and before.opname == "LOAD_CLOSURE" and instruction.opname == "BUILD_TUPLE"
    return gathers_cells or instruction.opname in _SILENT


def _split(code: types.CodeType, instruction: Any) -> List[Tuple[str, Any]]:
    name, argument = instruction.opname, instruction.argval
    if name == "KW_NAMES":
        argument = code.co_consts[instruction.arg]
    if name == "MAKE_FUNCTION" and isinstance(instruction.arg, int):
        argument = instruction.arg & ~_WITH_CLOSURE
    # Which of the two is compiled depends on whether the module imports the name before the dot.
    name = "LOAD_ATTR" if name == "LOAD_METHOD" else name
    pair = _PAIR.match(name)
    if pair and isinstance(argument, tuple):
        return [(pair.group(1), argument[0]), (pair.group(2), argument[1])]
    scoped = _SCOPED.match(name)
    return [(scoped.group(1) if scoped else name, argument)]


def _constant(constant: Any) -> str:
    if isinstance(constant, frozenset):
        return repr(sorted(map(repr, constant)))
    return "%s %r" % (type(constant).__name__, constant)
