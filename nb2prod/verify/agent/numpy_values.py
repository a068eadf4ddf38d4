"""Arrays: by dtype, shape and content, with the numbers kept where a tolerance may be asked for."""

from __future__ import annotations

import hashlib
import sys
from typing import TYPE_CHECKING, Any, Callable, Dict

from . import builtin_values
from .nodes import Node, same
from .objects import instance

if TYPE_CHECKING:
    from .digest import Digester

_FORMS = {"f8": "d", "f4": "f", "c16": "zd", "c8": "zf"}
_LARGEST_WHOLE = 512 * 1024 * 1024
_SAMPLE = 4_000_000
_SMALL = 16 * 1024
_texts: Dict[Any, str] = {}


def array(digester: Digester, value: Any) -> Node:
    """An array of any kind; an object array by its elements."""
    numpy = sys.modules["numpy"]
    plain = numpy.asarray(value)
    digester.sees_memory(plain)
    label = "%s %s of shape %s" % (digester.naming.qualified(type(value)), _text(plain.dtype), plain.shape)
    if plain.dtype.names:
        fields = [(".%s" % name, digester.node(plain[name])) for name in plain.dtype.names]
        return Node(label, children=fields, summary=label)
    if plain.dtype.hasobject:
        return objects(digester, plain.reshape(-1), label)
    return numbers(digester, plain, label)


def objects(digester: Digester, flat: Any, label: str) -> Node:
    """A flat array of objects; text, the usual content, at once."""
    return Node(label, children=[("", builtin_values.sequence(digester, flat.tolist()))], summary=label)


def numbers(digester: Digester, plain: Any, label: str) -> Node:
    """An array of fixed-size elements."""
    note = ""
    if plain.nbytes > _LARGEST_WHOLE:
        note = "of its %d elements a sample is compared" % plain.size
        plain = plain.reshape(-1)[:: max(1, plain.size // _SAMPLE)]
    if plain.nbytes <= _SMALL:
        content = plain.tobytes()
    else:
        numpy = sys.modules["numpy"]
        content = numpy.ascontiguousarray(plain).reshape(-1).view(numpy.uint8).data
    form = _FORMS.get(plain.dtype.str[1:]) if plain.dtype.isnative else None
    floats = digester.store.numbers(content, form) if form else None
    known = (floats.get("blob") or floats["bytes"]) if floats else ""
    leaf = known.encode("ascii") if known else hashlib.blake2b(content, digest_size=16).digest()
    return Node(label, leaf, floats=floats, note=note, summary=label)


def _scalar(digester: Digester, value: Any) -> Node:
    plain = sys.modules["numpy"].asarray(value)
    label = "%s %s" % (digester.naming.qualified(type(value)), _text(plain.dtype))
    if plain.dtype.hasobject or plain.dtype.names:
        return Node(label, repr(value).encode("utf-8"), summary=repr(value))
    node = numbers(digester, plain.reshape(1), label)
    node.summary = str(value)[:80]
    return node


def _text(dtype: Any) -> str:
    """What an element type is called: NumPy takes long to say it."""
    found = _texts.get(dtype)
    if found is None:
        found = _texts[dtype] = str(dtype)
    return found


def _dtype(digester: Digester, value: Any) -> Node:  # noqa: ARG001
    return Node("numpy.dtype", repr(value).encode("utf-8"), summary=str(value))


def _random_state(digester: Digester, value: Any) -> Node:
    """A source of random numbers; the one that all share is compared by itself, whoever holds it."""
    label = digester.naming.qualified(type(value))
    if value is getattr(sys.modules.get("numpy.random.mtrand"), "_rand", None):
        return same("%s that all share" % label)
    return instance(digester, value)


HANDLERS: Dict[str, Callable[[Digester, Any], Node]] = {
    "numpy.ndarray": array,
    "numpy.generic": _scalar,
    "numpy.dtype": _dtype,
    "numpy.random.mtrand.RandomState": _random_state,
}
