"""Numbers, text and containers of the language itself."""

from __future__ import annotations

import array
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List, Optional, Tuple

from .flat_values import flat
from .nodes import LONGEST_SUMMARY, Node, opaque, same

if TYPE_CHECKING:
    from .digest import Digester

_PLAIN = frozenset([int, str, bool, type(None), bytes])
_SHORTEST_PACKED = 32
LONGEST_LIST = 20_000
_SAMPLED = 2_000
# By these keys the results of a cross-validation are known, which hold how long it took beside what it gave.
_TIMES = (("mean_fit_time", "mean_score_time"), ("fit_time", "score_time"))


def _by_repr(digester: Digester, value: Any) -> Node:
    text = repr(value)
    return Node(
        digester.naming.qualified(type(value)), text.encode("utf-8", "surrogatepass"), summary=text[:LONGEST_SUMMARY]
    )


def _integer(digester: Digester, value: int) -> Node:
    # Very long integers can't be written in decimal.
    return Node(digester.naming.qualified(type(value)), hex(value).encode("ascii"), summary=_shown(value))


def _shown(value: int) -> str:
    return str(int(value)) if abs(value) < 10**60 else hex(value)[:LONGEST_SUMMARY]


def _float(digester: Digester, value: float) -> Node:
    content = array.array("d", [value]).tobytes()
    label = digester.naming.qualified(type(value))
    return Node(label, content, floats=digester.store.numbers(content, "d"), summary=float.__repr__(value))


def _complex(digester: Digester, value: complex) -> Node:
    content = array.array("d", [value.real, value.imag]).tobytes()
    label = digester.naming.qualified(type(value))
    return Node(label, content, floats=digester.store.numbers(content, "zd"), summary=complex.__repr__(value))


def _text(digester: Digester, value: str) -> Node:
    content = str.encode(value, "utf-8", "surrogatepass")
    return Node(digester.naming.qualified(type(value)), content, summary=str.__repr__(value[:LONGEST_SUMMARY]))


def _bytes(digester: Digester, value: bytes) -> Node:
    return Node(digester.naming.qualified(type(value)), bytes(value), summary=repr(bytes(value[:30])))


def sequence(digester: Digester, value: Any) -> Node:
    """A list, tuple or deque; long ones of plain values at once, very long ones of others by a sample."""
    items = list(value)
    label = "%s of %d" % (digester.naming.qualified(type(value)), len(items))
    if len(items) >= _SHORTEST_PACKED:
        kinds = set(map(type, items))
        if kinds == {float}:
            content = array.array("d", items).tobytes()
            return Node(label, content, floats=digester.store.numbers(content, "d"), summary=label)
        if kinds <= _PLAIN:
            return Node(label, repr(items).encode("utf-8", "surrogatepass"), summary=label)
        whole = _whole(digester, items, label)
        if whole is not None:
            return whole
    places, note = _places(len(items))
    children = [("[%d]" % place, digester.node(items[place])) for place in places]
    return Node(label, children=children, note=note, summary=label)


def _whole(digester: Digester, items: Any, label: str) -> Optional[Node]:
    """A long container of plain values, taken as one piece."""
    found = flat(items) if not digester.given else None
    if found is None:
        return None
    digester.sees_parts(found.inner)
    content, rest = found.numbers.tobytes(), repr(found.rest).encode("utf-8", "surrogatepass")
    # They mean different things: one is not small beside another.
    floats = {**digester.store.numbers(content, "d"), "is_mixed": True}
    parts = [("numbers in it", Node("numbers", content, floats=floats)), ("content", Node("content", rest))]
    return Node(label, children=parts, summary=label)


