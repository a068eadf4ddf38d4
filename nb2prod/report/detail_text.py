"""What is known of a value beside its type, for people: a few words."""

from __future__ import annotations

from nb2prod.report.excerpt import mask_secrets
from nb2prod.report.wording import counted, listed
from nb2prod.types.details import Detail, Members, ParameterDetail, Signature

_MOST = 6
_STARS = {"variadic positional": "*", "variadic keyword": "**"}


def detail_text(detail: Detail) -> str:
    """Say what is known of a value; nothing where there is nothing to add to its type."""
    if detail.signature is not None:
        return _signature(detail.signature)
    if detail.members is not None:
        return _members(detail.members)
    if detail.dimensions is not None:
        return counted(detail.dimensions, "dimension")
    named = [part for part in detail.parts if isinstance(part.key, str)]
    return listed((f"{part.key!r}: {part.type}" for part in named), _MOST)


def _signature(signature: Signature) -> str:
    parameters = ", ".join(map(_parameter, signature.parameters))
    returns = f" -> {signature.returns.type}" if signature.returns.type != "?" else ""
    return f"({parameters}){returns}"


def _parameter(parameter: ParameterDetail) -> str:
    typed = f": {parameter.type.type}" if parameter.type.type != "?" else ""
    default = f"={mask_secrets(f'{parameter.name}={parameter.default}').partition('=')[2]}" if parameter.default else ""
    return f"{_STARS.get(parameter.kind, '')}{parameter.name}{typed}{default}"


def _members(members: Members) -> str:
    told = [
        ("bases", members.bases),
        ("attributes", [f"{n}: {g.type}" if g.type != "?" else n for n, g in sorted(members.attributes.items())]),
        ("methods", members.methods),
    ]
    return "; ".join(f"{label} {listed(words, _MOST)}" for label, words in told if words)