def _places(size: int) -> Tuple[Iterable[int], str]:
    if size <= LONGEST_LIST:
        return range(size), ""
    return range(0, size, size // _SAMPLED), "of its %d elements a sample is compared" % size


def mapping(digester: Digester, value: Any) -> Node:
    """A dictionary, in its order."""
    items = list(dict.items(value))
    label = "%s of %d" % (digester.naming.qualified(type(value)), len(items))
    whole = _whole(digester, dict(items), label) if len(items) >= _SHORTEST_PACKED else None
    if whole is not None:
        return whole
    places, note = _places(len(items))
    children: List[Tuple[str, Node]] = []
    timed = any(set(times) <= set(filter(_is_text, value)) for times in _TIMES)
    for place in places:
        key, item = items[place]
        node = digester.node(key)
        left_out = timed and _is_text(key) and key.endswith("_time")
        children.append(("key %s" % node.summary, node))
        children.append(("[%s]" % (node.summary or place), same("left out") if left_out else digester.node(item)))
    return Node(label, children=children, note=note, summary=label)


def _is_text(key: Any) -> bool:
    return type(key) is str


def _proxy(digester: Digester, value: Any) -> Node:
    return mapping(digester, dict(value))


def _set(digester: Digester, value: Any) -> Node:
    nodes = sorted((digester.node(item) for item in value), key=lambda node: node.hash)
    label = "%s of %d" % (digester.naming.qualified(type(value)), len(nodes))
    return Node(label, children=[("", node) for node in nodes], summary=label)


def _view(digester: Digester, value: Any) -> Node:
    return Node(
        digester.naming.qualified(type(value)), children=[("[%d]" % n, digester.node(i)) for n, i in enumerate(value)]
    )


def _consumed(reason: str) -> Callable[[Digester, Any], Node]:
    def handler(digester: Digester, value: Any) -> Node:
        return opaque(digester.naming.qualified(type(value)), reason)

    return handler


CONSUMED = "looking at an iterator would use it up"
GENERATOR = "builtins.generator"
_ITERATOR = _consumed(CONSUMED)
# What they are made of and how far they are can be asked without a step, unless what they go over can't be.
_TAKEN_APART = (
    "list_iterator tuple_iterator str_iterator str_ascii_iterator bytes_iterator range_iterator longrange_iterator "
    "list_reverseiterator reversed enumerate zip map filter"
).split()
_ITERATORS = (
    "coroutine async_generator dict_keyiterator dict_valueiterator dict_itemiterator set_iterator callable_iterator"
).split()


def _iterator(digester: Digester, value: Any) -> Node:
    try:
        parts = value.__reduce__()
    except Exception:
        return _ITERATOR(digester, value)
    children = [("part %d" % place, digester.node(part)) for place, part in enumerate(parts)]
    return Node(digester.naming.qualified(type(value)), children=children)


def generator(digester: Digester, value: Any) -> Node:
    """A generator: what it gives is not compared, but what one of the notebook's own works on can be told apart."""
    frame = value.gi_frame
    if frame is None or not digester.naming.is_own_file(frame.f_code.co_filename):
        return opaque(GENERATOR, CONSUMED)
    digester.sees_code(frame.f_code)
    children = [(".%s" % name, digester.node(part)) for name, part in sorted(frame.f_locals.items())]
    return Node(GENERATOR, children=children, opaque=CONSUMED)


HANDLERS: Dict[str, Callable[[Digester, Any], Node]] = {
    GENERATOR: generator,
    **dict.fromkeys(["builtins.%s" % name for name in _ITERATORS], _ITERATOR),
    **dict.fromkeys(["builtins.%s" % name for name in _TAKEN_APART], _iterator),
    **dict.fromkeys(["builtins.NoneType", "builtins.ellipsis", "builtins.NotImplementedType"], _by_repr),
    **dict.fromkeys(["builtins.bool", "builtins.range"], _by_repr),
    "builtins.int": _integer,
    "builtins.float": _float,
    "builtins.complex": _complex,
    "builtins.str": _text,
    "builtins.bytes": _bytes,
    "builtins.bytearray": _bytes,
    "builtins.list": sequence,
    "builtins.tuple": sequence,
    "collections.deque": sequence,
    "builtins.dict": mapping,
    "builtins.mappingproxy": _proxy,
    # What a shell line gives; the package has the list or text that it is.
    "IPython.utils.text.SList": sequence,
    "IPython.utils.text.LSString": _text,
    "builtins.set": _set,
    "builtins.frozenset": _set,
    **dict.fromkeys(["builtins.dict_keys", "builtins.dict_values", "builtins.dict_items"], _view),
}
